/** Copies of JSON values. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { cloneJson } from "../../../src/meta/clone-json.js";
import fc from "../../support/fast-check.js";

test("a copy equals the value and shares nothing that can change", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const text = JSON.stringify(value);
      const copy = cloneJson(value);
      assert.equal(JSON.stringify(copy), text);
      scribble(copy);
      assert.equal(JSON.stringify(value), text);
    }),
  );
});

test("a member called __proto__ is a member like any other", () => {
  const value = JSON.parse('{"__proto__":{"a":[1]}}');
  const copy = cloneJson(value);
  assert.equal(JSON.stringify(copy), '{"__proto__":{"a":[1]}}');
  assert.equal(Object.getPrototypeOf(copy), Object.prototype);
});

/** Changes everything there is. */
function scribble(value: unknown): void {
  if (typeof value !== "object" || value === null) return;
  for (const inner of Object.values(value)) scribble(inner);
  if (Array.isArray(value)) value.push("x");
  else Object.assign(value, { x: "x" });
}
