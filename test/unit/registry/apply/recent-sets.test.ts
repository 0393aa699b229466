/** Objects with one skeleton have one set, whatever their values; so a set made once may be given again. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Schema } from "../../../../src/meta/schema.js";
import { compileFieldType, type ObjectStyle } from "../../../../src/registry/apply/compile-type.js";
import { recentSet } from "../../../../src/registry/apply/recent-sets.js";
import fc from "../../../support/fast-check.js";

const part: Schema = {
  type: "object",
  properties: {
    count: { type: "integer", default: 0 },
    text: { type: "string", default: "" },
    flag: { type: "boolean" },
    time: { type: "string", nullWhenAbsent: true },
    map: { type: "object", additionalProperties: { type: "string" } },
    whole: { type: "object", "x-kubernetes-map-type": "atomic", additionalProperties: { type: "string" } },
    set: { type: "array", "x-kubernetes-list-type": "set", items: { type: "string" } },
    raw: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
  },
};
const schemas = new Map<string, Schema>([
  [
    "t",
    {
      type: "object",
      properties: {
        part: { $ref: "part", default: {} },
        pointer: { $ref: "part" },
        list: {
          type: "array",
          "x-kubernetes-list-type": "map",
          "x-kubernetes-list-map-keys": ["name"],
          items: { type: "object", properties: { name: { type: "string" }, part: { $ref: "part", default: {} } } },
        },
      },
    },
  ],
  ["part", part],
]);

const text = fc.constantFrom("", "a", "b");
const texts = fc.dictionary(fc.constantFrom("k", "l"), text);
const parts = fc.record(
  {
    count: fc.constantFrom(0, 1, 2),
    text,
    flag: fc.boolean(),
    time: fc.constantFrom(null, "x"),
    map: fc.option(texts),
    whole: fc.option(texts),
    set: fc.option(fc.array(text, { maxLength: 2 })),
    raw: fc.option(fc.dictionary(text, fc.oneof(texts, text))),
  },
  { requiredKeys: [] },
);
const values = fc.record(
  {
    part: parts,
    pointer: parts,
    list: fc.array(fc.record({ name: text, part: parts }, { requiredKeys: ["name"] }), { maxLength: 3 }),
  },
  { requiredKeys: [] },
);

type Change = readonly [from: unknown, to: unknown];

/** One value for another, wherever it stands. */
const changes: readonly Change[] = [
  [1, 2],
  [1, 0],
  [0, 1],
  ["a", "b"],
  ["a", ""],
  ["", "b"],
  [true, false],
  [null, "x"],
  ["x", null],
];

function changed(value: unknown, [from, to]: Change): unknown {
  return JSON.parse(JSON.stringify(value), (_key, one: unknown) => (one === from ? to : one));
}

for (const style of ["native", "custom"] satisfies ObjectStyle[]) {
  const type = compileFieldType(schemas, "t", style);

  test(`a value with the skeleton of another has its set (${style})`, () => {
    let fitting = 0;
    fc.assert(
      fc.property(values, fc.constantFrom(...changes), (a, change) => {
        const b = changed(a, change);
        if (!type.fits(type.skeleton(a), b)) return;
        fitting += 1;
        assert.deepEqual(type.compare({}, b), type.compare({}, a));
        assert.deepEqual(type.extract(b, false), type.extract(a, false));
      }),
      { numRuns: 500 },
    );
    assert(fitting > 10);
  });

  test(`a value has its own skeleton, but for nulls (${style})`, () => {
    fc.assert(
      fc.property(values, (a) => {
        const plain = changed(a, [null, undefined]);
        assert(type.fits(type.skeleton(plain), structuredClone(plain)));
      }),
    );
  });
}

test("a set is made once for each skeleton, and again when it was long ago", () => {
  const type = compileFieldType(new Map([["m", { type: "object", additionalProperties: { type: "string" } }]]), "m");
  let made = 0;
  const ask = (value: object, reset: object) =>
    recentSet(type, value, {
      reset: reset as Record<string, never>,
      make: () => {
        made += 1;
        return type.extract(value, false) ?? {};
      },
    });
  const [door, other] = [{}, {}];
  assert.deepEqual(ask({ a: "1" }, door), { "f:a": {} });
  assert.equal(ask({ a: "1" }, door), ask({ a: "2" }, door));
  assert.equal(made, 1);
  ask({ a: "1" }, other);
  assert.equal(made, 2);
  for (const key of ["b", "c", "d", "e"]) assert.deepEqual(ask({ [key]: "1" }, door), { [`f:${key}`]: {} });
  assert.equal(made, 6);
  assert.deepEqual(ask({ a: "1" }, door), { "f:a": {} });
  assert.equal(made, 7);
});
