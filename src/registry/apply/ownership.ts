/**
 * The rules of ownership, on values and sets alone: what an update takes from others and gives to its manager, and what an applied
 * configuration merges, conflicts with and leaves behind. Everything about versions comes in as `Versions`.
 */
import {
  contains,
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  meets,
  recursiveDifference,
  setOfPaths,
  union,
} from "./field-set.js";
import { type FieldType, sameValue } from "./field-type.js";
import { addToManager, type Managed, type ManagerId, sameManager, withoutEmpty } from "./managers.js";

/** An object as JSON, without managedFields. */
export type ObjectValue = Readonly<Record<string, unknown>>;

export interface Versions {
  /** The type in a version; undefined: the kind has no such version (any more), and whoever spoke it owns nothing. */
  type(apiVersion: string): FieldType | undefined;
  /** Fields of a version that the request's endpoint resets: nobody can own them there. */
  resetFields(apiVersion: string): FieldSet;
  convert(value: ObjectValue, from: string, to: string): ObjectValue;
}

export interface Change {
  readonly live: ObjectValue;
  readonly next: ObjectValue;
  /** The version both are in. */
  readonly apiVersion: string;
}

/** Set by the server itself; an applied configuration may name them all the same. */
const unowned: FieldSet = setOfPaths([
  ["f:apiVersion"],
  ["f:kind"],
  ["f:metadata"],
  ...["name", "namespace", "creationTimestamp", "selfLink", "uid", "clusterName", "generation", "managedFields"].map(
    (name) => ["f:metadata", `f:${name}`],
  ),
  ["f:metadata", "f:resourceVersion"],
]);

/** A path somebody else owns and an applied configuration would change. */
export interface OwnershipConflict {
  readonly owner: ManagerId;
  readonly set: FieldSet;
}

/** Who owns what after an update by `self`. The very same list when nothing changed hands. */
export function afterUpdate(
  versions: Versions,
  managers: readonly Managed[],
  { change, self, time }: { readonly change: Change; readonly self: ManagerId; readonly time: string },
): readonly Managed[] {
  const differences = new Differences(versions, change);
  const own = differences.at(change.apiVersion);
  if (own === undefined) return ofKnownVersions(managers, differences);
  const set = difference(own.changed, unowned);
  const known = ownsAlready(managers, self, { changed: own.changed, removed: own.removed, gained: set });
  if (known !== undefined) return known.time === time ? managers : managers.map((one) => atTime(one, known, time));
  const rest = withoutEmpty(takeFromOthers(managers, differences));
  return isEmptySet(set) ? rest : addToManager(rest, { time, set, ...self });
}

function ofKnownVersions(managers: readonly Managed[], differences: Differences): readonly Managed[] {
  const isKnown = ({ apiVersion }: Managed): boolean => differences.hasVersion(apiVersion);
  return managers.every(isKnown) ? managers : managers.filter(isKnown);
}

/** Member by member: a literal that sets again what it took from another object is a call into V8's runtime. */
function atTime(one: Managed, known: Managed, time: string): Managed {
  if (one !== known) return one;
  const { manager, operation, apiVersion, subresource, set } = one;
  return { manager, operation, apiVersion, subresource, time, set };
}

interface Gain extends Taken {
  /** What of the changed can be owned. */
  readonly gained: FieldSet;
}

/** Who changes what is its own alone, the most common update: no set becomes another. */
function ownsAlready(managers: readonly Managed[], self: ManagerId, gain: Gain): Managed | undefined {
  const { changed, removed, gained } = gain;
  if (!isEmptySet(removed) || isEmptySet(gained)) return undefined;
  let known: Managed | undefined;
  for (const one of managers) {
    // In another version the change may look different, and an empty record is to be dropped.
    if (one.apiVersion !== self.apiVersion || isEmptySet(one.set)) return undefined;
    if (known === undefined && sameManager(one, self)) known = one;
    else if (meets(one.set, changed)) return undefined;
  }
  if (known === undefined || !contains(known.set, gained)) return undefined;
  // A client may have claimed what nobody can own.
  return gained !== changed && meets(known.set, intersection(changed, unowned)) ? undefined : known;
}

/** What the manager of a new object owns: all it says, but for what is reset or the server's. */
export function ownedFromStart(versions: Versions, next: ObjectValue, apiVersion: string): FieldSet {
  const type = typeAt(versions, apiVersion);
  const { kind } = next;
  const found = type.compare({ kind, apiVersion }, next)?.changed ?? emptySet;
  return difference(recursiveDifference(found, versions.resetFields(apiVersion)), unowned);
}

export interface Configuration {
  readonly live: ObjectValue;
  readonly applied: ObjectValue;
  readonly apiVersion: string;
  readonly self: ManagerId;
  readonly time: string;
  /** Take what others own instead of reporting it. */
  readonly force: boolean;
}

export type Applied =
  | { readonly conflicts: readonly OwnershipConflict[] }
  | { readonly conflicts?: undefined; readonly next: ObjectValue; readonly managers: readonly Managed[] };

/** Merges what `self` wants into what there is. */
export function afterApply(versions: Versions, managers: readonly Managed[], wanted: Configuration): Applied {
  const { live, applied, apiVersion, self } = wanted;
  const type = typeAt(versions, apiVersion);
  const before = managers.map((one) => reconciled(versions, one));
  const last = before.find((one) => sameManager(one, self));
  const set = recursiveDifference(type.extract(applied, false) ?? emptySet, versions.resetFields(apiVersion));
  const mine: Managed = { time: last?.time, set, ...self };
  const others = before.filter((one) => one !== last);
  const merged = type.merge(live, applied) as ObjectValue;
  const next = last === undefined ? merged : prune(versions, merged, { last, mine, others });
  const differences = new Differences(versions, { live, next, apiVersion });
  const conflicts = wanted.force ? [] : conflictsOf(others, differences);
  if (conflicts.length > 0) return { conflicts };
  const owned = difference(set, unowned);
  const time = sameValue(live, next) ? mine.time : wanted.time;
  return { next, managers: withoutEmpty([...takeFromOthers(others, differences), { ...mine, time, set: owned }]) };
}

