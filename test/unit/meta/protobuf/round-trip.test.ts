/** Random objects of every kind, there and back. TEST_ALL=1 makes a hundred of each. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileProtobufDecoder, compileProtobufEncoder } from "../../../../src/meta/protobuf/compile.js";
import type { JsonValue } from "../../../../src/meta/schema.js";
import { allKinds } from "./kinds.js";
import { randomObject } from "./random-object.js";

const perKind = process.env.TEST_ALL === "1" ? 100 : 10;

/** Without what stands for nothing: the decoder adds what a server's JSON always shows. */
function substance(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(substance);
  if (typeof value !== "object" || value === null) return value;
  const members = Object.entries(value).map(([name, member]) => [name, substance(member)] as const);
  return Object.fromEntries(members.filter(([, member]) => !isNothing(member)));
}

function isNothing(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.length === 0;
  if (typeof value === "object" && value !== null) return Object.keys(value).length === 0;
  return value === null || value === "" || value === 0 || value === false || value === "0";
}

test("what goes into a message comes out of it, for every kind", async (t) => {
  const kinds = await allKinds();
  let objects = 0;
  for (const { schemas, type, kind } of kinds.values()) {
    const encode = compileProtobufEncoder(schemas, type);
    const decode = compileProtobufDecoder(schemas, type);
    for (let seed = 0; seed < perKind; seed++) {
      const object = randomObject(schemas, type, seed);
      const bytes = encode(object);
      const back = decode(bytes);
      assert.deepEqual(substance(back), substance(object), `${kind}, seed ${seed}`);
      assert.deepEqual(encode(back), bytes, `${kind}, seed ${seed}: encoded again`);
      assert.deepEqual(decode(encode(back)), back, `${kind}, seed ${seed}: decoded again`);
      objects++;
    }
  }
  t.diagnostic(`${objects} objects of ${kinds.size} kinds`);
  assert.ok(kinds.size > 100, `only ${kinds.size} kinds`);
});
