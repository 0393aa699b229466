/**
 * A resource's storage: its cache, its runtime and the verbs it can do. A verb exists because the storage has it; routes, discovery and
 * OpenAPI ask here and nowhere else.
 */
import type { KubeObject } from "../meta/object.js";
import { formatGroupVersion } from "../meta/object.js";
import type { Store } from "../storage/store.js";
import { createWatchCache } from "../storage/watchcache/create.js";
import type { HotBytes } from "../storage/watchcache/hot-bytes.js";
import type { WatchCache } from "../storage/watchcache/watch-cache.js";
import { otherFormsOf } from "./at-rest.js";
import { encodeHead } from "./encode.js";
import { fieldGetters } from "./fields.js";
import { type KindRuntime, loadKindRuntime } from "./kind-runtime.js";
import { createLeaseGiver, type LeaseGiver } from "./leases.js";
import type { Caller, ResourceDefinition } from "./resource-definition.js";

/** Asked before an object is written, after decoding and defaulting. Rejects or throws StatusError to refuse. */
export type Admission = (attributes: AdmissionAttributes) => void | Promise<void>;

export interface AdmissionAttributes {
  readonly operation: "CREATE" | "UPDATE" | "DELETE";
  readonly definition: ResourceDefinition;
  readonly subresource: string;
  readonly namespace: string;
  readonly name: string;
  /** The new object, in the stored version; undefined for a deletion. May be changed. */
  readonly object: KubeObject | undefined;
  readonly caller: Caller;
}

export interface StorageDeps {
  readonly store: Store;
  /** Milliseconds since the epoch. */
  readonly now: () => number;
  readonly newUid: () => string;
  /** Five characters for generateName. */
  readonly newNameSuffix: () => string;
  readonly admit: Admission;
  /** Whether `admit` looks at updates, so that one that is known to change nothing must be shown to it all the same. */
  readonly admitsUpdates: boolean;
  /** Events each cache keeps for resuming watches. */
  readonly ringSize: number;
  /** Seconds objects of a kind are kept after their last write; undefined: until they are deleted. */
  readonly keptSeconds?: (definition: ResourceDefinition) => number | undefined;
  /** Features that are on; absent: none. */
  readonly isGateOn?: (gate: string) => boolean;
  /** Memory for encodings that can be made again, shared by all caches. */
  readonly hotBytes: HotBytes;
}

export interface StorageOptions {
  /** The storage this one's objects live in, for kinds that share another's. */
  readonly host?: RestStorage;
  /** Records of the kinds that live in this storage: their selectable fields are read from the same objects. */
  readonly guests?: readonly ResourceDefinition[];
}

export interface RestStorage<T extends KubeObject = KubeObject> {
  readonly definition: ResourceDefinition;
  readonly deps: StorageDeps;
  /** undefined for kinds that are not stored. */
  readonly cache: WatchCache | undefined;
  /** For objects that do not stay. */
  readonly leases: LeaseGiver | undefined;
  /** Key in the cache for a namespace and name. */
  cacheKey(namespace: string, name: string): string;
  /** Key in the store. */
  storeKey(namespace: string, name: string): string;
  /** Synchronous after the first use. */
  runtime(): KindRuntime | Promise<KindRuntime>;
  /** Only carries the type of the objects. */
  readonly objectType?: T;
}

/** Finds the storage of a resource; undefined: it is not served. */
export type StorageOf = (group: string, plural: string) => RestStorage | undefined;

export function createRestStorage<T extends KubeObject = KubeObject>(
  deps: StorageDeps,
  definition: ResourceDefinition,
  { host, guests = [] }: StorageOptions = {},
): RestStorage<T> {
  const storePrefix = `/registry/${definition.storagePrefix}/`;
  let runtime: KindRuntime | undefined;
  let loading: Promise<KindRuntime> | undefined;
  const load = (): Promise<KindRuntime> => {
    loading ??= loadKindRuntime(definition, deps.now).then((loaded) => {
      runtime = loaded;
      return loaded;
    });
    return loading;
  };
  const current = (): KindRuntime | Promise<KindRuntime> => runtime ?? load();
  const ownCache = (): WatchCache | undefined =>
    definition.storagePrefix === null
      ? undefined
      : createCache(deps, { definition, storePrefix, guests, runtime: current });
  const cache = host === undefined ? ownCache() : host.cache;
  const cacheKey = (namespace: string, name: string): string => (definition.namespaced ? `${namespace}/${name}` : name);
  return {
    definition,
    deps,
    cache,
    leases: leasesFor(deps, definition),
    cacheKey,
    storeKey: (namespace, name) => storePrefix + cacheKey(namespace, name),
    runtime: current,
  };
}

function leasesFor({ store, now, keptSeconds }: StorageDeps, definition: ResourceDefinition): LeaseGiver | undefined {
  const ttlSeconds = keptSeconds?.(definition);
  return ttlSeconds === undefined ? undefined : createLeaseGiver({ store, ttlSeconds, now });
}

interface CacheSource {
  readonly definition: ResourceDefinition;
  readonly storePrefix: string;
  readonly guests: readonly ResourceDefinition[];
  /** Synchronous after the first use. */
  readonly runtime: () => KindRuntime | Promise<KindRuntime>;
}

function createCache(deps: StorageDeps, { definition, storePrefix, guests, runtime }: CacheSource): WatchCache {
  const otherForms = otherFormsOf(definition, runtime);
  const options = {
    store: deps.store,
    storePrefix,
    head: encodeHead(definition.kind, formatGroupVersion(definition.group, definition.storageVersion)),
    ...(otherForms === undefined ? {} : { otherForms }),
    fields: Object.assign({}, ...guests.map(fieldGetters), fieldGetters(definition)),
    ringSize: deps.ringSize,
  };
  return createWatchCache(options, { hotBytes: deps.hotBytes });
}
