/** A resource in one served version: what a path under a group version leads to. */
import { parseJson } from "../meta/exact-json.js";
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
import { encodeServed } from "../registry/encode.js";
import type { KindRuntime, VersionRuntime } from "../registry/kind-runtime.js";
import { type ResourceDefinition, type ResourceVersion, sharesStorage } from "../registry/resource-definition.js";
import type { RestStorage } from "../registry/rest-storage.js";
import type { CacheEntry } from "../storage/watchcache/watch-cache.js";

export interface ResourceEndpoint {
  readonly storage: RestStorage;
  readonly definition: ResourceDefinition;
  readonly version: ResourceVersion;
  readonly apiVersion: string;
  /** Objects are stored in this version: their bytes are the answer. */
  readonly isStored: boolean;
}

export function createEndpoint(storage: RestStorage, version: ResourceVersion): ResourceEndpoint {
  const { definition } = storage;
  return {
    storage,
    definition,
    version,
    apiVersion: formatGroupVersion(definition.group, version.name),
    isStored: version.name === definition.storageVersion && !sharesStorage(definition),
  };
}

/** Served bytes of an entry in a version; made once per revision for versions that are not the stored one. */
export function entryBytes(entry: CacheEntry, version: VersionRuntime): Buffer {
  const { conversion } = version;
  if (conversion === undefined) return entry.bytes;
  return entry.form(version.name, (stored) => encodeServed(conversion.fromStored(stored.object())));
}

/** The entry decoded, in a version; a fresh copy. */
export function entryObject(entry: CacheEntry, version: VersionRuntime): KubeObject {
  const object = entry.object();
  return version.conversion === undefined ? object : version.conversion.fromStored(object);
}

/** Served bytes of what a write left behind, given in the stored version. */
export function resultBytes(bytes: Buffer, version: VersionRuntime): Buffer {
  if (version.conversion === undefined) return bytes;
  return encodeServed(version.conversion.fromStored(parseJson(bytes) as KubeObject));
}

/** Runs now when the kind is loaded, else as soon as it is: keeps the usual case free of promises. */
export function withRuntime(
  endpoint: ResourceEndpoint,
  go: (runtime: KindRuntime) => void | Promise<void>,
): void | Promise<void> {
  const runtime = endpoint.storage.runtime();
  return runtime instanceof Promise ? runtime.then(go) : go(runtime);
}
