/**
 * Who owns which fields: `metadata.managedFields` as the server works with it. One record per manager, operation and subresource, and
 * for updates per version too: somebody who applies has one set of fields, in the version last spoken.
 */
import type { ManagedFieldsEntry } from "../../meta/object.js";
import { type FieldSet, isEmptySet, parseFieldSet, union } from "./field-set.js";
import { compareText } from "./path-element.js";

export interface ManagerId {
  readonly manager: string;
  readonly operation: "Apply" | "Update";
  readonly apiVersion: string;
  /** "" for the main resource. */
  readonly subresource: string;
}

export interface Managed extends ManagerId {
  readonly time: string | undefined;
  readonly set: FieldSet;
}

/** As kube-apiserver: more managers that update than this share one record. */
export const maxUpdateManagers = 10;
const sharedManager = "ancient-changes";

export function sameManager(a: ManagerId, b: ManagerId): boolean {
  return (
    a.manager === b.manager &&
    a.operation === b.operation &&
    a.subresource === b.subresource &&
    (a.operation === "Apply" || a.apiVersion === b.apiVersion)
  );
}

/** What this server stored. Only who came through a Scale has no time and can be there twice: the last of the two counts then. */
export function readManagers(entries: readonly ManagedFieldsEntry[] | undefined): readonly Managed[] {
  let timeless = false;
  const managers = (entries ?? []).map((entry) => {
    timeless ||= entry.time === undefined && entry.operation === "Update";
    return managedOf(entry, (entry.fieldsV1 ?? {}) as FieldSet);
  });
  return timeless
    ? managers.filter((one, at) => !managers.some((two, later) => later > at && sameManager(one, two)))
    : managers;
}

/** What a client sent; undefined when any of it makes no sense. The last of two entries of one manager counts. */
export function parseManagers(entries: readonly ManagedFieldsEntry[] | undefined): readonly Managed[] | undefined {
  const managers: Managed[] = [];
  for (const entry of entries ?? []) {
    const { operation, fieldsType = "" } = entry;
    if ((operation !== "Apply" && operation !== "Update") || (fieldsType !== "" && fieldsType !== "FieldsV1")) return;
    const set = parseFieldSet(entry.fieldsV1 ?? {});
    if (set === undefined) return undefined;
    const managed = managedOf(entry, set);
    const known = managers.findIndex((one) => sameManager(one, managed));
    if (known === -1) managers.push(managed);
    else managers[known] = managed;
  }
  return managers;
}

/** `managedFields: []` and `[{}]` ask to forget all. */
export function isReset(entries: readonly ManagedFieldsEntry[] | undefined): boolean {
  if (entries?.length === 0) return true;
  return entries?.length === 1 && Object.values(entries[0] ?? {}).every((value) => value === undefined || value === "");
}

export function writeManagers(managers: readonly Managed[]): ManagedFieldsEntry[] {
  return [...managers].sort(inWireOrder).map(({ manager, operation, apiVersion, subresource, time, set }) => ({
    manager,
    operation,
    apiVersion,
    ...(time === undefined ? {} : { time }),
    fieldsType: "FieldsV1",
    fieldsV1: set as Record<string, never>,
    ...(subresource === "" ? {} : { subresource }),
  }));
}

/** Appliers first, then by age. */
function inWireOrder(a: Managed, b: Managed): number {
  return (
    compareText(a.operation, b.operation) ||
    (a.time === b.time ? 0 : secondsOf(a) - secondsOf(b)) ||
    compareText(a.manager, b.manager) ||
    compareText(a.apiVersion, b.apiVersion) ||
    compareText(a.subresource, b.subresource)
  );
}

/**
 * The oldest of too many managers that update are joined, those of one version into one record with the time of the youngest.
 * A record that would be alone in its version stays as it is.
 */
export function capManagers(managers: readonly Managed[]): readonly Managed[] {
  const updaters = managers.filter(({ operation }) => operation === "Update");
  let excess = updaters.length - maxUpdateManagers;
  if (excess <= 0) return managers;
  updaters.sort((a, b) => secondsOf(a) - secondsOf(b) || compareText(identityText(a), identityText(b)));
  let kept = managers;
  const firsts = new Map<string, Managed>();
  for (const oldest of updaters) {
    if (excess <= 0) break;
    const first = firsts.get(oldest.apiVersion);
    if (first === undefined) {
      firsts.set(oldest.apiVersion, oldest);
      continue;
    }
    const id: ManagerId = { ...oldest, manager: sharedManager, subresource: "" };
    const shared = kept.find((one) => sameManager(one, id)) ?? first;
    const joined: Managed = { ...id, time: oldest.time, set: union(shared.set, oldest.set) };
    const gone = shared === first ? [first, oldest] : [shared, oldest];
    kept = [...kept.filter((one) => !gone.includes(one)), joined];
    excess -= 1;
  }
  return kept;
}

/** The key kube-apiserver files a manager under; where times are equal it is also an order. */
export function identityText({ manager, operation, apiVersion, subresource }: ManagerId): string {
  return JSON.stringify({
    ...(manager === "" ? {} : { manager }),
    operation,
    ...(operation === "Apply" ? {} : { apiVersion }),
    ...(subresource === "" ? {} : { subresource }),
  });
}

/** Adds to a manager's set, or makes the manager known. */
export function addToManager(managers: readonly Managed[], added: Managed): readonly Managed[] {
  const known = managers.find((one) => sameManager(one, added));
  if (known === undefined) return [...managers, added];
  const set = union(known.set, added.set);
  return managers.map((one) => (one === known ? { ...added, set } : one));
}

export function withoutEmpty(managers: readonly Managed[]): readonly Managed[] {
  return managers.filter(({ set }) => !isEmptySet(set));
}

function managedOf(entry: ManagedFieldsEntry, set: FieldSet): Managed {
  const { manager = "", operation, apiVersion = "", subresource = "", time } = entry;
  return { manager, operation: operation === "Apply" ? "Apply" : "Update", apiVersion, subresource, time, set };
}

function secondsOf({ time }: Managed): number {
  return time === undefined ? 0 : Math.floor(Date.parse(time) / 1000);
}
