/** Whatever short way an update takes, ownership is that of the plain rules on sets of paths. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { difference, type FieldSet, isEmptySet, setOfPaths, union } from "../../../../src/registry/apply/field-set.js";
import type { FieldType } from "../../../../src/registry/apply/field-type.js";
import type { Managed, ManagerId } from "../../../../src/registry/apply/managers.js";
import { afterUpdate, type Versions } from "../../../../src/registry/apply/ownership.js";
import fc from "../../../support/fast-check.js";

const element = fc.constantFrom("f:a", "f:kind", 'k:{"name":"x"}', "v:9");
const paths = fc.array(fc.array(element, { minLength: 1, maxLength: 3 }), { maxLength: 8 });
const set = paths.map(setOfPaths);
const [before, now] = ["2020-01-01T00:00:00Z", "2020-01-02T00:00:00Z"];
const self: ManagerId = { manager: "me", operation: "Update", apiVersion: "v1", subresource: "" };

const managers: fc.Arbitrary<readonly Managed[]> = fc
  .uniqueArray(
    fc.record({
      manager: fc.constantFrom("me", "you"),
      operation: fc.constantFrom("Apply", "Update"),
      subresource: fc.constantFrom("", "status"),
      set,
    }),
    { maxLength: 5, selector: (one) => [one.manager, one.operation, one.subresource].join() },
  )
  .map((all) => all.map((one) => ({ ...one, apiVersion: "v1", time: before })));

/** Two objects that differ in these paths. */
function versions(changed: FieldSet, removed: FieldSet): Versions {
  const type: Pick<FieldType, "compare"> = { compare: () => ({ changed, removed }) };
  return {
    type: (apiVersion) => (apiVersion === "v1" ? (type as FieldType) : undefined),
    resetFields: () => setOfPaths([]),
    convert: (value) => value,
  };
}

function isSelf({ manager, operation, subresource }: ManagerId): boolean {
  return manager === "me" && operation === "Update" && subresource === "";
}

/** Nobody can own it. */
const kind = setOfPaths([["f:kind"]]);

/** By the rules alone: others lose what changed or went, and who wrote gains what of it can be owned. */
function expected(all: readonly Managed[], changed: FieldSet, removed: FieldSet): readonly Managed[] {
  const left = all.map((one) => ({ ...one, set: difference(difference(one.set, changed), removed) }));
  const own = left.find(isSelf)?.set ?? setOfPaths([]);
  const gained = difference(changed, kind);
  const after = { ...self, time: now, set: union(own, gained) };
  const others = left.filter((one) => !isSelf(one) && !isEmptySet(one.set));
  return isEmptySet(gained) ? left.filter((one) => !isEmptySet(one.set)) : [...others, after];
}

const nameOf = ({ manager, operation, subresource }: ManagerId): string => `${manager} ${operation} ${subresource}`;
const byName = (all: readonly Managed[]): readonly Managed[] =>
  [...all].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));

function agrees(all: readonly Managed[], changed: FieldSet, removed: FieldSet): void {
  const differs = !isEmptySet(changed) || !isEmptySet(removed);
  const change = { live: {}, next: {}, apiVersion: "v1" };
  const after = afterUpdate(versions(changed, removed), all, { change, self, time: now });
  assert.deepEqual(byName(after), byName(differs ? expected(all, changed, removed) : all));
}

test("an update takes what it changes from others and gives it to its manager", () => {
  fc.assert(fc.property(managers, set, set, agrees));
});

test("so it does where its manager owned all it changes before", () => {
  fc.assert(
    fc.property(managers, paths, fc.array(fc.nat(), { maxLength: 4 }), (all, more, picked) => {
      const mine = [["f:mine"], ...more];
      const owned = setOfPaths(mine);
      const changed = setOfPaths(picked.map((at) => mine[at % mine.length] ?? ["f:mine"]));
      const others = all.filter((one) => !isSelf(one));
      agrees([...others, { ...self, time: before, set: owned }], changed, setOfPaths([]));
    }),
  );
});

test("who changes nothing but its own gets a new time, and nobody's record is made anew", () => {
  const mine = setOfPaths([["f:a"], ["f:b", "f:a"]]);
  const other: Managed = { ...self, manager: "you", time: before, set: setOfPaths([["f:b"]]) };
  const all = [other, { ...self, time: before, set: mine }];
  const change = { live: {}, next: {}, apiVersion: "v1" };
  const after = afterUpdate(versions(setOfPaths([["f:a"]]), setOfPaths([])), all, { change, self, time: now });
  assert.equal(after[0], other);
  assert.equal(after[1]?.set, mine);
  assert.equal(after[1]?.time, now);
});

test("within one second not even the time is new", () => {
  const all: readonly Managed[] = [{ ...self, time: now, set: setOfPaths([["f:a"]]) }];
  const change = { live: {}, next: {}, apiVersion: "v1" };
  assert.equal(afterUpdate(versions(setOfPaths([["f:a"]]), setOfPaths([])), all, { change, self, time: now }), all);
});

test("who spoke a version that is gone owns nothing any more, even when nothing changes", () => {
  const gone: Managed = { ...self, manager: "you", apiVersion: "v0", time: before, set: setOfPaths([["f:a"]]) };
  const mine: Managed = { ...self, time: before, set: setOfPaths([["f:b"]]) };
  const type: Pick<FieldType, "compare"> = { compare: () => undefined };
  const none: Versions = {
    ...versions(setOfPaths([]), setOfPaths([])),
    type: (name) => (name === "v1" ? (type as FieldType) : undefined),
  };
  const change = { live: {}, next: {}, apiVersion: "v1" };
  assert.deepEqual(afterUpdate(none, [gone, mine], { change, self, time: now }), [mine]);
  const all = [mine];
  assert.equal(afterUpdate(none, all, { change, self, time: now }), all);
});
