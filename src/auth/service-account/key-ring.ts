/**
 * The keys a server signs and checks tokens with. Those given are read at the start, so that a mistake is told then; without any, the
 * server makes one of its own on first use and keeps it in a file that only its user can read.
 */
import { generateKeyPair, randomUUID } from "node:crypto";
import { chmod, link, readFile, rm, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify } from "node:util";
import { makeFolder } from "../../util/make-folder.js";
import { parseSigningKey, type SigningKey, type VerifyingKey } from "./keys.js";

export interface KeyRing {
  /** Makes the key when there is none yet. */
  signing(): Promise<SigningKey>;
  /** Empty while no token can have been signed. */
  verifying(): Promise<readonly VerifyingKey[]>;
}

/** As kube-apiserver: of several keys with one id the first counts. */
export function givenKeys(signing: SigningKey, verifying: readonly VerifyingKey[]): KeyRing {
  const all = [...verifying];
  if (!all.some(({ id }) => id === signing.id)) all.push(signing);
  return { signing: () => Promise.resolve(signing), verifying: () => Promise.resolve(all) };
}

/** Whoever sends wrong tokens must not make the server read a file for each; a key that another server made is seen this late. */
export const lookAgainMs = 5_000;
/** Of the key the server makes. */
export const ownAlgorithm = "RS256";

/** Rejects with the system's error, or with `KeyTextError` when the file holds something else. */
export function ownKey(path: string, nowMs: () => number): KeyRing {
  let known: SigningKey | undefined;
  let making: Promise<SigningKey> | undefined;
  let lookedAtMs = Number.NEGATIVE_INFINITY;
  const read = async (): Promise<SigningKey | undefined> => {
    const pem = await readPrivate(path);
    return pem === undefined ? undefined : parseSigningKey(pem);
  };
  // It may have been made while the file was looked for.
  const look = async (): Promise<void> => {
    const found = await read();
    known ??= found;
  };
  const signing = async (): Promise<SigningKey> => {
    if (known === undefined) await look();
    if (known !== undefined) return known;
    making ??= makeKey(path).finally(() => {
      making = undefined;
    });
    known = await making;
    return known;
  };
  return {
    signing,
    verifying: async () => {
      if (known === undefined && nowMs() - lookedAtMs >= lookAgainMs) {
        lookedAtMs = nowMs();
        await look();
      }
      return known === undefined ? [] : [known];
    },
  };
}

async function readPrivate(path: string): Promise<string | undefined> {
  try {
    const pem = await readFile(path, "utf8");
    await chmod(path, 0o600);
    return pem;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}

/** RSA, because that is what every reader of tokens must know. */
const modulusBits = 2048;

async function makeKey(path: string): Promise<SigningKey> {
  const { privateKey } = await promisify(generateKeyPair)("rsa", { modulusLength: modulusBits });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  makeFolder(dirname(path));
  // A name nobody else has: two containers have the same process id, and to write to a file that was linked is to change the key.
  const whole = `${path}.${randomUUID()}.tmp`;
  await writeFile(whole, pem, { mode: 0o600, flag: "wx" });
  try {
    // Fails when another start on the same folder was first, and never shows half a file.
    await link(whole, path);
    return parseSigningKey(pem);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return parseSigningKey(await readFile(path, "utf8"));
  } finally {
    await rm(whole, { force: true });
  }
}
