/**
 * Whether a certificate and its key fit each other: kube-apiserver takes a Secret of type kubernetes.io/tls whatever is in it, and
 * warns in the words of Go's `tls.X509KeyPair`.
 */
import { createPrivateKey, type KeyObject, X509Certificate } from "node:crypto";
import type { Secret } from "../../../src/generated/core/v1/types.js";

export function tlsWarnings({ type, data }: Secret): readonly string[] {
  if (type !== "kubernetes.io/tls") return [];
  const fault = pairFault(textOf(data?.["tls.crt"]), textOf(data?.["tls.key"]));
  return fault === undefined ? [] : [fault];
}

function textOf(base64: string | undefined): string {
  return Buffer.from(base64 ?? "", "base64").toString("latin1");
}

function pairFault(certificateText: string, keyText: string): string | undefined {
  const certificates = blocksOf(certificateText);
  const first = certificates.find(({ label }) => label === "CERTIFICATE");
  if (first === undefined) return noCertificate(certificates.map(({ label }) => label));
  const keys = blocksOf(keyText);
  const key = keys.find(({ label }) => label === "PRIVATE KEY" || label.endsWith(" PRIVATE KEY"));
  if (key === undefined) return noKey(keys.map(({ label }) => label));
  const certificate = certificateOf(first.der);
  if (certificate === undefined) return "x509: malformed certificate";
  const { publicKey } = certificate;
  const curve = publicKey.asymmetricKeyDetails?.namedCurve;
  if (curve !== undefined && !curves.has(curve)) return "x509: unsupported elliptic curve";
  if (!keyTypes.has(publicKey.asymmetricKeyType ?? "")) return "tls: unknown public key algorithm";
  const privateKey = keyOf(key.der);
  if (privateKey === undefined) return "tls: failed to parse private key";
  if (privateKey.asymmetricKeyType !== publicKey.asymmetricKeyType) {
    return "tls: private key type does not match public key type";
  }
  return certificate.checkPrivateKey(privateKey) ? undefined : "tls: private key does not match public key";
}

/** What Go's TLS knows. */
const curves: ReadonlySet<string> = new Set(["secp224r1", "prime256v1", "secp384r1", "secp521r1"]);
const keyTypes: ReadonlySet<string> = new Set(["rsa", "ec", "ed25519"]);

function noCertificate(skipped: readonly string[]): string {
  if (skipped.length === 0) return "tls: failed to find any PEM data in certificate input";
  if (skipped.length === 1 && skipped[0]?.endsWith("PRIVATE KEY") === true) {
    const why = "but did find a private key; PEM inputs may have been switched";
    return `tls: failed to find certificate PEM data in certificate input, ${why}`;
  }
  const after = `after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
  return `tls: failed to find "CERTIFICATE" PEM block in certificate input ${after}`;
}

function noKey(skipped: readonly string[]): string {
  if (skipped.length === 0) return "tls: failed to find any PEM data in key input";
  if (skipped.length === 1 && skipped[0] === "CERTIFICATE") {
    return "tls: found a certificate rather than a key in the PEM for the private key";
  }
  const after = `after skipping PEM blocks of the following types: [${skipped.join(" ")}]`;
  return `tls: failed to find PEM block with type ending in "PRIVATE KEY" in key input ${after}`;
}

interface PemBlock {
  readonly label: string;
  readonly der: Buffer;
}

function blocksOf(text: string): PemBlock[] {
  const found = text.matchAll(/-----BEGIN ([^\n-]+)-----[ \t]*\r?\n([^-]*(?:-[^-]+)*?)-----END \1-----/g);
  return [...found].map(([, label = "", body = ""]) => ({ label, der: Buffer.from(withoutHeaders(body), "base64") }));
}

/** `Proc-Type: 4,ENCRYPTED` and the like come before an empty line. */
function withoutHeaders(body: string): string {
  // One way to read a line, however many colons it has: with more this would not end.
  return body.replace(/^(?:[^\n:]*:[^\n]*\n)+\r?\n/, "");
}

function certificateOf(der: Buffer): X509Certificate | undefined {
  try {
    return new X509Certificate(der);
  } catch {
    return undefined;
  }
}

function keyOf(der: Buffer): KeyObject | undefined {
  for (const type of ["pkcs1", "pkcs8", "sec1"] as const) {
    try {
      return createPrivateKey({ key: der, format: "der", type });
    } catch {
      // Of another form, or of none.
    }
  }
  return undefined;
}
