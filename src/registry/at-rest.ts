/**
 * Objects at rest in another version than they work in. The working form is `definition.storageVersion`: hooks, caches and watchers see
 * nothing else. Values already stored in another version are converted when they are read; where a server was told to store another
 * version, values are converted when they are written.
 */
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
import type { OtherForms } from "../storage/watchcache/watch-cache.js";
import { encodeStored } from "./encode.js";
import type { KindRuntime, VersionRuntime } from "./kind-runtime.js";
import { type ResourceDefinition, sharesStorage } from "./resource-definition.js";

/** undefined: the kind has no other version its values could be in. */
export function otherFormsOf(
  definition: ResourceDefinition,
  runtime: () => KindRuntime | Promise<KindRuntime>,
): OtherForms | undefined {
  if (definition.versions.length < 2 || sharesStorage(definition)) return undefined;
  const { storageVersion, writtenVersion = storageVersion } = definition;
  return {
    ready: () => {
      const loaded = runtime();
      return loaded instanceof Promise ? loaded : undefined;
    },
    recode: (object) => {
      const loaded = runtime();
      return loaded instanceof Promise ? undefined : workingValue(loaded, object);
    },
    writtenAs: writtenVersion === storageVersion ? undefined : formatGroupVersion(definition.group, writtenVersion),
  };
}

/** A stored object in the working form; undefined: its version is the working one, or none of the kind's. */
function workingValue(runtime: KindRuntime, object: KubeObject): Buffer | undefined {
  const conversion = versionNamed(runtime, object.apiVersion)?.conversion;
  return conversion === undefined ? undefined : encodeStored(conversion.toStored(object));
}

function versionNamed(runtime: KindRuntime, apiVersion: string): VersionRuntime | undefined {
  const { group, versions } = runtime.definition;
  const found = versions.find(({ name }) => formatGroupVersion(group, name) === apiVersion);
  return found === undefined ? undefined : runtime.version(found.name);
}

/** What the store is to hold of an object in the working form, whose encoding is `working`. */
export function valueAtRest({ definition, version }: KindRuntime, object: KubeObject, working: Buffer): Buffer {
  const { writtenVersion } = definition;
  if (writtenVersion === undefined) return working;
  return encodeStored(version(writtenVersion).conversion?.fromStored(object) ?? object);
}
