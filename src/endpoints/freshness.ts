/** Makes sure that a read sees at least what the client is entitled to see. */

import { notFound, tooManyRequests } from "../meta/status.js";
import { tooLargeResourceVersion, toStatusError } from "../registry/to-status-error.js";
import { StoreError } from "../storage/store.js";
import type { WatchCache } from "../storage/watchcache/watch-cache.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";

/** Lists and watches that may wait for one cold cache; what they all ask for at once when it is loaded is bounded by this too. */
export const LOAD_WAITERS_LIMIT = 128;

/** How long a read waits for a resource version that has not arrived, as kube-apiserver. */
const freshnessTimeoutMs = 3000;

/** What a read needs of an endpoint. */
type Readable = Pick<ResourceEndpoint, "definition" | "storage">;

export function cacheOf({ storage, definition }: Readable): WatchCache {
  if (storage.cache === undefined) throw notFound({ group: definition.group, resource: definition.plural }, "");
  return storage.cache;
}

/**
 * As `freshCache`, for a list or watch. A cold cache is loaded once for all who wait; those who come when many wait already are told to
 * come back. Throws StatusError 429.
 */
export function freshCollection(endpoint: ResourceEndpoint, revision: number): Promise<void> | undefined {
  if (cacheOf(endpoint).loadWaiters >= LOAD_WAITERS_LIMIT) throw tooManyRequests("storage is (re)initializing", 1);
  return freshCache(endpoint, revision);
}

/**
 * undefined: the cache is loaded and has reached `revision` and everything acknowledged so far; read on now. Otherwise wait for
 * the promise; it rejects with StatusError when the revision does not arrive in time.
 */
export function freshCache(endpoint: Readable, revision: number): Promise<void> | undefined {
  const cache = cacheOf(endpoint);
  const loading = cache.ready();
  const newest = endpoint.storage.deps.store.revision;
  const needed = Math.max(revision, newest);
  if (loading === undefined && cache.revision >= needed) return undefined;
  return waitForCache(endpoint, cache, { loading, needed });
}

async function waitForCache(
  { definition, storage }: Readable,
  cache: WatchCache,
  { loading, needed }: { readonly loading: Promise<void> | undefined; readonly needed: number },
): Promise<void> {
  try {
    await loading;
    const { revision } = storage.deps.store;
    // A store knows at once what it does not have, and names no time to come back.
    if (needed > revision && definition.strategy.readsFrom === "store")
      throw tooLargeResourceVersion(needed, revision, 0);
    if (cache.revision < needed) await cache.waitFor(needed, freshnessTimeoutMs);
  } catch (error) {
    if (error instanceof StoreError)
      throw toStatusError(error, { group: definition.group, resource: definition.plural }, "");
    throw error;
  }
}
