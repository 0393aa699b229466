/** JSON with long numbers: nothing is lost, and nothing else changes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { DecodeError } from "../../../src/meta/compile/decode-error.js";
import { readExactly } from "../../../src/meta/compile/exact-reader.js";
import { exactInteger, hasLongNumber, hasLongNumberText } from "../../../src/meta/compile/long-numbers.js";
import { asInt64s, parseJson, readInt64s, stringifyJson } from "../../../src/meta/exact-json.js";
import fc from "../../support/fast-check.js";

const long = fc.bigInt({ min: -(2n ** 80n), max: 2n ** 80n }).map(exactInteger);
const { tree } = fc.letrec<{ tree: unknown; leaf: unknown }>((tie) => ({
  leaf: fc.oneof(long, fc.string(), fc.boolean(), fc.constant(null), fc.integer()),
  tree: fc.oneof(
    { depthSize: "small" },
    tie("leaf"),
    fc.array(tie("tree"), { maxLength: 4 }),
    fc.dictionary(fc.string(), tie("tree"), { maxKeys: 4, noNullPrototype: true }),
  ),
}));

test("whole numbers of any length survive being written and read, indented or not", () => {
  fc.assert(
    fc.property(tree, fc.constantFrom(undefined, 1, 2), (value, indent) => {
      const text = stringifyJson(value, indent);
      assert.deepEqual(parseJson(text), value);
      assert.deepEqual(parseJson(Buffer.from(text)), value);
    }),
  );
});

test("what has no long number is written and read as JSON does it", () => {
  fc.assert(
    fc.property(fc.jsonValue({ noUnicodeString: false }), fc.constantFrom(undefined, 2), (value, indent) => {
      const text = JSON.stringify(value, null, indent);
      assert.equal(stringifyJson(value, indent), text);
      assert.deepEqual(
        readExactly(text, undefined),
        JSON.parse(text, (_, one: unknown) => exact(one)),
      );
    }),
  );
});

/** The digits of a double are those of its JSON. */
function exact(value: unknown): unknown {
  return typeof value === "number" && Number.isInteger(value) && Math.abs(value) < 1e21
    ? exactInteger(String(value))
    : value;
}

test("a long number is laid out as JSON.stringify would", () => {
  const value = { a: [1, { b: 2n ** 64n }, [], {}], c: undefined, d: null };
  const near = { a: [1, { b: 7 }, [], {}], c: undefined, d: null };
  for (const indent of [undefined, 2]) {
    assert.equal(stringifyJson(value, indent), JSON.stringify(near, null, indent).replace("7", "18446744073709551616"));
  }
});

test("sixteen digits in a row are seen wherever they stand, fifteen are not", () => {
  for (let lead = 0; lead < 40; lead++) {
    const text = (digits: number): Buffer => Buffer.from(`${" ".repeat(lead)}${"7".repeat(digits)}]`);
    assert.equal(hasLongNumber(text(16)), true, `${lead}`);
    assert.equal(hasLongNumber(text(15)), false, `${lead}`);
  }
});

test("digits of a number are seen whatever stands beside them, those of most texts are passed over", () => {
  const digits = "1234567890123456";
  const numbers = [digits, `[${digits}]`, `{"a":-${digits}}`, `[1, ${digits}\n]`, `[${digits}e1,1.${digits}]`];
  const texts = [`"${digits}"`, `{"image":"a@sha256:4f${digits}c2"}`, `["x-${digits}"]`, `"${digits.repeat(70_000)}"`];
  for (const [json, expected] of [
    ...numbers.map((one) => [one, true] as const),
    ...texts.map((one) => [one, false] as const),
  ]) {
    assert.equal(hasLongNumberText(json), expected, json.slice(0, 80));
    for (let lead = 0; lead < 16; lead++) {
      assert.equal(hasLongNumber(Buffer.from(`${" ".repeat(lead)}${json}`)), expected, json.slice(0, 80));
    }
  }
});

test("without a type, numbers beyond 64 bits are floating-point numbers", () => {
  assert.deepEqual(readInt64s('{"a":[9223372036854775807,9223372036854775808]}'), {
    a: [9223372036854775807n, 2 ** 63],
  });
  assert.deepEqual(asInt64s([-(2n ** 63n), -(2n ** 63n) - 1n]), [-(2n ** 63n), -(2 ** 63)]);
});

test("nesting that is too deep is not followed: it stays text, and is refused beyond what JSON may have", () => {
  const nested = (levels: number): string => `${"[".repeat(levels)}12345678901234567890${"]".repeat(levels)}`;
  for (const levels of [1_001, 2_000, 10_000]) assert.equal(stringifyJson(parseJson(nested(levels))), nested(levels));
  for (const levels of [10_001, 200_000]) assert.throws(() => parseJson(nested(levels)), DecodeError);
});
