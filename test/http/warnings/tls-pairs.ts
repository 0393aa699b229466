/** Pairs of certificate and key, right and wrong, as Secrets of type kubernetes.io/tls hold them. The keys were made for this file. */

import { readFixture } from "../../support/fixture.js";

export interface TlsPair {
  readonly what: string;
  readonly certificate: string;
  readonly key: string;
}

const pem = readFixture<Readonly<Record<string, string>>>("test/http/warnings/tls-pairs.json");
const {
  rsaCertificate = "",
  rsaKey = "",
  otherRsaKey = "",
  rsaKeyPkcs1 = "",
  rsaKeyEncrypted = "",
  rsaPublicKey = "",
  ecCertificate = "",
  ecKey = "",
  edCertificate = "",
  edKey = "",
  otherCurveCertificate = "",
  otherCurveKey = "",
} = pem;
const block = (label: string): string => `-----BEGIN ${label}-----\nAAAA\n-----END ${label}-----\n`;

export const tlsPairs: readonly TlsPair[] = [
  { what: "right", certificate: rsaCertificate, key: rsaKey },
  { what: "an older form of key", certificate: rsaCertificate, key: rsaKeyPkcs1 },
  { what: "of an elliptic curve", certificate: ecCertificate, key: ecKey },
  { what: "of Edwards' curve", certificate: edCertificate, key: edKey },
  { what: "of a curve nobody knows", certificate: otherCurveCertificate, key: otherCurveKey },
  { what: "a key of another sort", certificate: rsaCertificate, key: ecKey },
  { what: "a key of a third sort", certificate: edCertificate, key: rsaKey },
  { what: "another key", certificate: rsaCertificate, key: otherRsaKey },
  { what: "nothing", certificate: "", key: "" },
  { what: "no certificate", certificate: "x", key: rsaKey },
  { what: "no key", certificate: rsaCertificate, key: "x" },
  { what: "an encrypted key", certificate: rsaCertificate, key: rsaKeyEncrypted },
  { what: "the wrong way round", certificate: rsaKey, key: rsaCertificate },
  { what: "two keys", certificate: rsaKey, key: rsaKey },
  { what: "two certificates", certificate: rsaCertificate, key: rsaCertificate },
  { what: "a public key", certificate: rsaCertificate, key: rsaPublicKey },
  { what: "a public key for a certificate", certificate: rsaPublicKey, key: rsaKey },
  { what: "both in both", certificate: rsaCertificate + rsaKey, key: rsaCertificate + rsaKey },
  { what: "a chain", certificate: rsaCertificate + ecCertificate, key: rsaKey },
  { what: "a chain in the wrong order", certificate: ecCertificate + rsaCertificate, key: rsaKey },
  { what: "a broken certificate", certificate: block("CERTIFICATE"), key: rsaKey },
  { what: "a broken key", certificate: rsaCertificate, key: block("PRIVATE KEY") },
  { what: "a broken key of a curve", certificate: rsaCertificate, key: block("EC PRIVATE KEY") },
];
