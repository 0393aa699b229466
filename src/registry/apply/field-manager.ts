/**
 * Managed fields of objects: the registry's door to this folder. `trackCreate` and `trackUpdate` keep the record of who owns what while
 * objects are written in other ways; `applyConfiguration` merges what a manager wants into an object, or says whom that would rob.
 *
 * Hot path: `trackCreate` and `trackUpdate` are part of every write (test/bench/apply.bench.ts).
 */
import { cloneJson, copyLevel } from "../../meta/clone-json.js";
import { compileZeroFiller } from "../../meta/compile/defaulter.js";
import { formatGroupVersion, type KubeObject, type ManagedFieldsEntry, type ObjectMeta } from "../../meta/object.js";
import { hasSameMetadata } from "../../meta/same.js";
import type { JsonObject } from "../../meta/schema.js";
import { badRequest } from "../../meta/status.js";
import { parseTime } from "../../meta/time.js";
import { getOrAdd, oncePer } from "../../util/get-or-add.js";
import type { KindRuntime, VersionRuntime } from "../kind-runtime.js";
import { compileFieldType } from "./compile-type.js";
import { applyConflict, type ConfigurationName, checkShape, untold } from "./conflicts.js";
import { type FieldType, isRecord, sameValue } from "./field-type.js";
import { conflictsBeyondLastApplied, kubectlManager, lastAppliedOf, withLastApplied } from "./last-applied.js";
import { NamelessItem } from "./list-type.js";
import {
  capManagers,
  isReset,
  type Managed,
  parseManagers,
  readManagers,
  withoutEmpty,
  writeManagers,
} from "./managers.js";
import {
  type Applied,
  afterApply,
  afterUpdate,
  type Configuration,
  type ObjectValue,
  ownedFromStart,
  type Versions,
} from "./ownership.js";
import { recentSet } from "./recent-sets.js";
import { resetFields } from "./reset-fields.js";

/** Who writes, and through which door. */
export interface FieldManager {
  readonly name: string;
  /** The version the client speaks. */
  readonly version: VersionRuntime;
  /** "" for the main resource. */
  readonly subresource: string;
  /** RFC 3339, whole seconds. */
  readonly time: string;
}

/** As kube-apiserver calls whoever sends neither a field manager nor a user agent, and what was there before the first apply. */
export const unknownManager = "unknown";
const beforeFirstApply = "before-first-apply";

/** Records `manager` as the owner of all a new object says. `object` is in the stored version; its managedFields are set. */
export function trackCreate(runtime: KindRuntime, object: KubeObject, manager: FieldManager): void {
  orForget(object, () => recordCreate(runtime, object, manager));
}

/** What cannot be told is nobody's, and the record goes: kube-apiserver lets the object pass all the same. */
function orForget({ metadata }: KubeObject, record: () => void): void {
  try {
    record();
  } catch (error) {
    if (!(error instanceof NamelessItem)) throw error;
    delete metadata.managedFields;
  }
}

function recordCreate(runtime: KindRuntime, object: KubeObject, manager: FieldManager): void {
  const claimed = object.metadata.managedFields;
  const managers = isReset(claimed) ? [] : (parseManagers(claimed) ?? []);
  const next = inVersion(runtime, object, manager.version);
  if (managers.length > 0) {
    const live = { kind: next.kind, apiVersion: next.apiVersion };
    setManagers(object, update(runtime, managers, { live, next, manager }));
    return;
  }
  const self = { operation: "Update", ...identity(manager) } as const;
  const versions = versionsOf(runtime, manager.subresource);
  const { apiVersion } = manager.version;
  const set = recentSet(versions.type(apiVersion) as FieldType, next, {
    reset: versions.resetFields(apiVersion),
    make: () => ownedFromStart(versions, next, apiVersion),
  });
  setManagers(object, withoutEmpty([{ time: manager.time, set, ...self }]));
}

/**
 * Records what an update changes as owned by `manager`. Both objects are in the stored version; managedFields of `next` are set: they
 * start from those it came with, where a client may change them, or else from those of `live`.
 */
