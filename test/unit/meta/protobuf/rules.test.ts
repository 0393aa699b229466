/** The rules of the wire form, each on the smallest type that shows it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileProtobufDecoder, compileProtobufEncoder } from "../../../../src/meta/protobuf/compile.js";
import { encodeMachinery, watchFrame } from "../../../../src/meta/protobuf/machinery.js";
import { machineryTypes } from "../../../../src/meta/protobuf/machinery-types.data.js";
import { hasProtobuf } from "../../../../src/meta/protobuf/types.js";
import type { JsonObject, Schema } from "../../../../src/meta/schema.js";

const text: Schema = { type: "string" };

const schemas = new Map<string, Schema>(
  Object.entries({
    ...machineryTypes,
    "meta/v1/Quantity": { type: "string", format: "quantity", protobuf: [1, "string"] },
    "meta/v1/MicroTime": { type: "string", format: "micro-time", protobuf: [1, "time"] },
    "meta/v1/IntOrString": { "x-kubernetes-int-or-string": true, protobuf: [1, "intOrString"] },
    "ex/v1/Thing": {
      type: "object",
      required: ["name"],
      properties: {
        kind: text,
        apiVersion: text,
        metadata: { $ref: "meta/v1/ObjectMeta", default: {}, protobuf: 1 },
        name: { type: "string", protobuf: 2 },
        size: { type: "integer", format: "int32", protobuf: 3 },
        total: { type: "integer", format: "int64", protobuf: 4 },
        open: { type: "boolean", protobuf: 5 },
        ratio: { type: "number", format: "double", protobuf: 6 },
        secret: { type: "string", format: "byte", protobuf: 7 },
        counts: { type: "array", protobuf: 8, items: { type: "integer", format: "int32" } },
        blobs: { type: "object", protobuf: 9, additionalProperties: { type: "string", format: "byte" } },
        labels: { type: "object", protobuf: 10, additionalProperties: text },
        at: { $ref: "meta/v1/MicroTime", protobuf: 11 },
        weight: { $ref: "meta/v1/Quantity", protobuf: 12 },
        port: { $ref: "meta/v1/IntOrString", protobuf: 13 },
        next: { $ref: "ex/v1/Thing", protobuf: 14 },
        path: { type: "string", protobuf: [15, "inline 1"] },
        host: { type: "string", protobuf: [15, "inline 2"] },
      },
    },
    "ex/v1/Unnumbered": { type: "object", properties: { spec: { $ref: "ex/v1/Plain", protobuf: 2 } } },
    "ex/v1/Plain": { type: "object", properties: { a: text } },
  } satisfies Record<string, Schema>),
);

const encode = compileProtobufEncoder(schemas, "ex/v1/Thing");
const decode = compileProtobufDecoder(schemas, "ex/v1/Thing");

/** Bytes of a Thing's field, without those every Thing has. */
const bytes = (...values: readonly (number | string)[]): Buffer =>
  Buffer.concat(values.map((value) => (typeof value === "string" ? Buffer.from(value) : Buffer.from([value]))));

/** The JSON form of a message that holds only this. */
const read = (...values: readonly (number | string)[]): JsonObject => {
  const { metadata, name, ...rest } = decode(bytes(...values));
  assert.deepEqual([metadata, name], [{}, ""], "what must be there shows even when the wire is silent");
  return rest;
};

const readings: readonly (readonly [rule: string, wire: readonly (number | string)[], json: JsonObject])[] = [
  ["a set zero of an optional field is kept", [0x18, 0], { size: 0 }],
  ["a negative number takes ten bytes", [0x18, 0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 1], { size: -2 }],
  ["64 bits are read whole", [0x20, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f], { total: 2 ** 53 - 1 }],
  ["any number but zero is true", [0x28, 0x80, 0x01], { open: true }],
  ["a double has eight bytes", [0x31, 0, 0, 0, 0, 0, 0, 0xf8, 0x3f], { ratio: 1.5 }],
  ["bytes are base64 in JSON", [0x3a, 2, 0xff, 0xfe], { secret: "//4=" }],
  ["empty bytes are nothing", [0x3a, 0], {}],
  ["numbers come one by one", [0x40, 1, 0x40, 2], { counts: [1, 2] }],
  ["or packed", [0x42, 3, 1, 0xac, 0x02], { counts: [1, 300] }],
  ["a map entry without a value has the zero", [0x52, 3, 0x0a, 1, "a"], { labels: { a: "" } }],
  [
    "the last of two equal keys counts",
    [0x52, 6, 0x0a, 1, "a", 0x12, 1, "x", 0x52, 6, 0x0a, 1, "a", 0x12, 1, "y"],
    { labels: { a: "y" } },
  ],
  ["the last of two equal fields counts", [0x18, 1, 0x18, 2], { size: 2 }],
  [
    "a message that comes twice is merged",
    [0x72, 2, 0x18, 1, 0x72, 2, 0x20, 2],
    { next: { metadata: {}, name: "", size: 1, total: 2 } },
  ],
  [
    "unknown fields of every wire type are skipped",
    [0xf8, 1, 9, 0xf9, 1, 1, 2, 3, 4, 5, 6, 7, 8, 0xfa, 1, 1, "x", 0xfd, 1, 1, 2, 3, 4],
    {},
  ],
  ["an empty time is none", [0x5a, 0], {}],
  ["micros have six digits", [0x5a, 5, 0x08, 1, 0x10, 0xe8, 0x07], { at: "1970-01-01T00:00:01.000001Z" }],
  ["a quantity without text is zero", [0x62, 0], { weight: "0" }],
  ["int-or-string says which it is", [0x6a, 9, 0x08, 1, 0x10, 7, 0x1a, 3, "x-y"], { port: "x-y" }],
  ["a struct embedded in JSON is a message of its own", [0x7a, 3, 0x0a, 1, "p"], { path: "p" }],
];

