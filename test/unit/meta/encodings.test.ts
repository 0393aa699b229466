/**
 * One object through every encoding: JSON → protobuf → YAML → CBOR → JSON, for random objects of every kind. TEST_ALL=1 makes at least
 * 10,000 of them.
 */
import assert from "node:assert/strict";
import { Readable } from "node:stream";
import { test } from "node:test";
import { groups } from "../../../src/generated/index.js";
import { byteFieldsOf } from "../../../src/meta/byte-fields.js";
import { encodeCbor, loadCbor } from "../../../src/meta/cbor/cbor.js";
import { DecodeError } from "../../../src/meta/compile/decode-error.js";
import { parseJsonBody } from "../../../src/meta/compile/json-body.js";
import { compileProtobufDecoder, compileProtobufEncoder } from "../../../src/meta/protobuf/compile.js";
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { parseYamlBody, readYaml, toYaml } from "../../../src/meta/yaml/yaml.js";
import { convert } from "../../../src/server/convert/convert.js";
import { ConvertError } from "../../../src/server/convert/convert-error.js";
import { decodeCborObject } from "../../support/decode-cbor-object.js";
import fc from "../../support/fast-check.js";
import { allKinds } from "./protobuf/kinds.js";
import { randomObject } from "./protobuf/random-object.js";

await loadCbor();

const wanted = process.env.TEST_ALL === "1" ? 10_000 : 500;

function throughYaml(value: JsonValue): JsonValue {
  const read = readYaml(toYaml(value));
  if (!read.ok) throw new Error(read.error);
  assert.deepEqual(read.duplicates, []);
  return read.value;
}

test("random objects of every kind survive JSON, protobuf, YAML and CBOR in turn", async (t) => {
  const kinds = await allKinds();
  const perKind = Math.ceil(wanted / kinds.size);
  let objects = 0;
  for (const { schemas, type, kind } of kinds.values()) {
    const encode = compileProtobufEncoder(schemas, type);
    const decode = compileProtobufDecoder(schemas, type);
    const bytes = byteFieldsOf(schemas, type);
    for (let seed = 1000; seed < 1000 + perKind; seed++) {
      // What protobuf gives back is the JSON a server shows: the others must keep it to the letter.
      const shown = decode(encode(randomObject(schemas, type, seed)));
      const json = JSON.parse(JSON.stringify(shown)) as JsonObject;
      const yaml = throughYaml(json) as JsonObject;
      const cbor = decodeCborObject(encodeCbor(yaml, { bytes, sorted: seed % 2 === 0 }));
      const where = `${kind}, seed ${seed}`;
      assert.deepEqual(cbor, shown, where);
      // YAML sorts keys, so the bytes of free JSON may differ; what they say may not.
      assert.deepEqual(decode(encode(cbor)), shown, `${where}: protobuf again`);
      objects++;
    }
  }
  t.diagnostic(`${objects} objects of ${kinds.size} kinds`);
  assert.ok(objects >= wanted);
});

/** Texts that a careless YAML writer turns into something else. */
const nastyTexts = [
  ...[
    "yes",
    "No",
    "on",
    "~",
    "null",
    "NULL",
    "true",
    ".inf",
    "-.INF",
    ".nan",
    "0x1f",
    "0o17",
    "0b1",
    "012",
    "1e3",
    "1_000",
  ],
  ...[
    "1:30",
    "190:20:30",
    "2026-01-01",
    "2026-01-01T00:00:00Z",
    "- a",
    "a: b",
    "a #b",
    "#",
    "?",
    "&a",
    "*a",
    "!a",
    "%a",
  ],
  ...[
    "@a",
    "`a",
    "{",
    "[",
    "|",
    ">",
    "---",
    "...",
    "--- a",
    "<<",
    "=",
    "",
    " ",
    " a",
    "a ",
    "a\n",
    "\na",
    "a\n\n",
    "a\n b\n",
  ],
  ...[
    "\t",
    "a\tb",
    "\u0000",
    "\u0007",
    "\u0085",
    "\u2028",
    "\u00a0",
    "\ufeff",
    "\ufeffa",
    "'",
    '"',
    "\\",
    "a\r\nb",
    "\r",
    "é😀",
  ],
];

test("no text changes on its way through YAML, as a value or as a key", () => {
  const text = fc.oneof(fc.constantFrom(...nastyTexts), fc.string({ unit: "grapheme" }), fc.string({ unit: "binary" }));
  const wellFormed = text.filter((one) => Buffer.from(one).toString() === one);
  fc.assert(
    fc.property(wellFormed, wellFormed, (key, value) => {
      const object = Object.fromEntries([
        [key, value],
        ["list", [value, { [key]: value }]],
      ]) as JsonObject;
      assert.deepEqual(throughYaml(object), object);
    }),
    { numRuns: wanted * 4 },
  );
});

test("random values survive YAML", () => {
  fc.assert(
    fc.property(fc.jsonValue(), (value) => {
      const plain = JSON.parse(JSON.stringify(value)) as JsonValue;
      assert.deepEqual(throughYaml(plain), plain);
    }),
    { numRuns: wanted },
  );
});

test("random bytes are an object or the reader's own error, whatever they are taken for", async () => {
  const starts = ["", "k8s\0", "\xd9\xd9\xf7", "\xa1", "{", "a: ", "---\n", "&a [*a"].map((text) =>
    Buffer.from(text, "latin1"),
  );
  const bytes = fc
    .tuple(fc.constantFrom(...starts), fc.uint8Array({ maxLength: 100 }))
    .map((all) => Buffer.concat(all));
  await fc.assert(
    fc.asyncProperty(bytes, async (body) => {
      for (const parse of [parseJsonBody, parseYamlBody]) {
        try {
          parse(body, "Pod");
        } catch (error) {
          assert.ok(error instanceof DecodeError, String(error));
        }
      }
      const request = {
        stdin: Readable.from([body]),
        files: ["-"],
        outputVersion: undefined,
        groups,
        toTerminal: false,
      };
      await convert({ ...request, output: "json" }).catch((error: unknown) => {
        assert.ok(error instanceof ConvertError, String(error));
      });
    }),
    { numRuns: wanted },
  );
});

test("the sign of a merge stands as it is where it is a value, as kube-apiserver writes it, and quoted as a key", () => {
  assert.equal(toYaml({ "<<": "<<", list: ["<<"] }), '"<<": <<\nlist:\n- <<\n');
});
