/**
 * Lets in the bearers of service account tokens. Hot path: a token seen before costs a hash, a map lookup, and a lookup for each object
 * it is about; its signature is checked once. What is kept is the hash and what the token says, never the token.
 */
import type { TokenVerdict } from "../../registry/resource-definition.js";
import type { StorageOf } from "../../registry/rest-storage.js";
import type { Caller } from "../caller.js";
import { leewaySeconds, loadingOf, type Reference, referenceProblem, referencesOf } from "./account-objects.js";
import { callerOf, readClaims, type TokenContent } from "./claims.js";
import type { KeyRing } from "./key-ring.js";
import { legacyCallerOf, legacyIssuer, readLegacyClaims } from "./legacy-claims.js";
import { type LegacyOptions, type LegacyToken, legacyVerdict, tokenHash } from "./legacy-tokens.js";
import type { TokenUses } from "./token-uses.js";
import { issuerOf, verifySignature } from "./verify.js";

export interface AccountAuthenticator {
  /** undefined: no token of these issuers. */
  authenticate(
    token: string,
    audiences: readonly string[],
  ): TokenVerdict | undefined | Promise<TokenVerdict | undefined>;
}

export interface AccountAuthenticatorOptions {
  readonly issuers: readonly string[];
  readonly keys: KeyRing;
  readonly storageOf: StorageOf;
  readonly now: () => number;
  readonly uses: TokenUses;
  /** What this server is called: tokens that name no audience are good for that. */
  readonly audiences: readonly string[];
  /** Of tokens kept in secrets. */
  readonly legacy: Pick<LegacyOptions, "lookup" | "noteUse">;
}

interface KnownToken {
  readonly caller: Caller;
  readonly audiences: readonly string[];
  readonly references: readonly Reference[];
  /** Absent: it is one kept in a secret. */
  readonly content?: TokenContent;
  readonly legacy?: LegacyToken;
  /** Of a token that says when it should be renewed: when its use was counted last. */
  countedAtMs: number;
}

/** Tokens whose signature is remembered; the one that came first goes first. */
export const knownTokensLimit = 4096;

export function createAccountAuthenticator(options: AccountAuthenticatorOptions): AccountAuthenticator {
  const { keys, storageOf } = options;
  const issuers: ReadonlySet<string> = new Set([...options.issuers, legacyIssuer]);
  const known = new Map<string, KnownToken>();
  const judge = (token: KnownToken, audiences: readonly string[]): TokenVerdict | Promise<TokenVerdict> => {
    const loading = loadingOf(storageOf, token.references);
    if (loading !== undefined) return loading.then(() => verdictOn(token, audiences, options));
    return verdictOn(token, audiences, options);
  };
  const meet = async (token: string, hash: string): Promise<KnownToken | { readonly error: string }> => {
    const verified = await verifySignature(token, keys);
    if ("error" in verified) return verified;
    const met = tokenOf(verified.payload, hash, options);
    if ("error" in met) return met;
    const [oldest] = known.keys();
    if (known.size >= knownTokensLimit && oldest !== undefined) known.delete(oldest);
    known.set(hash, met);
    return met;
  };
  return {
    authenticate: (token, audiences) => {
      const hash = tokenHash(token);
      const seen = known.get(hash);
      if (seen !== undefined) return judge(seen, audiences);
      const issuer = issuerOf(token);
      if (issuer === undefined || !issuers.has(issuer)) return undefined;
      return meet(token, hash).then((met) => ("error" in met ? met : judge(met, audiences)));
    },
  };
}

function tokenOf(
  payload: Readonly<Record<string, unknown>>,
  hash: string,
  { audiences: implicit }: AccountAuthenticatorOptions,
): KnownToken | { readonly error: string } {
  const countedAtMs = Number.NEGATIVE_INFINITY;
  const content = readClaims(payload);
  if ("error" in content) return content;
  const audiences = content.audiences.length > 0 ? content.audiences : implicit;
  if (payload["iss"] !== legacyIssuer) {
    return { content, caller: callerOf(content), audiences, references: referencesOf(content.account), countedAtMs };
  }
  const read = readLegacyClaims(payload);
  if ("error" in read) return read;
  const { account } = read;
  const caller = legacyCallerOf(account);
  const { namespace, secret, name, uid } = account;
  const references = referencesOf({ namespace, secret: { name: secret, uid: "" }, serviceaccount: { name, uid } });
  const legacy: LegacyToken = { account, caller, hash, seen: undefined, countedAtMs };
  return { caller, audiences, references, legacy, countedAtMs };
}

function verdictOn(
  token: KnownToken,
  asked: readonly string[],
  options: AccountAuthenticatorOptions,
): TokenVerdict | Promise<TokenVerdict> {
  const { storageOf, now, uses } = options;
  const { content, legacy, caller, references } = token;
  const audiences = asked.filter((one) => token.audiences.includes(one));
  if (audiences.length === 0) return { error: wrongAudience(token.audiences, asked) };
  const nowMs = now();
  if (legacy !== undefined) {
    return legacyVerdict(legacy, { options: { ...options.legacy, storageOf, uses }, audiences, nowMs });
  }
  const problem = content === undefined ? undefined : timeProblem(content, nowMs / 1000);
  if (problem !== undefined) return { error: problem };
  for (const reference of references) {
    const why = referenceProblem(storageOf, reference, nowMs);
    if (why !== undefined) return { error: why };
  }
  if (content?.warnAfter !== undefined) uses.countRenewable(token, { warnAfter: content.warnAfter, nowMs });
  return { caller, audiences };
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
