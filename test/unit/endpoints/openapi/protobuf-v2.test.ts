/** The protobuf form of the v2 document says what the JSON form says: kubectl reads nothing else. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildV2 } from "../../../../src/endpoints/openapi/documents.js";
import { encodeV2 } from "../../../../src/endpoints/openapi/protobuf-v2.js";
import { ProtobufWriter } from "../../../../src/endpoints/openapi/protobuf-writer.js";
import { builtIn } from "./built-in.js";
import { decodeV2 } from "./decode-v2.js";

test("the whole v2 document reads back from protobuf as it was", async () => {
  const document = await buildV2(builtIn);
  assert.deepEqual(decodeV2(encodeV2(document)), document);
});

test("keywords of users' schemas have their places", () => {
  const schema = {
    type: "object",
    properties: {
      size: { type: "integer", format: "int32", minimum: 0.5, maximum: 300, default: { a: [1] }, enum: ["x", 1] },
      name: { type: "string", minLength: 200, pattern: "^a", description: "a name" },
      rest: { type: "object", additionalProperties: true },
      free: { "x-kubernetes-preserve-unknown-fields": true },
    },
  };
  const document = { swagger: "2.0", definitions: { "com.example.Thing": schema } };
  assert.deepEqual(decodeV2(encodeV2(document)), document);
});

test("a message is written the same whatever its length needs: one byte, two, three, four", () => {
  for (const size of [0, 1, 127, 128, 16_383, 16_384, 2_097_151, 2_097_152]) {
    const inner = "x".repeat(size);
    const writer = new ProtobufWriter();
    writer.nested(1, () => writer.nested(2, () => writer.text(3, inner)));
    writer.text(4, "end");
    const length = (bytes: number): Buffer => {
      const plain = new ProtobufWriter();
      plain.integer(1, bytes);
      return plain.bytes().subarray(1);
    };
    const text = Buffer.concat([Buffer.from([0x1a]), length(size), Buffer.from(inner)]);
    const second = Buffer.concat([Buffer.from([0x12]), length(text.length), text]);
    const first = Buffer.concat([Buffer.from([0x0a]), length(second.length), second]);
    assert.ok(writer.bytes().equals(Buffer.concat([first, Buffer.from([0x22, 3]), Buffer.from("end")])), `${size}`);
  }
});
