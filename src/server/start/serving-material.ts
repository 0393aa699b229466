/**
 * The certificate a server shows: read from the files given and checked, so that a mistake is told at the start and not
 * by every client.
 */
import { createPrivateKey, X509Certificate } from "node:crypto";
import { readFile } from "node:fs/promises";
import type { TlsMaterial } from "../../http/message.js";
import { fileError, messageOf, StartError } from "./start-error.js";

/** Throws `StartError`. */
export async function readCertificate(files: {
  readonly certFile: string;
  readonly keyFile: string;
}): Promise<TlsMaterial> {
  const { certFile, keyFile } = files;
  const [cert, key] = await Promise.all([read(certFile, "--tls-cert-file"), read(keyFile, "--tls-private-key-file")]);
  const parsed = parse(`${certFile} (--tls-cert-file) is no PEM certificate`, () => new X509Certificate(cert));
  // Nobody is there to type a passphrase, and Node's own word for the lack of one helps nobody.
  if (/^-----BEGIN ENCRYPTED |^Proc-Type: 4,ENCRYPTED/m.test(key)) {
    throw new StartError(`the key in ${keyFile} (--tls-private-key-file) is encrypted; give it without a passphrase`);
  }
  const privateKey = parse(`${keyFile} (--tls-private-key-file) is no PEM key`, () => createPrivateKey(key));
  if (!parsed.checkPrivateKey(privateKey)) {
    throw new StartError(`the key in ${keyFile} does not belong to the certificate in ${certFile}`);
  }
  return { cert, key };
}

async function read(path: string, flag: string): Promise<string> {
  try {
    return await readFile(path, "utf8");
  } catch (error) {
    throw fileError(path, flag, error);
  }
}

function parse<T>(complaint: string, make: () => T): T {
  try {
    return make();
  } catch (error) {
    throw new StartError(`${complaint}: ${messageOf(error)}`, { cause: error });
  }
}
