/**
 * Sets of objects created lately, by type. Objects of a kind that are made one after the other mostly say the same things with other
 * values (a ReplicaSet's pods), so their sets are the same, and finding that out is much cheaper than making the set again.
 */
import type { FieldSet } from "./field-set.js";
import type { FieldType } from "./field-type.js";

/** Per type and door. */
const keptSets = 4;

interface Recent {
  readonly skeleton: unknown;
  readonly reset: FieldSet;
  readonly set: FieldSet;
}

const memos = new WeakMap<FieldType, Recent[]>();

/** `make` is asked when no object of that skeleton was seen lately. */
export function recentSet(
  type: FieldType,
  value: unknown,
  { reset, make }: { readonly reset: FieldSet; readonly make: () => FieldSet },
): FieldSet {
  const known = memos.get(type) ?? [];
  for (const { skeleton, reset: sameReset, set } of known) {
    if (sameReset === reset && type.fits(skeleton, value)) return set;
  }
  const set = make();
  if (known.length === 0) memos.set(type, known);
  else if (known.length === keptSets) known.pop();
  known.unshift({ skeleton: type.skeleton(value), reset, set });
  return set;
}
