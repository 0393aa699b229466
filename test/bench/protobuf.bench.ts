/** Time per pod of the protobuf codecs, beside JSON's. Run by hand: node dist/test/bench/protobuf.bench.js */
import { schemas as core } from "../../src/generated/core/v1/schemas.js";
import { schemas as meta } from "../../src/generated/meta/v1/schemas.js";
import { compileProtobufDecoder, compileProtobufEncoder } from "../../src/meta/protobuf/compile.js";
import type { JsonObject, SchemaSet } from "../../src/meta/schema.js";
import { pod as podBody } from "./server/objects.js";

const set: SchemaSet = new Map(Object.entries({ ...core, ...meta }));
const pod = JSON.parse(podBody("bench-1")) as JsonObject;
const text = JSON.stringify(pod);
const encode = compileProtobufEncoder(set, "core/v1/Pod");
const decode = compileProtobufDecoder(set, "core/v1/Pod");
const bytes = encode(pod);

console.log(`pod: ${text.length} bytes of JSON, ${bytes.length} of protobuf`);
measure("protobuf encode", () => encode(pod));
measure("protobuf decode", () => decode(bytes));
measure("JSON.stringify", () => JSON.stringify(pod));
measure("JSON.parse", () => JSON.parse(text));

function measure(name: string, run: () => unknown): void {
  const rounds = 50_000;
  for (let round = 0; round < rounds; round++) run();
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) run();
  const microseconds = Number(process.hrtime.bigint() - start) / 1000 / rounds;
  console.log(`${name}: ${microseconds.toFixed(2)} µs`);
}
