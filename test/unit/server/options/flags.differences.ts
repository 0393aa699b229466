/**
 * Where this server's answer to a command line is its own, and why. What is in the files a command line names is judged later; there too
 * more is taken than there: an EC key in PKCS #8 (test/unit/auth/service-account/keys.test.ts signs with such).
 */

export interface OwnAnswer {
  /** The command line. */
  readonly of: RegExp;
  /** null: it is taken. */
  readonly says: RegExp | null;
  readonly because: string;
}

export const ownAnswers: readonly OwnAnswer[] = [
  { of: /^--secure-port=0$/, says: null, because: "0 is any free port: for tests and throw-away servers" },
  { of: /^--etcd-servers=$/, says: null, because: "the store is our own" },
  {
    of: /^--storage-backend=etcd2$/,
    says: /the embedded store is the only one/,
    because: "kube-apiserver names the backends it has, and so do we",
  },
  {
    of: /^--(etcd-compaction-interval|event-ttl)=-1s$/,
    says: /can not be negative value/,
    because: "it would mean nothing: kube-apiserver starts, and compacts nothing or expires events at once",
  },
  {
    of: /^--external-hostname=(-a|1\.2\.3\.4:5|A_b|a b|https:\/\/x)$/,
    says: /is neither a host name nor an IP address/,
    because: "a certificate is made for it, and clients would be sent there",
  },
  {
    of: /^--tls-cipher-suites=(x|TLS_AES_128_GCM_SHA256,x,y|TLS_RSA_WITH_RC4_128_SHA)$|^--tls-curve-preferences=(0|99|29,29)$/,
    says: /cannot be used: /,
    because: "neither can be chosen, whatever the names",
  },
  {
    of: /^--service-account-issuer=https:\/\/\[::g\]$/,
    says: /invalid host: ParseAddr\("::g"\): unable to parse IP$/,
    because: "what exactly is wrong with an IPv6 address is not told",
  },
  {
    of: /--service-account-signing-key-file= --service-account-max-token-expiration=2h$/,
    says: null,
    because: "without a key the server makes one of its own",
  },
  {
    of: /^--service-account-key-file=sa.key --service-account-signing-key-file=$/,
    says: /--service-account-signing-key-file and --service-account-key-file go together/,
    because: "only the combination is wrong here",
  },
];