for (const [rule, wire, json] of readings) test(`reading: ${rule}`, () => assert.deepEqual(read(...wire), json));

const refusals: readonly (readonly [rule: string, wire: readonly (number | string)[], message: string])[] = [
  ["a known field of another wire type", [0x1a, 1, "x"], "proto: wrong wireType = 2 for field Size"],
  ["metadata goes by the name of its struct", [0x08, 1], "proto: wrong wireType = 0 for field ObjectMeta"],
  ["a number of more than ten bytes", [0x18, ...Array<number>(11).fill(0xff)], "proto: integer overflow"],
  ["field 0", [0x00, 0x7f], "proto: Thing: illegal tag 0 (wire type 0)"],
  ["a wire type that does not exist", [0xff, 1, 0], "proto: illegal wireType 7"],
  ["a group that was never begun", [0xfc, 1], "proto: Thing: wiretype end group for non-group"],
  ["a message that ends in a field", [0x72, 1, 0x12, 1, "x"], "unexpected EOF"],
  [
    "a year JSON cannot say",
    [0x5a, 9, 0x08, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x0f],
    "no such time: 9007199254740991.0",
  ],
];

for (const [rule, wire, message] of refusals) {
  test(`refused: ${rule}`, () => assert.throws(() => decode(bytes(...wire)), { name: "ProtobufError", message }));
}

/** What every Thing has: empty metadata (four empty texts, a number, an empty time), an empty name, the embedded struct. */
const framed = (...values: readonly (number | string)[]): string =>
  bytes(0x0a, 16, 0x0a, 0, 0x12, 0, 0x1a, 0, 0x22, 0, 0x2a, 0, 0x32, 0, 0x38, 0, 0x42, 0, 0x12, 0, ...values).toString(
    "hex",
  );
const noEmbedded = [0x7a, 0];

const writings: readonly (readonly [
  rule: string,
  json: Record<string, unknown>,
  wire: readonly (number | string)[],
])[] = [
  ["nothing", {}, noEmbedded],
  ["null is nothing", { size: null, labels: null, counts: null }, noEmbedded],
  ["an optional zero that is set", { size: 0, open: false }, [0x18, 0, 0x28, 0, ...noEmbedded]],
  ["a negative number", { size: -2 }, [0x18, 0xfe, 255, 255, 255, 255, 255, 255, 255, 255, 1, ...noEmbedded]],
  [
    "keys in the order of their bytes",
    { labels: { "\uffee": "1", "😀": "2", a: "3" } },
    [
      0x52,
      6,
      0x0a,
      1,
      "a",
      0x12,
      1,
      "3",
      0x52,
      8,
      0x0a,
      3,
      "\uffee",
      0x12,
      1,
      "1",
      0x52,
      9,
      0x0a,
      4,
      "😀",
      0x12,
      1,
      "2",
      ...noEmbedded,
    ],
  ],
  [
    "nil bytes in a map have a key only",
    { blobs: { a: null, b: "" } },
    [0x4a, 3, 0x0a, 1, "a", 0x4a, 5, 0x0a, 1, "b", 0x12, 0, ...noEmbedded],
  ],
  ["a number for int-or-string", { port: 80 }, [0x6a, 6, 0x08, 0, 0x10, 80, 0x1a, 0, ...noEmbedded]],
  ["members of the embedded struct", { host: "h" }, [0x7a, 3, 0x12, 1, "h"]],
];

for (const [rule, json, wire] of writings) {
  test(`writing: ${rule}`, () => assert.equal(encode(json).toString("hex"), framed(...wire)));
}

test("a map's key may be __proto__", () => {
  const labels = JSON.parse('{"__proto__":"x"}') as JsonObject;
  const back = decode(encode({ labels })).labels as JsonObject;
  assert.deepEqual(Object.getOwnPropertyNames(back), ["__proto__"]);
  assert.equal(Object.getPrototypeOf(back), Object.prototype);
});

test("a value that cannot be written leaves nothing behind for the next", () => {
  assert.throws(() => encode({ name: "x", size: "many" }), { name: "ProtobufError" });
  assert.throws(() => encode({ at: "yesterday" }), { name: "ProtobufError" });
  assert.equal(encode({}).toString("hex"), framed(...noEmbedded));
});

test("a type has a protobuf form only when every field it holds has a number", () => {
  assert.equal(hasProtobuf(schemas, "ex/v1/Thing"), true);
  assert.equal(hasProtobuf(schemas, "ex/v1/Unnumbered"), false);
});

test("a watch event is framed by its length and holds an enveloped object", () => {
  const status = encodeMachinery({ kind: "Status", apiVersion: "v1", metadata: {}, status: "Failure", code: 410 });
  const frame = watchFrame("ERROR", status);
  assert.equal(frame.readUInt32BE(0), frame.length - 4);
  assert.equal(frame.subarray(4, 11).toString("latin1"), "\n\u0005ERROR");
  assert.ok(frame.subarray(-status.length).equals(status));
});

test("the machinery's types are the ones the definitions have", async () => {
  const { schemas: defined } = await import("../../../../src/generated/meta/v1/schemas.js");
  const numbers = (schema: Schema | undefined): object =>
    Object.fromEntries(
      Object.entries(schema?.properties ?? {}).flatMap(([name, of]) =>
        of.protobuf === undefined ? [] : [[name, of.protobuf]],
      ),
    );
  for (const [type, schema] of Object.entries(machineryTypes)) {
    const other = defined[type];
    if (other === undefined) continue;
    assert.deepEqual(numbers(schema), numbers(other), type);
  }
});
