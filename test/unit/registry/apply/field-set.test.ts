/** Field sets are sets: whatever holds of sets of paths holds of these trees, and reading and printing are each other's way back. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  contains,
  difference,
  emptySet,
  type FieldSet,
  intersection,
  isEmptySet,
  maxPathLength,
  meets,
  parseFieldSet,
  pathsOf,
  recursiveDifference,
  setOfPaths,
  union,
} from "../../../../src/registry/apply/field-set.js";
import { compareElements } from "../../../../src/registry/apply/path-element.js";
import fc from "../../../support/fast-check.js";

const element = fc.constantFrom(
  "f:a",
  "f:b",
  "f:é",
  "f:\u{1f600}",
  'k:{"name":"x"}',
  'k:{"n":9,"p":"TCP"}',
  'k:{"n":80,"p":"TCP"}',
  'v:"s"',
  "v:9",
  "v:10",
  "v:true",
  "i:2",
  "i:10",
);
type Paths = readonly (readonly string[])[];
const paths: fc.Arbitrary<Paths> = fc.array(fc.array(element, { minLength: 1, maxLength: 4 }), { maxLength: 12 });
const set = paths.map(setOfPaths);

const keysOf = (of: Paths): ReadonlySet<string> => new Set(of.map((path) => path.join("/")));
const listed = (of: FieldSet, prefix: readonly string[] = []): string[] =>
  Object.entries(of).flatMap(([name, under]) => {
    if (name === ".") return [];
    const path = [...prefix, name];
    const self = Object.keys(under).length === 0 || "." in under ? [path.join("/")] : [];
    return [...self, ...listed(under, path)];
  });

/** The model: plain sets of texts. */
function agrees(result: FieldSet, expected: Iterable<string>): void {
  assert.deepEqual(new Set(listed(result)), new Set(expected));
  assertCanonical(result, true);
}

/** No element without a path under it, everything in order, no lone `.`. */
function assertCanonical(of: FieldSet, root: boolean): void {
  const elements = Object.keys(of).filter((name) => name !== ".");
  assert.deepEqual(elements, [...elements].sort(compareElements));
  assert(!("." in of) || (!root && elements.length > 0 && Object.keys(of)[0] === "."));
  for (const name of elements) assertCanonical(of[name] as FieldSet, false);
}

test("a set holds the paths it was made of, each once, in order", () => {
  fc.assert(fc.property(paths, (of) => agrees(setOfPaths(of), keysOf(of))));
});

test("union, intersection and difference are those of the sets of paths", () => {
  fc.assert(
    fc.property(paths, paths, (a, b) => {
      const [left, right, inA, inB] = [setOfPaths(a), setOfPaths(b), keysOf(a), keysOf(b)];
      agrees(union(left, right), [...inA, ...inB]);
      agrees(
        intersection(left, right),
        [...inA].filter((path) => inB.has(path)),
      );
      agrees(
        difference(left, right),
        [...inA].filter((path) => !inB.has(path)),
      );
      agrees(
        recursiveDifference(left, right),
        [...inA].filter((path) => ![...inB].some((other) => path === other || path.startsWith(`${other}/`))),
      );
      assert.equal(
        contains(left, right),
        [...inB].every((path) => inA.has(path)),
      );
    }),
  );
});

test("two sets meet where they have a path in common", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      assert.equal(meets(a, b), !isEmptySet(intersection(a, b)));
      assert.equal(meets(b, a), meets(a, b));
    }),
  );
});

test("nothing changes the sets an operation is given", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const before = JSON.stringify([a, b]);
      for (const operation of [union, intersection, difference, recursiveDifference]) operation(a, b);
      assert.equal(JSON.stringify([a, b]), before);
    }),
  );
});

test("what brings nothing new costs no new set", () => {
  fc.assert(
    fc.property(set, set, (a, b) => {
      const joined = union(a, b);
      assert.equal(union(joined, a), joined);
      assert.equal(union(joined, b), joined);
      assert.equal(difference(a, emptySet), a);
      const left = difference(a, b);
      assert.equal(difference(left, b), left);
    }),
  );
});

test("laws: commutative, associative, absorbing, and De Morgan's on differences", () => {
  fc.assert(
    fc.property(set, set, set, (a, b, c) => {
      assert.deepEqual(union(a, b), union(b, a));
      assert.deepEqual(union(union(a, b), c), union(a, union(b, c)));
      assert.deepEqual(intersection(a, b), intersection(b, a));
      assert.deepEqual(intersection(a, union(a, b)), a);
      assert.deepEqual(difference(c, union(a, b)), intersection(difference(c, a), difference(c, b)));
      assert(isEmptySet(intersection(difference(a, b), b)));
      const whole = union(difference(a, b), intersection(a, b));
      assert(contains(whole, a) && contains(a, whole));
    }),
  );
});

test("printing and reading give the set back, in whatever order it was written", () => {
  const shuffled = (of: FieldSet): unknown =>
    Object.fromEntries(
      Object.entries(of)
        .reverse()
        .map(([name, under]) => [name, shuffled(under)]),
    );
  fc.assert(
    fc.property(set, (a) => {
      assert.equal(JSON.stringify(parseFieldSet(JSON.parse(JSON.stringify(a)))), JSON.stringify(a));
      assert.equal(JSON.stringify(parseFieldSet(shuffled(a))), JSON.stringify(a));
    }),
  );
});

test("elements stand in kube-apiserver's order, not in that of their texts", () => {
  const sorted = setOfPaths([
    ["v:10"],
    ["v:9"],
    ['k:{"p":80}'],
    ['k:{"p":9}'],
    ["i:10"],
    ["i:9"],
    ["f:b"],
    ["f:a"],
    ['v:"x"'],
  ]);
  assert.deepEqual(Object.keys(sorted), [
    "f:a",
    "f:b",
    'k:{"p":9}',
    'k:{"p":80}',
    "v:9",
    "v:10",
    'v:"x"',
    "i:9",
    "i:10",
  ]);
});

test("what a client writes is brought into the one form, and what is no field set is refused", () => {
  assert.deepEqual(parseFieldSet({ 'k:{"b": 1, "a":"x"}': { ".": {} }, "f:a": {}, "z:unknown": {} }), {
    "f:a": {},
    'k:{"a":"x","b":1}': {},
  });
  for (const wrong of [
    null,
    1,
    "x",
    [],
    { "f:a": 1 },
    { "k:x": {} },
    { "k:[]": {} },
    { "v:": {} },
    { "i:x": {} },
    { a: {} },
  ]) {
    assert.equal(parseFieldSet(wrong), undefined, JSON.stringify(wrong));
  }
});

test("a path may have a thousand steps and no more", () => {
  const nested = (steps: number): unknown => (steps === 0 ? {} : { "f:a": nested(steps - 1) });
  assert.notEqual(parseFieldSet(nested(maxPathLength)), undefined);
  assert.equal(parseFieldSet(nested(maxPathLength + 1)), undefined);
});

test("paths are listed level by level, as messages show them", () => {
  const of = setOfPaths([["f:b"], ["f:a", 'k:{"n":1,"p":"x"}', "f:c"], ["f:a", 'v:"y"'], ["f:a", "i:0"]]);
  assert.deepEqual([...pathsOf(of)], [".b", '.a[="y"]', ".a[0]", '.a[n=1,p="x"].c']);
});
