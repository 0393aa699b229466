/** Bytes that are no message, or one made to hurt: one error class, at a cost the length of the bytes pays for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileProtobufDecoder, compileProtobufEncoder } from "../../../../src/meta/protobuf/compile.js";
import { openEnvelope } from "../../../../src/meta/protobuf/envelope.js";
import { ProtobufError } from "../../../../src/meta/protobuf/protobuf-error.js";
import { maxProtobufDepth } from "../../../../src/meta/protobuf/wire.js";
import fc from "../../../support/fast-check.js";
import { allKinds, type KindUnderTest } from "./kinds.js";
import { randomObject } from "./random-object.js";

const kinds = await allKinds();
const pod = kinds.get("v1 Pod") as KindUnderTest;
const crd = kinds.get("apiextensions.k8s.io/v1 CustomResourceDefinition") as KindUnderTest;

/** Anything else than a value or a ProtobufError fails the test. */
function attempt(read: () => unknown): void {
  try {
    read();
  } catch (error) {
    assert.ok(error instanceof ProtobufError, String(error));
  }
}

for (const [name, { schemas, type }] of [
  ["Pod", pod],
  ["CustomResourceDefinition", crd],
] as const) {
  const decode = compileProtobufDecoder(schemas, type);
  const encode = compileProtobufEncoder(schemas, type);

  test(`random bytes are a ${name} or a ProtobufError`, () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => attempt(() => decode(bytes))),
      { numRuns: 2000 },
    );
  });

  test(`a ${name} cut short anywhere is refused or read, never worse`, () => {
    const bytes = encode(randomObject(schemas, type, 1));
    for (let length = 0; length < bytes.length; length += 1 + (length >> 6))
      attempt(() => decode(bytes.subarray(0, length)));
  });

  test(`a ${name} with bytes changed is refused or read, never worse`, () => {
    const whole = encode(randomObject(schemas, type, 2));
    const change = fc.tuple(fc.nat(whole.length - 1), fc.nat(255));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Buffer.from(whole);
        for (const [at, byte] of changes) bytes[at] = byte;
        attempt(() => decode(bytes));
      }),
      { numRuns: 1000 },
    );
  });
}

test("random bytes behind the magic are an envelope or a ProtobufError", () => {
  fc.assert(
    fc.property(fc.uint8Array({ maxLength: 64 }), (bytes) =>
      attempt(() => openEnvelope(Buffer.concat([Buffer.from("k8s\0"), bytes]))),
    ),
    { numRuns: 2000 },
  );
});

test("messages nested beyond the limit are refused, those within it are read", () => {
  const { schemas } = crd;
  const type = "apiextensions.k8s.io/v1/JSONSchemaProps";
  const nested = (levels: number): Buffer => {
    let schema: Record<string, unknown> = { type: "object" };
    for (let level = 0; level < levels; level++) schema = { not: schema };
    return compileProtobufEncoder(schemas, type)(schema);
  };
  const decode = compileProtobufDecoder(schemas, type);
  decode(nested(maxProtobufDepth - 1));
  assert.throws(() => decode(nested(maxProtobufDepth)), ProtobufError);
});

test("a length that promises more than there is costs nothing", () => {
  const decode = compileProtobufDecoder(pod.schemas, pod.type);
  const hugeMessage = Buffer.from([0x0a, 0xff, 0xff, 0xff, 0xff, 0x07, 0x00]);
  assert.throws(() => decode(hugeMessage), { name: "ProtobufError", message: "unexpected EOF" });
});
