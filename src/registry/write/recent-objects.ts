/**
 * Objects as the last patches left them, decoded: what is patched now was mostly patched a moment ago (leases, statuses, counters), and
 * need not be read from its bytes again. Nobody may change one, but its next patch shares with it what it leaves alone.
 *
 * Hot path: measured by test/bench/write.bench.ts.
 */
import type { KubeObject } from "../../meta/object.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";

/** Together they are a few megabytes at most. */
export const maxRecentObjects = 64;
export const maxRecentBytes = 8 * 1024;

/** By the entry they are the object of: a newer state of the object has another one. */
const recent = new Map<CacheEntry, KubeObject>();

export function recentObject(entry: CacheEntry): KubeObject | undefined {
  return recent.get(entry);
}

/** `object` is what `entry` says, and takes the place of what `before` said. */
export function keepRecent(entry: CacheEntry, object: KubeObject, before: CacheEntry): void {
  recent.delete(before);
  if (entry.bytes.length > maxRecentBytes) return;
  if (recent.size >= maxRecentObjects) for (const oldest of recent.keys()) if (recent.delete(oldest)) break;
  recent.set(entry, object);
}