export function trackUpdate(
  runtime: KindRuntime,
  { live, next }: { readonly live: KubeObject; readonly next: KubeObject },
  manager: FieldManager,
): void {
  const before = managersBefore(live, next, manager);
  const managers = before.isClaimed && !isTold(runtime, { live, next }, manager) ? [] : before.managers;
  // Nobody owns anything: the record was dropped on request, and stays so until somebody applies.
  if (managers.length === 0) {
    delete next.metadata.managedFields;
    return;
  }
  const { version } = manager;
  const was = inVersion(runtime, live, version);
  const same = hasSameMetadata(next, live);
  const is = same ? fromStored(runtime, withMetadata(next, was.metadata), version) : inVersion(runtime, next, version);
  orForget(next, () => {
    const after = update(runtime, managers, { live: was, next: is, manager });
    const { managedFields } = live.metadata;
    const isAsBefore = after === managers && !before.isClaimed;
    if (isAsBefore && managedFields?.length === after.length) next.metadata.managedFields = managedFields;
    else setManagers(next, after);
  });
}

/** Is there nothing new in a record but its times? */
export function sameButTimes(
  next: readonly ManagedFieldsEntry[],
  previous: readonly ManagedFieldsEntry[] | undefined,
): boolean {
  if (next.length !== previous?.length) return false;
  return next.every((entry, at) => sameValue({ ...entry, time: "" }, { ...previous[at], time: "" }));
}

export interface ConfigurationRequest {
  /** What is stored, in the stored version; undefined when there is nothing yet. */
  readonly live: KubeObject | undefined;
  /** As the client sent it; its kind and version have been checked. */
  readonly applied: JsonObject;
  readonly manager: FieldManager;
  readonly force: boolean;
}

/**
 * The merged object in the client's version, its managedFields set; not decoded, and not to be changed: it shares with what went in.
 * Throws StatusError: 409 for conflicts, 400 and 500 for configurations that make no sense.
 */
export function applyConfiguration(runtime: KindRuntime, request: ConfigurationRequest): JsonObject {
  try {
    return mergeConfiguration(runtime, request);
  } catch (error) {
    if (!(error instanceof NamelessItem)) throw error;
    const { live, manager } = request;
    const shown = live === undefined ? {} : inVersion(runtime, live, manager.version);
    throw untold(typeOfConfiguration(runtime, request), shown, nameOf(runtime, request));
  }
}

function typeOfConfiguration({ schemas, definition }: KindRuntime, { manager }: ConfigurationRequest): FieldType {
  return compileFieldType(schemas, manager.version.type, definition.objectStyle);
}

function nameOf({ definition }: KindRuntime, { live, manager }: ConfigurationRequest): ConfigurationName {
  const { name = "", namespace = "" } = live?.metadata ?? {};
  return { namespace, name, group: definition.group, version: manager.version.name, kind: definition.kind };
}

function mergeConfiguration(runtime: KindRuntime, request: ConfigurationRequest): JsonObject {
  const { applied, manager, force } = request;
  const { version } = manager;
  if (saysManagers(applied)) throw badRequest("metadata.managedFields must be nil");
  const versions = versionsOf(runtime, manager.subresource);
  const { group, kind } = runtime.definition;
  checkShape(typeOfConfiguration(runtime, request), applied, {
    group,
    kind,
    version: version.name,
  });
  const empty = { kind: runtime.definition.kind, apiVersion: version.apiVersion, metadata: {} };
  const live = request.live === undefined ? empty : inVersion(runtime, request.live, version);
  const known = readManagers(request.live?.metadata.managedFields);
  const managers =
    known.length > 0 || request.live === undefined
      ? known
      : update(runtime, [], { live: { ...empty }, next: live, manager: { ...manager, name: beforeFirstApply } });
  const wanted: Configuration = {
    live,
    applied,
    apiVersion: version.apiVersion,
    self: { operation: "Apply", ...identity(manager) },
    time: manager.time,
    force,
  };
  const result = orUpgrade(versions, managers, wanted, afterApply(versions, managers, wanted));
  if (result.conflicts !== undefined) throw applyConflict(result.conflicts);
  const next = noteLastApplied(result.next, wanted);
  const claimed = managedFieldsOf(applied);
  // A time that nobody could read stays in the object, and ends its decoding.
  const hasBadTime = Array.isArray(claimed) && claimed.some((entry) => isRecord(entry) && !isTime(entry.time));
  return withManagers(next, hasBadTime ? claimed : writeManagers(result.managers));
}

