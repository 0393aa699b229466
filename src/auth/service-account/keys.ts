/**
 * Keys of service account tokens: read from PEM as kube-apiserver reads them, each with its algorithm and the id tokens name it by. An EC
 * key in PKCS #8, which it refuses ("data does not contain any valid RSA or ECDSA public keys"), is taken: it is what tools write today.
 */
import { createHash, createPrivateKey, createPublicKey, type KeyObject } from "node:crypto";

export type TokenAlgorithm = "RS256" | "ES256" | "ES384" | "ES512";

export interface VerifyingKey {
  /** Of the header `kid`. */
  readonly id: string;
  readonly algorithm: TokenAlgorithm;
  readonly publicKey: KeyObject;
}

export interface SigningKey extends VerifyingKey {
  readonly privateKey: KeyObject;
}

/** The text holds no such key. */
export class KeyTextError extends Error {
  constructor(what: string, options?: ErrorOptions) {
    super(what, options);
    this.name = "KeyTextError";
  }
}

/** Throws `KeyTextError`. */
export function parseSigningKey(pem: string): SigningKey {
  const why = "data does not contain a valid RSA or ECDSA private key";
  try {
    const privateKey = createPrivateKey(pem);
    return { privateKey, ...describeKey(createPublicKey(privateKey)) };
  } catch (error) {
    throw new KeyTextError(why, { cause: error });
  }
}

const block = /-----BEGIN ([A-Z0-9 ]+)-----[^-]+-----END \1-----/g;

/** All keys and certificates of the text; private keys stand for their public halves. Throws `KeyTextError` when there is none. */
export function parseVerifyingKeys(pem: string): readonly VerifyingKey[] {
  const keys = [...pem.matchAll(block)].flatMap(([text]) => {
    try {
      return [describeKey(createPublicKey(text))];
    } catch {
      // Files may hold other blocks too (parameters of a curve); what matters is that a key is found.
      return [];
    }
  });
  if (keys.length === 0) throw new KeyTextError("data does not contain any valid RSA or ECDSA public keys");
  return keys;
}

function describeKey(publicKey: KeyObject): VerifyingKey {
  const der = publicKey.export({ type: "spki", format: "der" });
  const id = createHash("sha256").update(der).digest("base64url");
  return { id, algorithm: algorithmOf(publicKey), publicKey };
}

const curves: Readonly<Record<string, TokenAlgorithm>> = {
  prime256v1: "ES256",
  secp384r1: "ES384",
  secp521r1: "ES512",
};

function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): TokenAlgorithm {
  if (asymmetricKeyType === "rsa") return "RS256";
  const curve = asymmetricKeyType === "ec" ? curves[asymmetricKeyDetails?.namedCurve ?? ""] : undefined;
  if (curve === undefined) throw new KeyTextError(`no tokens can be signed with a key of type ${asymmetricKeyType}`);
  return curve;
}
