/** Makes sure that a read sees at least what the client is entitled to see. */

import { notFound } from "../meta/status.js";
import { toStatusError } from "../registry/to-status-error.js";
import { StoreError } from "../storage/store.js";
import type { WatchCache } from "../storage/watchcache/watch-cache.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";

/** How long a read waits for a resource version that has not arrived, as kube-apiserver. */
const freshnessTimeoutMs = 3000;

/** What a read needs of an endpoint. */
type Readable = Pick<ResourceEndpoint, "definition" | "storage">;

export function cacheOf({ storage, definition }: Readable): WatchCache {
  if (storage.cache === undefined) throw notFound({ group: definition.group, resource: definition.plural }, "");
  return storage.cache;
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
  { definition }: Readable,
  cache: WatchCache,
  { loading, needed }: { readonly loading: Promise<void> | undefined; readonly needed: number },
): Promise<void> {
  try {
    await loading;
    if (cache.revision < needed) await cache.waitFor(needed, freshnessTimeoutMs);
  } catch (error) {
    if (error instanceof StoreError)
      throw toStatusError(error, { group: definition.group, resource: definition.plural }, "");
    throw error;
  }
}
