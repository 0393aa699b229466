/** Repeated names are seen by counting: the names in a text against the members of its value. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { scanJson } from "../../../src/meta/compile/duplicate-fields.js";
import { countMembers } from "../../../src/meta/json-depth.js";

function namesAndMembers(json: string): readonly [number, number] {
  return [scanJson(Buffer.from(json)).names, countMembers(JSON.parse(json))];
}

test("a text without repeated names has as many names as its value has members", () => {
  assert.deepEqual(namesAndMembers('{"a":{"b":[1,{"c":"x\\":y"},[]],"__proto__":null},"d":"e:f"}'), [5, 5]);
});

test("a repeated name hides a member, wherever it is", () => {
  assert.deepEqual(namesAndMembers('{"a":1,"a":2}'), [2, 1]);
  assert.deepEqual(namesAndMembers('{"a":[{"b":{"c":1}, "b" :2}]}'), [4, 2]);
});

test("a text that begins with a colon makes names seem more, never fewer", () => {
  assert.deepEqual(namesAndMembers('{"a":":b"}'), [2, 1]);
});
