/**
 * The certificate a server makes for itself when none is given: `apiserver.crt` (leaf, then the authority that signed
 * it) and `apiserver.key` in the certificate folder. A leaf of its own beside its authority, and not one self-signed
 * certificate, because some TLS libraries refuse a server certificate that is an authority, and others trust only
 * authorities.
 *
 * Promises: a usable pair is reused, and then the certificate library is not even loaded; the authority's key is never
 * written and forgotten at once; a pair made by somebody else is never overwritten.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile, rename, writeFile } from "node:fs/promises";
import { isIP } from "node:net";
import { join } from "node:path";
import { makeFolder } from "../util/make-folder.js";
import { authorityPrefix, type CertificatePair } from "./certificate-pair.js";

export interface ServingCertOptions {
  readonly certDir: string;
  /** Names and addresses beside the standard ones. */
  readonly hosts: readonly string[];
  readonly now: Date;
}

export interface ServingCert {
  /** PEM, leaf first. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
  /** PEM to put into a kubeconfig's certificate-authority-data. */
  readonly ca: string;
  /** True when it was made now. */
  readonly created: boolean;
}

/** A pair that was not made here and cannot be used. */
export class ServingCertError extends Error {
  constructor(message: string) {
    super(message);
    this.name = "ServingCertError";
  }
}

const standardHosts = [
  "localhost",
  "127.0.0.1",
  "::1",
  "kubernetes",
  "kubernetes.default",
  "kubernetes.default.svc",
  "kubernetes.default.svc.cluster.local",
];

export async function ensureServingCert(options: ServingCertOptions): Promise<ServingCert> {
  const certFile = join(options.certDir, "apiserver.crt");
  const keyFile = join(options.certDir, "apiserver.key");
  const hosts = [...new Set([...standardHosts, ...options.hosts])];
  const [cert, key] = await Promise.all([readIfThere(certFile), readIfThere(keyFile)]);
  if (cert !== undefined && key !== undefined) {
    const judged = judge({ cert, key, hosts, now: options.now });
    if (judged.usable) return { cert, key, ca: authorityOf(cert), created: false };
    if (!judged.ours) {
      throw new ServingCertError(
        `${certFile} cannot be used: ${judged.why}; replace it, or remove it to have one made`,
      );
    }
  }
  const made = await makePair(hosts, options.now);
  makeFolder(options.certDir);
  // Key first: a crash in between leaves a pair that does not match, which is made again.
  await writeWhole(keyFile, made.key, 0o600);
  await writeWhole(certFile, made.cert, 0o644);
  return { ...made, created: true };
}

interface Pair {
  readonly cert: string;
  readonly key: string;
  readonly hosts: readonly string[];
  readonly now: Date;
}

type Judgement = { readonly usable: true } | { readonly usable: false; readonly ours: boolean; readonly why: string };

function judge(pair: Pair): Judgement {
  let leaf: X509Certificate;
  try {
    leaf = new X509Certificate(pair.cert);
  } catch {
    return { usable: false, ours: false, why: "it is no certificate" };
  }
  const ours = leaf.issuer.includes(`CN=${authorityPrefix}`);
  const why = faultOf(leaf, pair, ours);
  return why === undefined ? { usable: true } : { usable: false, ours, why };
}

function faultOf(leaf: X509Certificate, pair: Pair, ours: boolean): string | undefined {
  if (!keyBelongsTo(leaf, pair.key)) return "its key does not belong to it";
  if (new Date(leaf.validTo) <= pair.now) return `it expired at ${leaf.validTo}`;
  if (new Date(leaf.validFrom) > pair.now) return `it is not valid before ${leaf.validFrom}`;
  // Somebody else's certificate may be for other names on purpose, behind a proxy for example.
  const missing = ours ? pair.hosts.find((host) => !covers(leaf, host)) : undefined;
  return missing === undefined ? undefined : `it is not made for ${missing}`;
}

function covers(leaf: X509Certificate, host: string): boolean {
  return (isIP(host) === 0 ? leaf.checkHost(host) : leaf.checkIP(host)) !== undefined;
}

function keyBelongsTo(leaf: X509Certificate, keyPem: string): boolean {
  try {
    return leaf.checkPrivateKey(createPrivateKey(keyPem));
  } catch {
    return false;
  }
}

/** The last certificate of the chain: the authority, or the leaf itself where somebody signed it with its own key. */
function authorityOf(chain: string): string {
  const blocks = chain.match(/-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----\n?/g) ?? [];
  return blocks.at(-1) ?? chain;
}

/** The certificate library is loaded only here: it takes a fifth of a server's first start. */
async function makePair(hosts: readonly string[], now: Date): Promise<CertificatePair> {
  const { makeCertificate } = await import("./make-certificate.js");
  return makeCertificate({ hosts, now });
}

async function readIfThere(file: string): Promise<string | undefined> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

async function writeWhole(file: string, text: string, mode: number): Promise<void> {
  const partial = `${file}.${process.pid}.partial`;
  await writeFile(partial, text, { mode });
  await rename(partial, file);
}