/** kubectl may take what it once applied on the client's side. */
function orUpgrade(versions: Versions, managers: readonly Managed[], wanted: Configuration, result: Applied): Applied {
  const type = versions.type(wanted.apiVersion);
  if (result.conflicts === undefined || wanted.self.manager !== kubectlManager || type === undefined) return result;
  const conflicts = conflictsBeyondLastApplied(result.conflicts, { type, ...wanted });
  return conflicts.length > 0 ? { conflicts } : afterApply(versions, managers, { ...wanted, force: true });
}

function noteLastApplied(next: ObjectValue, { live, applied, self }: Configuration): ObjectValue {
  const keeps = self.manager === kubectlManager && lastAppliedOf(live) !== "";
  return keeps ? withLastApplied(next, applied as JsonObject) : next;
}

interface UpdateChange {
  readonly live: ObjectValue;
  readonly next: ObjectValue;
  readonly manager: FieldManager;
}

function update(
  runtime: KindRuntime,
  managers: readonly Managed[],
  { live, next, manager }: UpdateChange,
): readonly Managed[] {
  const apiVersion = manager.version.apiVersion;
  const change = { live, next, apiVersion };
  const self = { operation: "Update", ...identity(manager) } as const;
  const after = afterUpdate(versionsOf(runtime, manager.subresource), managers, { change, self, time: manager.time });
  return capManagers(after);
}

function identity({ name, version, subresource }: FieldManager) {
  return { manager: name === "" ? unknownManager : name, apiVersion: version.apiVersion, subresource };
}

interface ManagersBefore {
  readonly managers: readonly Managed[];
  /** The client says so, and the object's own record does not. */
  readonly isClaimed: boolean;
}

/** A subresource cannot be used to rewrite the record, and who does not know of it does not erase it by leaving it out. */
function managersBefore(live: KubeObject, next: KubeObject, { subresource }: FieldManager): ManagersBefore {
  const [known, claimed] = [live.metadata.managedFields, next.metadata.managedFields];
  const own = (): ManagersBefore => ({ managers: readManagers(known), isClaimed: false });
  // Most updates send back what they got.
  if (subresource !== "" || claimed === undefined || sameValue(claimed, known)) return own();
  if (isReset(claimed)) return { managers: [], isClaimed: false };
  const managers = parseManagers(claimed);
  return managers === undefined || managers.length === 0 ? own() : { managers, isClaimed: true };
}

/**
 * Can all items of both objects be told apart? An object whose items cannot has no record from the moment they came, and a comparison
 * that finds them equal does not look inside: only a client that claims a record could give it one.
 */
function isTold(
  runtime: KindRuntime,
  { live, next }: { readonly live: KubeObject; readonly next: KubeObject },
  { version }: FieldManager,
): boolean {
  const type = compileFieldType(runtime.schemas, version.type, runtime.definition.objectStyle);
  try {
    for (const object of [live, next]) type.everything(inVersion(runtime, object, version));
    return true;
  } catch (error) {
    if (error instanceof NamelessItem) return false;
    throw error;
  }
}

function setManagers(object: KubeObject, managers: readonly Managed[]): void {
  if (managers.length === 0) delete object.metadata.managedFields;
  else object.metadata.managedFields = writeManagers(managers);
}

function withManagers(object: ObjectValue, managedFields: ManagedFieldsEntry[]): JsonObject {
  const metadata: Record<string, unknown> = { ...(isRecord(object.metadata) ? object.metadata : {}), managedFields };
  if (managedFields.length === 0) delete metadata.managedFields;
  return { ...object, metadata } as JsonObject;
}

