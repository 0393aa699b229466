/** Raw values keep their text: in memory, in stored bytes, in protobuf, and as other forms show what they say. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import { parseJson, stringifyJson, stringifyMarked } from "../../../src/meta/exact-json.js";
import { keptJsonCodec } from "../../../src/meta/protobuf/well-known.js";
import { canonicalRaw, RawJson, rawJson } from "../../../src/meta/raw-json.js";
import type { JsonValue } from "../../../src/meta/schema.js";
import fc from "../../support/fast-check.js";

const odd = ["1.0", "-0", "1E+2", '{"b":1,"a":2,"b":3}', '"\\u0041"', '{"10":1,"9":2}', '[{"a":1.50}]', "1".repeat(30)];

test("a value whose text JSON.stringify would write is plain, any other keeps its text", () => {
  fc.assert(
    fc.property(fc.json({ noUnicodeString: false }), (text) => {
      const plain = JSON.stringify(JSON.parse(text)) === text;
      const value = rawJson(text);
      assert.equal(value instanceof RawJson, !plain);
      assert.equal(stringifyJson(value), text);
    }),
  );
  for (const text of odd) assert.equal(String(rawJson(` ${text}\n`)), text);
});

test("stored bytes give texts back, and are JSON all the same", () => {
  for (const text of odd) {
    const object = { a: [rawJson(text)], b: { c: rawJson(text), d: "\t" }, e: 2n ** 63n };
    const stored = Buffer.from(stringifyMarked(object));
    assert.deepEqual(JSON.parse(stored.toString()), JSON.parse(stringifyJson(object)));
    assert.equal(stringifyJson(parseJson(stored)), stringifyJson(object));
    assert.equal(stringifyMarked(parseJson(stored)), stored.toString());
  }
});

test("protobuf carries the text, which controllers compare", () => {
  for (const text of [...odd, '{"a":"\\u003c"}']) {
    const writer = new BinaryWriter();
    keptJsonCodec.write(writer, rawJson(text));
    const bytes = writer.finish();
    assert.ok(Buffer.from(bytes).includes(text));
    assert.equal(stringifyJson(keptJsonCodec.read(new BinaryReader(bytes), 0, undefined)), text);
  }
});

test("written anew, members are in order, numbers of 64 bits, and nothing looks like HTML", () => {
  const texts: readonly (readonly [string, string])[] = [
    ['{"b":1.0,"a":"<\\u0041>","b":-0}', '{"a":"\\u003cA\\u003e","b":0}'],
    ['{"10":1e2,"9":12345678901234567890}', '{"10":100,"9":12345678901234567000}'],
  ];
  for (const [text, expected] of texts) {
    const anew = canonicalRaw(rawJson(text));
    assert.equal(stringifyJson(anew), expected);
    assert.equal(stringifyJson(canonicalRaw(anew as JsonValue)), expected);
  }
});
