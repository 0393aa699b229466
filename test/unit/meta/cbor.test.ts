/** CBOR as kube-apiserver 1.36 answered it with CBORServingAndStorage on; bytes and messages are recorded answers. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { byteFieldsOf } from "../../../src/meta/byte-fields.js";
import {
  CborError,
  decodeCbor,
  decodeCborSequence,
  decodeTypedCbor,
  encodeCbor,
  encodeCborItem,
  loadCbor,
  maxCborDepth,
  startsWithCborMagic,
} from "../../../src/meta/cbor/cbor.js";
import { DecodeError } from "../../../src/meta/compile/decode-error.js";
import { compileDecoder } from "../../../src/meta/compile/decoder.js";
import type { JsonObject, JsonValue, Schema } from "../../../src/meta/schema.js";
import { decodeCborObject } from "../../support/decode-cbor-object.js";
import fc from "../../support/fast-check.js";

await loadCbor();

const hex = (text: string): Buffer => Buffer.from(text, "hex");

test("texts and keys are byte strings, behind the self-described tag", () => {
  const bytes = encodeCbor({ kind: "Pod", n: 1, on: true, none: null, list: ["a", -1] });
  const expected = "d9d9f7a5446b696e6443506f64416e01426f6ef5446e6f6e65f6446c69737482416120";
  assert.equal(bytes.toString("hex"), expected);
  assert.equal(startsWithCborMagic(bytes), true);
  assert.deepEqual(decodeCborObject(bytes), { kind: "Pod", n: 1, on: true, none: null, list: ["a", -1] });
});

test("sorted keys follow RFC 8949: shorter first, then by bytes", () => {
  const one = encodeCbor({ bb: 1, a: { z: 1, b: 2 }, c: 3 }, { sorted: true });
  const other = encodeCbor({ c: 3, a: { b: 2, z: 1 }, bb: 1 }, { sorted: true });
  assert.deepEqual(one, other);
  assert.deepEqual(Object.keys(decodeCborObject(one)), ["a", "c", "bb"]);
});

test("numbers: integers of 64 bits stay integers, others are floats as short as they fit", () => {
  for (const [value, bytes] of [
    [0, "00"],
    [-1, "20"],
    [1e15, "1b00038d7ea4c68000"],
    [2n ** 62n, "1b4000000000000000"],
    [1.5, "f93e00"],
    [0.1, "fb3fb999999999999a"],
    [1e300, "fb7e37e43c8800759c"],
    [2 ** 63, "fa5f000000"],
  ] as const) {
    assert.equal(encodeCborItem(value).toString("hex"), bytes);
    assert.equal(decodeCbor(hex(bytes)), value);
  }
});

const secret = new Map<string, Schema>([
  [
    "core/v1/Secret",
    {
      type: "object",
      properties: { data: { type: "object", additionalProperties: { type: "string", format: "byte" } } },
    },
  ],
  ["core/v1/List", { type: "object", properties: { items: { type: "array", items: { $ref: "core/v1/Secret" } } } }],
  ["core/v1/Loop", { type: "object", properties: { next: { $ref: "core/v1/Loop" }, name: { type: "string" } } }],
]);

test("base64 fields travel as raw bytes under tag 22, and come back as base64", () => {
  const bytes = encodeCborItem(
    { data: { y: "aGVsbG8=" }, text: "aGVsbG8=" },
    { bytes: byteFieldsOf(secret, "core/v1/Secret") },
  );
  assert.equal(bytes.toString("hex"), "a24464617461a14179d64568656c6c6f447465787448614756736247383d");
  assert.deepEqual(decodeCbor(bytes), { data: { y: "aGVsbG8=" }, text: "aGVsbG8=" });
  const list = { items: [{ data: { y: "AA==" } }] };
  const inList = encodeCborItem(list, { bytes: byteFieldsOf(secret, "core/v1/List") });
  assert.ok(inList.includes(hex("d64100")));
  assert.deepEqual(decodeCbor(inList), list);
  assert.equal(byteFieldsOf(secret, "core/v1/Loop"), undefined);
});

test("text in a base64 field that is no base64 stays text", () => {
  const bytes = encodeCborItem({ data: { y: "no base64!" } }, { bytes: byteFieldsOf(secret, "core/v1/Secret") });
  assert.deepEqual(decodeCbor(bytes), { data: { y: "no base64!" } });
});

test("what other encoders write is read as kube-apiserver reads it", () => {
  for (const [bytes, value] of [
    ["6161", "a"],
    ["7f61616162ff", "ab"],
    ["5f41614162ff", "ab"],
    ["9f0102ff", [1, 2]],
    ["bf4161f5ff", { a: true }],
    ["41ff", "\ufffd"],
    ["c074323032362d30312d30315430303a30303a30305a", "2026-01-01T00:00:00Z"],
    ["c11a5f5e1000", "2020-09-13T12:26:40Z"],
    ["d64161", "YQ=="],
    ["d541ff", "_w"],
    ["d741ff", "ff"],
    ["d66161", "a"],
    ["d903e76161", "a"],
    ["d9d9f7d9d9f76161", "a"],
    ["8141610a", undefined],
  ] as const) {
    if (value === undefined) assert.throws(() => decodeCbor(hex(bytes)), CborError);
    else assert.deepEqual(decodeCbor(hex(bytes)), value, bytes);
  }
});

test("what is refused is refused in kube-apiserver's words", () => {
  for (const [bytes, message] of [
    ["", "EOF"],
    ["ffffff", 'cbor: unexpected "break" code'],
    ["68656c6c6f", "unexpected EOF"],
    ["a1", "unexpected EOF"],
    ["0100", "cbor: 1 bytes of extraneous data starting at index 1"],
    ["a2416101416102", 'cbor: found duplicate map key "a" at map element index 1'],
    ["f97e00", "cbor: data item of cbor type primitives is not accepted by protocol: floating-point NaN"],
    ["c249010000000000000000", "cbor: data item of cbor type tag is not accepted by protocol: bignum"],
    ["f7", "cbor: data item of cbor type primitives is not accepted by protocol: simple value 23 is not recognized"],
    ["e0", "cbor: data item of cbor type primitives is not accepted by protocol: simple value 0 is not recognized"],
    ["61ff", "cbor: invalid UTF-8 string"],
    ["7f4161ff", "cbor: wrong element type byte string for indefinite-length UTF-8 text string"],
    [
      "1bffffffffffffffff",
      "cbor: cannot unmarshal positive integer into Go value of type int64 (18446744073709551615 overflows Go's int64)",
    ],
    ["a10102", "cbor: cannot unmarshal positive integer into Go value of type string"],
    ["9a80000000", "cbor: exceeded max number of elements 2147483647 for CBOR array"],
    ["ba00200001", "cbor: exceeded max number of key-value pairs 2097152 for CBOR map"],
    ["9bffffffffffffffff", "cbor: array length 18446744073709551615 is too large, it would cause integer overflow"],
    ["5bffffffffffffffff", "cbor: byte string length 18446744073709551615 is too large, causing integer overflow"],
    ["5f5f4161ffff", "cbor: indefinite-length byte string chunk is not definite-length"],
    ["81".repeat(maxCborDepth + 1), `cbor: exceeded max nested level ${maxCborDepth}`],
    [`${"81".repeat(maxCborDepth)}d903e780`, `cbor: exceeded max nested level ${maxCborDepth}`],
    ["c6".repeat(maxCborDepth + 2), `cbor: exceeded max nested level ${maxCborDepth}`],
  ] as const) {
    assert.throws(() => decodeCbor(hex(bytes)), { name: "CborError", message }, bytes.slice(0, 40));
  }
});

test("depth costs no stack: lists, maps and tags up to the limit are read", () => {
  for (const [start, end] of [
    ["81", "80"],
    ["9f", `80${"ff".repeat(maxCborDepth - 1)}`],
    ["a14161", "a0"],
    ["bf4161", `a0${"ff".repeat(maxCborDepth - 1)}`],
    ["d903e7", "80"],
  ] as const) {
    let value = decodeCbor(hex(start.repeat(maxCborDepth - 1) + end));
    let depth = 0;
    for (; Array.isArray(value) ? value.length > 0 : "a" in (value as object); depth += 1) {
      value = Array.isArray(value) ? (value[0] as JsonValue) : ((value as JsonObject).a as JsonValue);
    }
    assert.equal(depth, start === "d903e7" ? 0 : maxCborDepth - 1);
  }
});

test("a prototype cannot be reached through a key", () => {
  const value = decodeCborObject(encodeCbor(JSON.parse('{"__proto__":{"a":1}}')));
  assert.deepEqual(Object.getOwnPropertyNames(value), ["__proto__"]);
  assert.equal(({} as { a?: number }).a, undefined);
});

test("a sequence is its items", () => {
  const bytes = Buffer.concat([encodeCbor({ a: 1 }), encodeCbor("b")]);
  assert.deepEqual(decodeCborSequence(bytes), [{ a: 1 }, "b"]);
  assert.throws(() => decodeCborSequence(bytes.subarray(0, -1)), CborError);
});

test("any JSON value survives, sorted or not", () => {
  fc.assert(
    fc.property(fc.jsonValue(), fc.boolean(), (value, sorted) => {
      // JSON has no negative zero
      const plain = JSON.parse(JSON.stringify(value)) as unknown;
      assert.deepEqual(decodeCbor(encodeCbor(plain, { sorted })), plain);
    }),
  );
});

const damagedOf = (whole: Buffer): fc.Arbitrary<Buffer> =>
  fc.tuple(fc.nat(whole.length - 1), fc.nat(255)).map(([at, byte]) => {
    const copy = Buffer.from(whole);
    copy[at] = byte;
    return copy;
  });

test("random bytes and damaged objects give a value or a CborError", () => {
  const whole = encodeCbor({ kind: "Pod", spec: { containers: [{ name: "a", ports: [1, 2.5, null] }] } });
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damagedOf(whole)), (bytes) => {
      try {
        decodeCbor(bytes);
      } catch (error) {
        assert.ok(error instanceof CborError);
      }
    }),
    { numRuns: 2000 },
  );
});

test("random bytes and damaged objects, read into a type, give a value that decodes, a complaint or a CborError", async () => {
  const { schemas } = await import("../../../src/generated/core/v1/schemas.js");
  const { schemas: shared } = await import("../../../src/generated/meta/v1/schemas.js");
  const decoder = compileDecoder(new Map(Object.entries({ ...shared, ...schemas })), "core/v1/PodTemplate");
  const type = { node: decoder.root, name: "v1.PodTemplate" };
  const container = { name: "a", ports: [{ containerPort: 80 }], resources: { limits: { cpu: "1" } }, args: ["b"] };
  const probe = { httpGet: { port: "http" } };
  const whole = encodeCbor({
    metadata: { name: "a", labels: { a: "b" }, creationTimestamp: "2020-01-01T00:00:00Z" },
    template: { spec: { hostNetwork: true, containers: [{ ...container, livenessProbe: probe }] } },
  });
  let decoded = 0;
  fc.assert(
    fc.property(fc.oneof(fc.uint8Array({ maxLength: 200 }), damagedOf(whole)), (bytes) => {
      try {
        const { value, problem, metaProblem } = decodeTypedCbor(bytes, type);
        if (problem !== undefined || metaProblem !== undefined || value === null) return;
        decoder.decode(value, undefined);
        decoded += 1;
      } catch (error) {
        assert.ok(error instanceof CborError || error instanceof DecodeError, String(error));
        // What does not fit was told by the reader: only texts are left to be refused.
        if (error instanceof DecodeError) assert.equal(error.mismatch, undefined, error.detail);
      }
    }),
    { numRuns: 3000 },
  );
  assert.ok(decoded > 0);
});