function managedFieldsOf({ metadata }: JsonObject): unknown {
  const value = isRecord(metadata) ? metadata.managedFields : undefined;
  return value === null ? undefined : value;
}

/** What is no list of entries says nothing here: it is of a wrong shape, or cannot be decoded in the end. */
function saysManagers(applied: JsonObject): boolean {
  const value = managedFieldsOf(applied);
  return Array.isArray(value) && value.every((entry) => isRecord(entry) && isReadable(entry));
}

function isReadable(entry: ObjectValue): boolean {
  return entryTexts.every((name) => isText(entry[name])) && isTime(entry.time);
}

const entryTexts = ["manager", "operation", "apiVersion", "fieldsType", "subresource"];

function isText(value: unknown): boolean {
  return value === undefined || value === null || typeof value === "string";
}

function isTime(value: unknown): boolean {
  return isText(value) && (typeof value !== "string" || parseTime(value, "seconds").ok);
}

/** A copy in a version, without managedFields: they are never owned. */
function inVersion(runtime: KindRuntime, object: KubeObject, version: VersionRuntime): KubeObject {
  const metadata: Record<string, unknown> = {};
  // Not copied and deleted: where it is not the last member, V8 would turn the copy into a hash table.
  for (const name in object.metadata) {
    if (name !== "managedFields") metadata[name] = object.metadata[name as keyof ObjectMeta];
  }
  return fromStored(runtime, withMetadata(object, metadata), version);
}

function withMetadata(object: KubeObject, metadata: ObjectMeta): KubeObject {
  const copy = copyLevel(object);
  copy.metadata = metadata;
  return copy;
}

/**
 * Conversions here fill in no defaults: a field that was taken away must not come back on the way through another version. Nor do they
 * change what they are given.
 */
function fromStored({ hooks, stored }: KindRuntime, object: KubeObject, version: VersionRuntime): KubeObject {
  if (version === stored) return object;
  return { ...(hooks.convert?.[version.name]?.fromStored(object) ?? object), apiVersion: version.apiVersion };
}

function toStored({ hooks, stored }: KindRuntime, object: KubeObject, version: VersionRuntime): KubeObject {
  if (version === stored) return object;
  return { ...(hooks.convert?.[version.name]?.toStored(object) ?? object), apiVersion: stored.apiVersion };
}

const versionsByDoor = oncePer((_runtime: KindRuntime) => new Map<string, Versions>());

/** The kind's versions as ownership sees them. */
function versionsOf(runtime: KindRuntime, subresource: string): Versions {
  return getOrAdd(versionsByDoor(runtime), subresource, () => makeVersions(runtime, subresource));
}

function makeVersions(runtime: KindRuntime, subresource: string): Versions {
  const types = new Map<string, FieldType>();
  const { definition, schemas } = runtime;
  const named = (apiVersion: string): VersionRuntime | undefined => {
    const found = definition.versions.find(({ name }) => formatGroupVersion(definition.group, name) === apiVersion);
    return found === undefined ? undefined : runtime.version(found.name);
  };
  return {
    type: (apiVersion) => {
      const known = types.get(apiVersion);
      const version = known === undefined ? named(apiVersion) : undefined;
      if (version === undefined) return known;
      const type = compileFieldType(schemas, version.type, definition.objectStyle);
      types.set(apiVersion, type);
      return type;
    },
    resetFields: () => resetFields(definition, subresource),
    convert: (value, from, to) => {
      const [source, target] = [named(from), named(to)];
      if (source === undefined || target === undefined) throw new RangeError(`no conversion from ${from} to ${to}`);
      const object: KubeObject = { kind: definition.kind, apiVersion: from, metadata: {}, ...value };
      if (source === target) return object;
      // A struct that was taken away is an empty one in the other version, where removing it would be a change of its own.
      const converted = cloneJson(fromStored(runtime, toStored(runtime, object, source), target));
      compileZeroFiller(schemas, target.type)(converted as unknown as JsonObject);
      return converted;
    },
  };
}
