/** What tests of the watch cache share: a kind, stored values, filters, and a sink that remembers. */
import type { Revision, Store, StoreError } from "../../../src/storage/store.js";
import { createWatchCache, type WatchCacheDeps } from "../../../src/storage/watchcache/create.js";
import type {
  CacheEntry,
  CacheEvent,
  EntryFilter,
  WatchCache,
  WatchEventType,
  WatchSink,
} from "../../../src/storage/watchcache/watch-cache.js";

export const PREFIX = "/registry/things/";
export const HEAD = '{"kind":"Thing","apiVersion":"example.com/v1","metadata":{';

export interface Thing {
  readonly labels?: Readonly<Record<string, string>>;
  /** `spec.node`, a selectable field. */
  readonly node?: string;
  readonly data?: string;
}

/** The stored form of a thing under a cache key `<namespace>/<name>` or `<name>`. */
export function stored(key: string, thing: Thing = {}): Buffer {
  const [name, namespace] = key.split("/").reverse();
  const metadata = { name, namespace, ...(thing.labels === undefined ? {} : { labels: thing.labels }) };
  const rest = { spec: { node: thing.node }, data: thing.data };
  return Buffer.from(`${HEAD}${JSON.stringify(metadata).slice(1)},${JSON.stringify(rest).slice(1)}`);
}

/** Writes things in one commit; null deletes. */
export function write(store: Store, things: Readonly<Record<string, Thing | null>>): Promise<Revision> {
  const writes = Object.entries(things).map(([key, thing]) => ({
    key: PREFIX + key,
    value: thing === null ? null : stored(key, thing),
  }));
  return store.commit({ preconditions: [], writes });
}

export interface RigOptions extends WatchCacheDeps {
  readonly ringSize?: number;
}

export function thingCache(store: Store, { ringSize = 100, ...deps }: RigOptions = {}): WatchCache {
  const fields = {
    "spec.node": (object: { readonly [field: string]: unknown }) => (object.spec as { node?: string }).node ?? "",
  };
  return createWatchCache({ store, storePrefix: PREFIX, head: HEAD, fields, ringSize }, deps);
}

/** Does not wait. */
export const immediateTimer = (_delayMs: number, run: () => void): (() => void) => {
  const timer = setImmediate(run);
  return () => clearImmediate(timer);
};

export async function loadedCache(store: Store, options: RigOptions = {}): Promise<WatchCache> {
  const cache = thingCache(store, options);
  await cache.ready();
  return cache;
}

export interface CountingFilter extends EntryFilter {
  readonly evaluations: () => number;
}

export function labelFilter(label: string, value: string): CountingFilter {
  let evaluations = 0;
  return {
    id: `${label}=${value}`,
    matches: (entry) => {
      evaluations++;
      return entry.labels[label] === value;
    },
    labelEquals: [[label, value]],
    fieldEquals: [],
    evaluations: () => evaluations,
  };
}

/** As a set-based selector: no pair an index could use. */
export function labelNotFilter(label: string, value: string): CountingFilter {
  const filter = labelFilter(label, value);
  return {
    ...filter,
    id: `${label}!=${value}`,
    labelEquals: [],
    matches: (entry: CacheEntry) => !filter.matches(entry),
  };
}

export function fieldFilter(field: string, value: string): CountingFilter {
  let evaluations = 0;
  return {
    id: `field ${field}=${value}`,
    matches: (entry) => {
      evaluations++;
      return entry.field(field) === value;
    },
    labelEquals: [],
    fieldEquals: [[field, value]],
    evaluations: () => evaluations,
  };
}

export interface SeenEvent {
  readonly type: WatchEventType;
  readonly key: string;
  readonly revision: Revision;
  /** The object as it was told. */
  readonly json: string;
}

export interface RecordingSink extends WatchSink {
  readonly seen: SeenEvent[];
  readonly ends: (StoreError | undefined)[];
  /** Asked after each event: false blocks. */
  accept: () => boolean;
}

export function recordingSink(): RecordingSink {
  const sink: RecordingSink = {
    seen: [],
    ends: [],
    accept: () => true,
    event: (type: WatchEventType, event: CacheEvent) => {
      const object = event.object(type);
      sink.seen.push({ type, key: object.key, revision: event.revision, json: object.bytes.toString() });
      return sink.accept();
    },
    closed: (error) => void sink.ends.push(error),
  };
  return sink;
}

/** Lets everything that is already under way finish. */
export function settled(): Promise<void> {
  return new Promise((resolve) => setImmediate(() => setImmediate(() => setImmediate(resolve))));
}
