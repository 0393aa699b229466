/**
 * Objects at rest in another version than they work in. The working form is `definition.storageVersion`: hooks, caches and watchers see
 * nothing else. Values already stored in another version are converted when they are read; where a server was told to store another
 * version, values are converted when they are written.
 */
import { parseJson } from "../meta/exact-json.js";
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
import type { OtherForms } from "../storage/watchcache/watch-cache.js";
import { encodeHead, encodeStored } from "./encode.js";
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

/** undefined: the value is no object. */
function parsedObject(value: Buffer): KubeObject | undefined {
  try {
    const parsed = parseJson(value);
    return isObject(parsed) ? parsed : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is KubeObject {
  if (typeof value !== "object" || value === null) return false;
  return "metadata" in value && typeof value.metadata === "object" && value.metadata !== null;
}

function versionNamed(runtime: KindRuntime, apiVersion: string): VersionRuntime | undefined {
  const { group, versions } = runtime.definition;
  const found = versions.find(({ name }) => formatGroupVersion(group, name) === apiVersion);
  return found === undefined ? undefined : runtime.version(found.name);
}

export interface AtRest {
  /** What the store is to hold. */
  readonly value: Buffer;
  /** The working form of that: what whoever reads the value will see. */
  readonly working: Buffer;
}

interface RestOptions {
  /** There was no such object. */
  readonly created: boolean;
  readonly working: Buffer;
}

/** An object in the working form, whose encoding is `working`, as it is stored. The way there and back may turn lists round. */
export function putToRest(runtime: KindRuntime, object: KubeObject, { created, working }: RestOptions): AtRest {
  const { writtenVersion, strategy } = runtime.definition;
  const conversion = writtenVersion === undefined ? undefined : runtime.version(writtenVersion).conversion;
  if (conversion === undefined) {
    return { value: created && strategy.lateDefaults ? turned(object, working) : working, working };
  }
  const atRest = conversion.fromStored(object);
  return { value: encodeStored(atRest), working: encodeStored(conversion.toStored(atRest)) };
}

/** The same object as no update writes it, so that the first one, even an empty one, writes it anew. */
function turned({ kind, apiVersion }: KubeObject, working: Buffer): Buffer {
  const value = Buffer.from(working);
  value.write(`{"apiVersion":${JSON.stringify(apiVersion)},"kind":${JSON.stringify(kind)}`);
  return value;
}

/**
 * A stored value in the version values are written in now: the value itself when it is; undefined when its version is none of the kind's.
 */
export function restedValue(runtime: KindRuntime, value: Buffer): Buffer | undefined {
  const { kind, group } = runtime.definition;
  const { storageVersion, writtenVersion = storageVersion } = runtime.definition;
  const head = encodeHead(kind, formatGroupVersion(group, writtenVersion));
  if (value.subarray(0, Buffer.byteLength(head)).toString() === head) return value;
  const object = parsedObject(value);
  const found = object === undefined ? undefined : versionNamed(runtime, object.apiVersion);
  if (object === undefined || found === undefined || object.kind !== kind) return undefined;
  const working = found.conversion?.toStored(object) ?? object;
  return putToRest(runtime, working, { created: false, working: encodeStored(working) }).value;
}
