/**
 * Applies that were seen to change nothing. Controllers apply the same configuration again and again, mostly to an object nobody changed
 * since; the answer is known then: an entry of the cache stands for one revision, and all else the outcome depends on is in the key.
 *
 * Promises: an apply is only known after it went all the way and found nothing to change or to warn of. Not for servers whose admission
 * looks at updates (`StorageDeps.admitsUpdates`): it has to be asked each time.
 *
 * Hot path: a hash of the body instead of merging, decoding and encoding (test/bench/write.bench.ts).
 */
import { createHash } from "node:crypto";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import type { WriteRequest } from "./write.js";

/** Per object: one or two managers apply to it, rarely more. */
export const keptApplies = 4;

/** Gone with the entry: at the object's next revision nothing is known. */
const settled = new WeakMap<CacheEntry, readonly string[]>();

/** Names an apply: who wants what, in which version, by which rules. undefined: whether it changes something has to be found out. */
export function applyKey(
  { write, options, endpoint }: WriteRequest,
  subresource: string,
  body: Buffer,
): string | undefined {
  const { caller, manager, storage } = write;
  if (write.dryRun || storage.deps.admitsUpdates) return undefined;
  const { name, uid, groups } = caller;
  const who = [manager?.name, options.force, options.fieldValidation, subresource, endpoint.version.name, name, uid];
  return JSON.stringify([...who, ...groups, createHash("sha256").update(body).digest("base64")]);
}

export function isSettled(entry: CacheEntry, key: string): boolean {
  return settled.get(entry)?.includes(key) === true;
}

export function settle(entry: CacheEntry, key: string): void {
  const known = settled.get(entry) ?? [];
  settled.set(entry, [key, ...known.slice(0, keptApplies - 1)]);
}
