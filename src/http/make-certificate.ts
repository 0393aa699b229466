/** Makes a serving certificate and the authority that signs it, with the x509 library. Slow to load: import it only to use it. */
import { KeyObject, randomBytes, webcrypto } from "node:crypto";
import { isIP } from "node:net";
import { authorityPrefix, type CertificatePair } from "./certificate-pair.js";

export interface CertificateRequest {
  readonly hosts: readonly string[];
  readonly now: Date;
}

const validForMs = 365 * 24 * 3600 * 1000;
/** Clients whose clock is behind must accept a certificate made a moment ago. */
const clockSkewMs = 3600 * 1000;

export async function makeCertificate({ hosts, now }: CertificateRequest): Promise<CertificatePair> {
  await import("reflect-metadata");
  const x509 = await import("@peculiar/x509");
  const algorithm = { name: "ECDSA", namedCurve: "P-256", hash: "SHA-256" };
  const [caKeys, leafKeys] = await Promise.all([
    webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]),
    webcrypto.subtle.generateKey(algorithm, true, ["sign", "verify"]),
  ]);
  const dates = { notBefore: new Date(now.getTime() - clockSkewMs), notAfter: new Date(now.getTime() + validForMs) };
  const caName = `CN=${authorityPrefix}${Math.floor(now.getTime() / 1000)}`;
  const ca = await x509.X509CertificateGenerator.createSelfSigned({
    ...dates,
    serialNumber: serial(),
    name: caName,
    keys: caKeys,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(true, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.keyCertSign | x509.KeyUsageFlags.digitalSignature, true),
      await x509.SubjectKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const leaf = await x509.X509CertificateGenerator.create({
    ...dates,
    serialNumber: serial(),
    subject: "CN=apiserver",
    issuer: caName,
    publicKey: leafKeys.publicKey,
    signingKey: caKeys.privateKey,
    signingAlgorithm: algorithm,
    extensions: [
      new x509.BasicConstraintsExtension(false, undefined, true),
      new x509.KeyUsagesExtension(x509.KeyUsageFlags.digitalSignature, true),
      new x509.ExtendedKeyUsageExtension([x509.ExtendedKeyUsage.serverAuth]),
      new x509.SubjectAlternativeNameExtension(
        hosts.map((host) => ({ type: isIP(host) === 0 ? ("dns" as const) : ("ip" as const), value: host })),
      ),
      await x509.SubjectKeyIdentifierExtension.create(leafKeys.publicKey),
      await x509.AuthorityKeyIdentifierExtension.create(caKeys.publicKey),
    ],
  });
  const key = KeyObject.from(leafKeys.privateKey).export({ type: "pkcs8", format: "pem" }) as string;
  const caPem = `${ca.toString("pem").trim()}\n`;
  return { cert: `${leaf.toString("pem").trim()}\n${caPem}`, key, ca: caPem };
}

/** Positive and without a leading zero byte, as RFC 5280 wants it. */
function serial(): string {
  const bytes = randomBytes(16);
  bytes[0] = (bytes[0]! & 0x7f) | 0x40;
  return bytes.toString("hex");
}
