/**
 * Tokens of the old kind: good while their secret holds them and is not marked as invalid. The day of their last use is noted on the
 * secret, so that those nobody uses can be found and cleaned up. Called for every request; an unchanged secret costs a map lookup.
 */
import { createHash } from "node:crypto";
import type { TokenVerdict } from "../../registry/resource-definition.js";
import type { StorageOf } from "../../registry/rest-storage.js";
import type { Revision } from "../../storage/store.js";
import type { Caller } from "../caller.js";
import type { LegacyAccount } from "./legacy-claims.js";
import type { TokenUses } from "./token-uses.js";

export const lastUsedLabel = "kubernetes.io/legacy-token-last-used";
export const invalidSinceLabel = "kubernetes.io/legacy-token-invalid-since";

export interface LegacyToken {
  readonly account: LegacyAccount;
  readonly caller: Caller;
  /** Of the token, as `tokenHash` makes it. */
  readonly hash: string;
  /** What its secret said when it was last looked at. */
  seen: SecretSight | undefined;
  /** When its use was counted last. */
  countedAtMs: number;
}

interface SecretSight {
  readonly revision: Revision;
  readonly holdsIt: boolean;
  readonly isLeaving: boolean;
  readonly invalidSince: string;
  readonly lastUsed: string;
}

export interface LegacyOptions {
  readonly storageOf: StorageOf;
  /** False: the signature is enough. */
  readonly lookup: boolean;
  readonly uses: TokenUses;
  /** Notes on the secret that its token was used; never rejects. */
  readonly noteUse: (account: LegacyAccount, date: string) => Promise<void>;
}

export function tokenHash(token: string | Buffer): string {
  return createHash("sha256").update(token).digest("base64");
}

const usesOf = "Use tokens from the TokenRequest API or manually created secret-based tokens";

/** `audiences`: those of the asked ones it is good for. Caches are loaded. A promise on the first use of a day. */
export function legacyVerdict(
  token: LegacyToken,
  {
    options,
    audiences,
    nowMs,
  }: { readonly options: LegacyOptions; readonly audiences: readonly string[]; readonly nowMs: number },
): TokenVerdict | Promise<TokenVerdict> {
  const { account, caller } = token;
  if (!options.lookup) return { caller, audiences };
  const sight = lookAtSecret(token, options.storageOf);
  if (sight === undefined || sight.isLeaving) return { error: "Token has been invalidated" };
  if (!sight.holdsIt) return { error: "Token does not match server's copy" };
  const found = accountIn(options.storageOf, account);
  if ("error" in found) return found;
  const isMarked = sight.invalidSince !== "";
  options.uses.countLegacy(token, { nowMs, isAutomatic: found.isAutomatic, isMarked });
  const { namespace, name, secret } = account;
  const mend = `remove the '${invalidSinceLabel}' label from the secret to temporarily allow use of this token`;
  const of = `the token in secret ${namespace}/${secret} for service account ${namespace}/${name}`;
  const warning = `${usesOf} instead of auto-generated secret-based tokens.`;
  const verdict: TokenVerdict = isMarked
    ? { error: `${of} has been marked invalid. ${usesOf}, or ${mend}` }
    : { caller, audiences, ...(found.isAutomatic ? { warning } : {}) };
  const today = new Date(nowMs).toISOString().slice(0, 10);
  if (sight.lastUsed === today) return verdict;
  return options.noteUse(account, today).then(() => verdict);
}

interface SecretObject {
  readonly metadata: { readonly deletionTimestamp?: string; readonly labels?: Readonly<Record<string, string>> };
  readonly data?: Readonly<Record<string, string>> | null;
}

function lookAtSecret(token: LegacyToken, storageOf: StorageOf): SecretSight | undefined {
  const { namespace, secret } = token.account;
  const storage = storageOf("", "secrets");
  const entry = storage?.cache?.get(storage.cacheKey(namespace, secret));
  if (entry === undefined) return undefined;
  if (token.seen?.revision !== entry.revision) {
    const { metadata, data } = entry.object() as SecretObject;
    const kept = Buffer.from(data?.["token"] ?? "", "base64");
    token.seen = {
      revision: entry.revision,
      holdsIt: tokenHash(kept) === token.hash,
      isLeaving: metadata.deletionTimestamp !== undefined,
      invalidSince: metadata.labels?.[invalidSinceLabel] ?? "",
      lastUsed: metadata.labels?.[lastUsedLabel] ?? "",
    };
  }
  return token.seen;
}

interface AccountObject {
  readonly metadata: { readonly uid?: string; readonly deletionTimestamp?: string };
  readonly secrets?: readonly { readonly name?: string }[] | null;
}

/** Automatic: the account names the secret, as a controller of old would have had it. */
function accountIn(
  storageOf: StorageOf,
  { namespace, name, uid, secret }: LegacyAccount,
): { readonly isAutomatic: boolean } | { readonly error: string } {
  const storage = storageOf("", "serviceaccounts");
  const account = storage?.cache?.get(storage.cacheKey(namespace, name))?.object() as AccountObject | undefined;
  if (account === undefined) return { error: `serviceaccounts "${name}" not found` };
  const { metadata, secrets } = account;
  if (metadata.deletionTimestamp !== undefined)
    return { error: `ServiceAccount ${namespace}/${name} has been deleted` };
  const own = metadata.uid ?? "";
  if (own !== uid) return { error: `ServiceAccount UID (${own}) does not match claim (${uid})` };
  return { isAutomatic: secrets?.some((one) => one.name === secret) ?? false };
}
