/**
 * Ownership through the scale subresource. A Scale shows one field of its parent, the number of replicas, so that is all anybody can own
 * there; the record is the parent's. As kube-apiserver: such entries have no time, everybody is shown in the Scale's version.
 */
import type { ManagedFieldsEntry } from "../../meta/object.js";
import { applyConflict } from "./conflicts.js";
import { difference, type FieldSet, meets, setOfPaths } from "./field-set.js";
import { type Managed, type ManagerId, readManagers, sameManager, withoutEmpty, writeManagers } from "./managers.js";
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
  /** Does an apply say it at all? */
  readonly says: boolean;
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

/**
 * The parent's record after a write of its Scale. Throws StatusError 409 when somebody else owns what an apply changes.
 *
 * kube-apiserver writes the Scale's record back under the names it has there, and of who updates the version is part of the name: so the
 * number leaves every record of the parent that came by an update, and comes back in one of its own, without a time. Example: `first`
 * made the parent, `second` gives its Scale a label; `first` then has two records, one of them with nothing but the number.
 */
export function ownReplicas(claim: ReplicasClaim): ManagedFieldsEntry[] {
  const managers = readManagers(claim.managedFields);
  const field = replicasAt(claim.path);
  const before = managers.filter((one) => owns(one.set, field));
  const after = claim.self.operation === "Update" ? updated(claim, before) : applied(claim, before, field);
  const isKept = (one: Managed): boolean => one.operation === "Apply" && after.some((owner) => sameManager(owner, one));
  const left = managers.map((one) =>
    before.includes(one) && !isKept(one) ? { ...one, set: difference(one.set, field) } : one,
  );
  const added = after
    .filter((owner) => owner.operation === "Update" || !before.some((one) => sameManager(one, owner)))
    .map((owner) => ({ ...owner, apiVersion: claim.self.apiVersion, time: undefined, set: field }));
  return writeManagers([...withoutEmpty(left), ...added]);
}

/** Owners in the Scale. A number nobody owns stays so, and a Scale leaves out a zero, which nobody can own then. */
function updated({ self, changed, replicas }: ReplicasClaim, before: readonly Managed[]): readonly ManagerId[] {
  if (!changed || before.length === 0) return before;
  return replicas === 0 ? [] : [inScale(self)];
}

function applied(claim: ReplicasClaim, before: readonly Managed[], field: FieldSet): readonly ManagerId[] {
  const { changed, force, says, shownVersion } = claim;
  const self = inScale(claim.self);
  const others = before.filter((one) => !sameManager(one, self));
  if (!says) return before;
  if (!changed) return [...others, self];
  if (!force && others.length > 0) {
    throw applyConflict(others.map((one) => ({ owner: { ...one, apiVersion: shownVersion }, set: field })));
  }
  return [self];
}

/** Who applied the number alone takes it away by not saying it any more. */
export function isOnlyOwner(
  managedFields: readonly ManagedFieldsEntry[] | undefined,
  path: string,
  self: ReplicasClaim["self"],
): boolean {
  const field = replicasAt(path);
  const owners = readManagers(managedFields).filter((one) => owns(one.set, field));
  return owners.length > 0 && owners.every((one) => sameManager(one, inScale(self)));
}

function inScale(self: ReplicasClaim["self"]): ManagerId {
  return { ...self, subresource: "scale" };
}

function replicasAt(path: string): FieldSet {
  return setOfPaths([path.replace(/^\./, "").split(".").map(fieldElement)]);
}

function owns(set: FieldSet, field: FieldSet): boolean {
  return meets(set, field);
}
