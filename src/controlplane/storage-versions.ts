/**
 * StorageVersion objects: in which version this server stores each resource, which ones it can read and which it serves. Written at start;
 * what other servers say stays.
 */
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
import { formatTime } from "../meta/time.js";
import { type GroupDefinition, sharesStorage, storedIdentity } from "../registry/resource-definition.js";
import type { RestStorage } from "../registry/rest-storage.js";
import type { WriteContext } from "../registry/write/context.js";
import { createObject } from "../registry/write/create.js";
import { updateObject } from "../registry/write/update.js";
import { ignoreExisting, ownWrite } from "./own-writes.js";

export interface StorageVersionDeps {
  /** The storage of the StorageVersion objects. */
  readonly storageVersions: RestStorage;
  /** This server's name among others: that of its lease. */
  readonly identity: string;
  /** The groups with the versions that are served. */
  readonly served: readonly GroupDefinition[];
  /** Every storage there is. */
  readonly storages: readonly RestStorage[];
  /** Milliseconds since the epoch. */
  readonly now: () => number;
}

interface ServerEntry {
  readonly apiServerID: string;
  readonly encodingVersion: string;
  readonly decodableVersions: readonly string[];
  readonly servedVersions: readonly string[];
}

interface Condition {
  readonly type: string;
  readonly status: string;
  readonly lastTransitionTime: string | null;
  readonly reason: string;
  readonly message: string;
}

interface Status {
  readonly storageVersions?: readonly ServerEntry[];
  readonly commonEncodingVersion?: string;
  readonly conditions?: readonly Condition[];
}

/** Resolves when all are written. Rejects with StatusError or StoreError. */
export async function writeStorageVersions(deps: StorageVersionDeps): Promise<void> {
  const write = await ownWrite(deps.storageVersions, { namespace: "", owned: false });
  await Promise.all(deps.storages.map((storage) => writeOne(deps, write, storage)));
}

async function writeOne(deps: StorageVersionDeps, write: WriteContext, storage: RestStorage): Promise<void> {
  const { definition } = storage;
  if (definition.storagePrefix === null || sharesStorage(definition)) return;
  const name = `${definition.group === "" ? "core" : definition.group}.${definition.plural}`;
  const own = serverEntry(deps, storage);
  if (write.storage.cache?.get(name) === undefined) {
    const { group, kind } = write.storage.definition;
    const apiVersion = formatGroupVersion(group, write.runtime.stored.name);
    await createObject(write, { kind, apiVersion, metadata: { name }, spec: {} }).catch(ignoreExisting);
  }
  await updateObject(write, {
    name,
    subresource: "status",
    fromCurrent: true,
    next: ({ copy }) => {
      const current = copy();
      return { ...current, status: nextStatus(current["status"] as Status | undefined, own, deps.now()) };
    },
  });
}

function serverEntry({ identity, served }: StorageVersionDeps, { definition }: RestStorage): ServerEntry {
  const { group, plural, versions } = definition;
  const stored = storedIdentity(definition);
  const encodingVersion = formatGroupVersion(stored.group, stored.version);
  const decodable = versions.map(({ name }) => formatGroupVersion(group, name));
  const here = served.find(({ name }) => name === group)?.resources.find((one) => one.plural === plural);
  return {
    apiServerID: identity,
    encodingVersion,
    decodableVersions: decodable.includes(encodingVersion) ? decodable : [...decodable, encodingVersion],
    servedVersions: (here?.versions ?? []).map(({ name }) => formatGroupVersion(group, name)),
  };
}

/** This server's entry in its place, or behind those of the others. */
function nextStatus(status: Status | undefined, own: ServerEntry, now: number): KubeObject["status"] {
  const others = status?.storageVersions ?? [];
  const known = others.some(({ apiServerID }) => apiServerID === own.apiServerID);
  const servers = known ? others.map((one) => (one.apiServerID === own.apiServerID ? own : one)) : [...others, own];
  const isCommon = servers.every(({ encodingVersion }) => encodingVersion === own.encodingVersion);
  return {
    storageVersions: servers,
    ...(isCommon ? { commonEncodingVersion: own.encodingVersion } : {}),
    conditions: nextConditions(status?.conditions ?? [], isCommon, now),
  };
}

const conditionType = "AllEncodingVersionsEqual";

function nextConditions(conditions: readonly Condition[], isCommon: boolean, now: number): readonly Condition[] {
  const before = conditions.find(({ type }) => type === conditionType);
  const status = isCommon ? "True" : "False";
  const word = isCommon ? "set" : "unset";
  const own: Condition = {
    type: conditionType,
    status,
    lastTransitionTime: before?.status === status ? before.lastTransitionTime : formatTime(now),
    reason: isCommon ? "CommonEncodingVersionSet" : "CommonEncodingVersionUnset",
    message: `Common encoding version ${word}`,
  };
  return before === undefined ? [...conditions, own] : conditions.map((one) => (one === before ? own : one));
}