interface Taken {
  readonly changed: FieldSet;
  readonly removed: FieldSet;
}

/** What differs between two states, seen from each version that somebody owns fields in. */
class Differences {
  readonly #versions: Versions;
  readonly #change: Change;
  readonly #known = new Map<string, Taken | undefined>();

  constructor(versions: Versions, change: Change) {
    this.#versions = versions;
    this.#change = change;
  }

  hasVersion(apiVersion: string): boolean {
    return this.#versions.type(apiVersion) !== undefined;
  }

  /** undefined: nothing. */
  at(apiVersion: string): Taken | undefined {
    if (this.#known.has(apiVersion)) return this.#known.get(apiVersion);
    const found = this.#compare(apiVersion);
    this.#known.set(apiVersion, found);
    return found;
  }

  #compare(apiVersion: string): Taken | undefined {
    const type = this.#versions.type(apiVersion);
    if (type === undefined) return undefined;
    const { live, next, apiVersion: from } = this.#change;
    const seen = (value: ObjectValue) =>
      from === apiVersion ? value : this.#versions.convert(value, from, apiVersion);
    const found = type.compare(seen(live), seen(next));
    if (found === undefined) return undefined;
    const reset = this.#versions.resetFields(apiVersion);
    const changed = recursiveDifference(found.changed ?? emptySet, reset);
    const removed = recursiveDifference(found.removed ?? emptySet, reset);
    return isEmptySet(changed) && isEmptySet(removed) ? undefined : { changed, removed };
  }
}

function takeFromOthers(managers: readonly Managed[], differences: Differences): readonly Managed[] {
  return managers.flatMap((one) => {
    if (!differences.hasVersion(one.apiVersion)) return [];
    const taken = differences.at(one.apiVersion);
    if (taken === undefined) return [one];
    const set = difference(difference(one.set, taken.changed), taken.removed);
    return [set === one.set ? one : { ...one, set }];
  });
}

function conflictsOf(others: readonly Managed[], differences: Differences): readonly OwnershipConflict[] {
  return others.flatMap((owner) => {
    const set = intersection(owner.set, differences.at(owner.apiVersion)?.changed ?? emptySet);
    return isEmptySet(set) ? [] : [{ owner, set }];
  });
}

interface Owners {
  /** What the manager applied before. */
  readonly last: Managed;
  readonly mine: Managed;
  readonly others: readonly Managed[];
}

/** Takes away what the manager applied before, does not apply now, and nobody else owns. */
function prune(versions: Versions, merged: ObjectValue, { last, mine, others }: Owners): ObjectValue {
  const sameVersion = last.apiVersion === mine.apiVersion;
  if (isEmptySet(last.set) || (sameVersion && contains(mine.set, last.set))) return merged;
  if (versions.type(last.apiVersion) === undefined) return merged;
  const at = (value: ObjectValue, apiVersion: string): ObjectValue =>
    apiVersion === mine.apiVersion ? value : versions.convert(value, mine.apiVersion, apiVersion);
  const back = (value: ObjectValue, apiVersion: string): ObjectValue =>
    apiVersion === mine.apiVersion ? value : versions.convert(value, apiVersion, mine.apiVersion);
  let pruned = back(without(versions, at(merged, last.apiVersion), last), last.apiVersion);
  for (const [apiVersion, owned] of ownedByVersion([...others, mine], last.apiVersion)) {
    const type = versions.type(apiVersion);
    if (type === undefined) continue;
    const [all, left] = [at(merged, apiVersion), at(pruned, apiVersion)];
    const kept = union(fullSet(type, left), type.withParents(owned));
    pruned = back((type.remove(all, difference(fullSet(type, all), kept)) ?? {}) as ObjectValue, apiVersion);
  }
  const type = typeAt(versions, last.apiVersion);
  const [all, left] = [at(merged, last.apiVersion), at(pruned, last.apiVersion)];
  const dangling = intersection(difference(fullSet(type, all), fullSet(type, left)), type.withParents(last.set));
  return back((type.remove(all, dangling) ?? {}) as ObjectValue, last.apiVersion);
}

function without(versions: Versions, value: ObjectValue, { apiVersion, set }: Managed): ObjectValue {
  const type = typeAt(versions, apiVersion);
  return (type.remove(value, type.withParents(set)) ?? {}) as ObjectValue;
}

function fullSet(type: FieldType, value: ObjectValue): FieldSet {
  return type.withParents(type.extract(value, false) ?? emptySet);
}

/** The version of what is taken away comes first: others may need its fields to be converted at all. */
function ownedByVersion(managers: readonly Managed[], first: string): ReadonlyMap<string, FieldSet> {
  const owned = new Map<string, FieldSet>();
  for (const { apiVersion, set } of [...managers].sort((a) => (a.apiVersion === first ? -1 : 1))) {
    owned.set(apiVersion, union(owned.get(apiVersion) ?? emptySet, set));
  }
  return owned;
}

function reconciled(versions: Versions, managed: Managed): Managed {
  const set = versions.type(managed.apiVersion)?.reconcile(managed.set) ?? managed.set;
  return set === managed.set ? managed : { ...managed, set };
}

function typeAt(versions: Versions, apiVersion: string): FieldType {
  const type = versions.type(apiVersion);
  if (type === undefined) throw new RangeError(`no version ${apiVersion}`);
  return type;
}
