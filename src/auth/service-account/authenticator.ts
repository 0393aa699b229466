/**
 * Lets in the bearers of service account tokens. Hot path: a token seen before costs a hash, a map lookup, and a lookup for each object
 * it is about; its signature is checked once. What is kept is the hash and what the token says, never the token.
 */
import { createHash } from "node:crypto";
import type { TokenVerdict } from "../../registry/resource-definition.js";
import type { StorageOf } from "../../registry/rest-storage.js";
import type { Caller } from "../caller.js";
import { leewaySeconds, loadingOf, type Reference, referenceProblem, referencesOf } from "./account-objects.js";
import { callerOf, readClaims, type TokenContent } from "./claims.js";
import type { KeyRing } from "./key-ring.js";
import { issuerOf, verifySignature } from "./verify.js";

export interface AccountAuthenticator {
  /** undefined: no token of these issuers. */
  authenticate(
    token: string,
    audiences: readonly string[],
  ): TokenVerdict | undefined | Promise<TokenVerdict | undefined>;
}

/** Uses of tokens that say when they should be renewed; as kube-apiserver counts, one use in `usePeriodMs` for each token. */
export interface RenewableUses {
  stale: number;
  valid: number;
}

/** How long kube-apiserver remembers a verdict. */
export const usePeriodMs = 10_000;

export interface AccountAuthenticatorOptions {
  readonly issuers: readonly string[];
  readonly keys: KeyRing;
  readonly storageOf: StorageOf;
  readonly now: () => number;
  readonly uses: RenewableUses;
}

interface KnownToken {
  readonly content: TokenContent;
  readonly caller: Caller;
  readonly references: readonly Reference[];
  /** Of a token that says when it should be renewed: when its use was counted last. */
  countedAtMs: number;
}

/** Tokens whose signature is remembered; the one that came first goes first. */
export const knownTokensLimit = 4096;

export function createAccountAuthenticator(options: AccountAuthenticatorOptions): AccountAuthenticator {
  const { issuers, keys, storageOf, now, uses } = options;
  const known = new Map<string, KnownToken>();
  const judge = (token: KnownToken, audiences: readonly string[]): TokenVerdict | Promise<TokenVerdict> => {
    const loading = loadingOf(storageOf, token.references);
    if (loading !== undefined) return loading.then(() => verdictOn(token, audiences));
    return verdictOn(token, audiences);
  };
  const verdictOn = (token: KnownToken, audiences: readonly string[]): TokenVerdict => {
    const { content, caller, references } = token;
    const shared = audiences.filter((one) => content.audiences.includes(one));
    if (shared.length === 0) return { error: wrongAudience(content.audiences, audiences) };
    const nowMs = now();
    const problem = timeProblem(content, nowMs / 1000);
    if (problem !== undefined) return { error: problem };
    for (const reference of references) {
      const why = referenceProblem(storageOf, reference, nowMs);
      if (why !== undefined) return { error: why };
    }
    if (content.warnAfter !== undefined) countUse(uses, token, { warnAfter: content.warnAfter, nowMs });
    return { caller, audiences: shared };
  };
  const meet = async (token: string, hash: string): Promise<KnownToken | { readonly error: string }> => {
    const verified = await verifySignature(token, keys);
    if ("error" in verified) return verified;
    const content = readClaims(verified.payload);
    if (content === undefined) return { error: "service account token claims could not be validated" };
    const met = {
      content,
      caller: callerOf(content),
      references: referencesOf(content.account),
      countedAtMs: Number.NEGATIVE_INFINITY,
    };
    const [oldest] = known.keys();
    if (known.size >= knownTokensLimit && oldest !== undefined) known.delete(oldest);
    known.set(hash, met);
    return met;
  };
  return {
    authenticate: (token, audiences) => {
      const hash = createHash("sha256").update(token).digest("base64");
      const seen = known.get(hash);
      if (seen !== undefined) return judge(seen, audiences);
      const issuer = issuerOf(token);
      if (issuer === undefined || !issuers.includes(issuer)) return undefined;
      return meet(token, hash).then((met) => ("error" in met ? met : judge(met, audiences)));
    },
  };
}

function wrongAudience(own: readonly string[], asked: readonly string[]): string {
  const quoted = (list: readonly string[]): string => `[${list.map((one) => JSON.stringify(one)).join(" ")}]`;
  return `token audiences ${quoted(own)} is invalid for the target audiences ${quoted(asked)}`;
}

/** Clocks may differ by the leeway, either way. */
function timeProblem({ issuedAt, notBefore, expiresAt }: TokenContent, nowSeconds: number): string | undefined {
  if (notBefore !== undefined && nowSeconds + leewaySeconds < notBefore)
    return "service account token is not valid yet";
  if (expiresAt !== undefined && nowSeconds - leewaySeconds > expiresAt) return "service account token has expired";
  if (issuedAt !== undefined && nowSeconds + leewaySeconds < issuedAt) {
    return "service account token is issued in the future";
  }
  return undefined;
}

function countUse(
  uses: RenewableUses,
  token: KnownToken,
  { warnAfter, nowMs }: { readonly warnAfter: number; readonly nowMs: number },
): void {
  if (nowMs - token.countedAtMs < usePeriodMs) return;
  token.countedAtMs = nowMs;
  uses[nowMs > warnAfter * 1000 ? "stale" : "valid"]++;
}
