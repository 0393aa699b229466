/** Checks a token's signature. What is not a token of these issuers is somebody else's to judge. */
import type { KeyRing } from "./key-ring.js";
import type { VerifyingKey } from "./keys.js";

export type Verified = { readonly payload: Readonly<Record<string, unknown>> } | { readonly error: string };

/** The claim `iss`, unverified; undefined: this is no token of the kind. */
export function issuerOf(token: string): string | undefined {
  const parts = token.split(".");
  if (parts.length !== 3 || !parts.every((part) => /^[\w-]*$/.test(part))) return undefined;
  try {
    const header: unknown = jsonOf(parts[0] ?? "");
    const payload: unknown = jsonOf(parts[1] ?? "");
    if (!isObject(header) || !isObject(payload)) return undefined;
    return typeof payload.iss === "string" ? payload.iss : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function jsonOf(part: string): unknown {
  return JSON.parse(Buffer.from(part, "base64url").toString("utf8"));
}

/** With the texts kube-apiserver puts into a TokenReview. */
export async function verifySignature(token: string, keys: KeyRing): Promise<Verified> {
  const { compactVerify, decodeProtectedHeader } = await import("jose");
  const { kid } = decodeProtectedHeader(token);
  const known = await keys.verifying();
  const candidates: readonly VerifyingKey[] = (kid ?? "") === "" ? known : known.filter(({ id }) => id === kid);
  if (candidates.length === 0) return { error: "invalid signature, no keys found" };
  for (const { publicKey, algorithm } of candidates) {
    try {
      const { payload } = await compactVerify(token, publicKey, { algorithms: [algorithm] });
      return { payload: JSON.parse(Buffer.from(payload).toString("utf8")) as Record<string, unknown> };
    } catch {
      // Another key may have signed it.
    }
  }
  return { error: "go-jose/go-jose: error in cryptographic primitive" };
}
