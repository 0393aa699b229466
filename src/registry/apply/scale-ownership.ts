/**
 * Ownership through the scale subresource. A Scale shows one field of its parent, the number of replicas, so that is all anybody can own
 * there; the record is the parent's. As kube-apiserver: such entries have no time, everybody is shown in the Scale's version, and an
 * applied Scale that says nothing of replicas changes nothing.
 */
import type { ManagedFieldsEntry } from "../../meta/object.js";
import { applyConflict } from "./conflicts.js";
import { difference, type FieldSet, intersection, isEmptySet, setOfPaths } from "./field-set.js";
import { addToManager, type ManagerId, readManagers, sameManager, withoutEmpty, writeManagers } from "./managers.js";
import { fieldElement } from "./path-element.js";

export interface ReplicasClaim {
  /** The parent's record. */
  readonly managedFields: readonly ManagedFieldsEntry[] | undefined;
  /** Of the number in the parent: `spec.replicas`. */
  readonly path: string;
  readonly self: Omit<ManagerId, "subresource">;
  /** Another number than before. */
  readonly changed: boolean;
  /** What is wanted now. */
  readonly replicas: number;
  readonly force: boolean;
  /** The version of the Scale. */
  readonly shownVersion: string;
}

/** The parent's record as its Scale shows it to patches: who owns the number of replicas. `path` is the number's place in the parent. */
export function shownOwners(
  managedFields: readonly ManagedFieldsEntry[] | undefined,
  path: string,
  shownVersion: string,
): ManagedFieldsEntry[] {
  const field = replicasAt(path);
  const owners = readManagers(managedFields).filter((one) => owns(one.set, field));
  return writeManagers(owners.map((one) => ({ ...one, apiVersion: shownVersion, set: replicasAt("spec.replicas") })));
}

/** The parent's record after a manager said how many replicas there are. Throws StatusError 409 when somebody else owns that. */
export function ownReplicas(change: ReplicasClaim): ManagedFieldsEntry[] {
  const { managedFields, path, changed, force, shownVersion } = change;
  const managers = readManagers(managedFields);
  const isUpdate = change.self.operation === "Update";
  // Without a record nobody owns anything, until somebody applies.
  if (isUpdate && (!changed || managers.length === 0)) return writeManagers(managers);
  const self: ManagerId = { ...change.self, subresource: "scale" };
  const field = replicasAt(path);
  const others = managers.filter((one) => !sameManager(one, self) && owns(one.set, field));
  if (!isUpdate && changed && !force && others.length > 0) {
    throw applyConflict(others.map((one) => ({ owner: { ...one, apiVersion: shownVersion }, set: field })));
  }
  const left = changed
    ? managers.map((one) => (others.includes(one) ? { ...one, set: difference(one.set, field) } : one))
    : managers;
  // A Scale leaves out a zero, so an update to none takes from others and gives to nobody.
  if (isUpdate && change.replicas === 0) return writeManagers(withoutEmpty(left));
  return writeManagers(addToManager(withoutEmpty(left), { ...self, time: undefined, set: field }));
}

function replicasAt(path: string): FieldSet {
  return setOfPaths([path.replace(/^\./, "").split(".").map(fieldElement)]);
}

function owns(set: FieldSet, field: FieldSet): boolean {
  return !isEmptySet(intersection(set, field));
}
