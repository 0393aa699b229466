/** What a made certificate consists of; apart from the maker, so that the certificate library is not loaded with it. */

export interface CertificatePair {
  /** PEM, leaf first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** PEM of the authority. */
  readonly ca: string;
}

/** Names of authorities made here begin with it. */
export const authorityPrefix = "apiserver-ca@";
