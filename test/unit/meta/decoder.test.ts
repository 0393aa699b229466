/** Decoders and the search for duplicate fields beyond the recorded answers; fuzzing. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { maxDepth, maxJsonDepth } from "../../../src/meta/compile/decode-containers.js";
import { DecodeError } from "../../../src/meta/compile/decode-error.js";
import { compileDecoder, FieldProblems } from "../../../src/meta/compile/decoder.js";
import { findDuplicateFields, scanJson, strictProblems } from "../../../src/meta/compile/duplicate-fields.js";
import { compareQuantities, formatQuantity, normaliseQuantity, parseQuantity } from "../../../src/meta/quantity.js";
import type { JsonObject, JsonValue, Schema, SchemaSet } from "../../../src/meta/schema.js";
import fc from "../../support/fast-check.js";
import { smallSchemas } from "./small-schemas.js";

const decode = (type: string, value: unknown, problems?: FieldProblems): JsonObject =>
  compileDecoder(smallSchemas, type).decode(value, problems);

test("a type is compiled once per schema set", () => {
  const pod = compileDecoder(smallSchemas, "core/v1/Pod");
  assert.equal(compileDecoder(smallSchemas, "core/v1/Pod"), pod);
  decode("core/v1/Pod", { spec: {} });
  decode("apps/v1/Deployment", { spec: { template: { spec: {} } } });
  const specOf = (root: typeof pod.root, ...path: string[]): unknown =>
    path.reduce<typeof pod.root | undefined>((node, key) => node?.fields.get(key), root);
  const deployment = compileDecoder(smallSchemas, "apps/v1/Deployment");
  assert.ok(specOf(pod.root, "spec"));
  assert.equal(specOf(deployment.root, "spec", "template", "spec"), specOf(pod.root, "spec"));
});

test("an explicit zero of a field that cannot tell it from absence is dropped", () => {
  const omitted = { omitZero: true } as const;
  const schemas: SchemaSet = new Map<string, Schema>([
    [
      "a/v1/Thing",
      {
        type: "object",
        properties: {
          text: { type: "string", ...omitted },
          flag: { type: "boolean", ...omitted },
          count: { type: "integer", ...omitted },
          list: { type: "array", items: { type: "string" }, ...omitted },
          map: { type: "object", additionalProperties: { type: "string" }, ...omitted },
          pointer: { type: "integer" },
          struct: { type: "object", properties: { text: { type: "string" } }, ...omitted },
        },
      },
    ],
  ]);
  const thing = (value: JsonObject): JsonObject => compileDecoder(schemas, "a/v1/Thing").decode(value, undefined);
  const zeros = { text: "", flag: false, count: 0, list: [], map: {}, pointer: 0, struct: { text: "" } };
  assert.deepEqual(thing(zeros), { pointer: 0, struct: { text: "" } });
  const full = { text: "a", flag: true, count: 1, list: [""], map: { a: "" }, pointer: 1, struct: {} };
  assert.deepEqual(thing(structuredClone(full)), full);
});

test("nulls are dropped from objects and become zero values in lists and maps", () => {
  const value = {
    metadata: { name: "a", labels: { x: null }, creationTimestamp: null, ownerReferences: [null] },
    spec: {
      nodeName: null,
      containers: [{ name: "c", command: [null, "a"], resources: { limits: { cpu: null } }, env: [null] }, null],
    },
  };
  assert.deepEqual(decode("core/v1/Pod", value), {
    metadata: { name: "a", labels: { x: "" }, ownerReferences: [{}] },
    spec: { containers: [{ name: "c", command: ["", "a"], resources: { limits: { cpu: "0" } }, env: [{}] }, {}] },
  });
});

test("quantities and times take the form Kubernetes stores", () => {
  const value = {
    metadata: { creationTimestamp: "2024-01-01T00:00:00.5+01:00" },
    spec: { containers: [{ resources: { limits: { cpu: "0.1", memory: "1024Mi" }, requests: { cpu: 2 } } }] },
  };
  assert.deepEqual(decode("core/v1/Pod", value), {
    metadata: { creationTimestamp: "2023-12-31T23:00:00Z" },
    spec: { containers: [{ resources: { limits: { cpu: "100m", memory: "1Gi" }, requests: { cpu: "2" } } }] },
  });
});

test("raw JSON, open objects and recursive types keep what they hold", () => {
  const value = (): JsonObject => ({
    root: {
      name: "r",
      children: [{ name: "c", byName: { "a.b": { weight: 0.5 } } }],
      open: { known: 1, other: { x: null } },
    },
    extra: { a: null, b: [1, { c: null }] },
    any: [null, 1, "x"],
  });
  const problems = new FieldProblems();
  assert.deepEqual(decode("ex/v1/Tree", value(), problems), value());
  assert.deepEqual(problems.unknown, []);
});

test("an unknown field inside a map names the key as it is", () => {
  const problems = new FieldProblems();
  const value = { root: { byName: { "a.b": { zzz: 1, children: [{}, { q: 1 }] } } } };
  assert.deepEqual(decode("ex/v1/Tree", value, problems), { root: { byName: { "a.b": { children: [{}, {}] } } } });
  assert.deepEqual(problems.unknown, ["root.byName.a.b.zzz", "root.byName.a.b.children[1].q"]);
});

test("members named __proto__ neither change a prototype nor pass for known fields", () => {
  const body =
    '{"metadata":{"labels":{"__proto__":null}},"__proto__":{"x":1},"any":1,"root":{"byName":{"__proto__":{"at":null}}}}';
  const decoded = decode("ex/v1/Tree", JSON.parse(body));
  assert.equal(Object.getPrototypeOf(decoded), Object.prototype);
  assert.equal(
    JSON.stringify(decoded),
    '{"metadata":{"labels":{"__proto__":""}},"any":1,"root":{"byName":{"__proto__":{}}}}',
  );
});

test("what is dropped may be as deep as JSON may be, what is kept as deep as the stack bears", () => {
  const nested = (field: string, levels: number): unknown =>
    JSON.parse(`{"${field}":${"[".repeat(levels)}${"]".repeat(levels)}}`);
  assert.ok(decode("ex/v1/Tree", nested("unknown", maxJsonDepth - 1)));
  assert.throws(() => decode("ex/v1/Tree", nested("unknown", maxJsonDepth)), /^DecodeError: .*exceeded max depth$/);
  assert.ok(decode("ex/v1/Tree", nested("any", maxDepth - 1)));
  for (const levels of [maxDepth, 200_000])
    assert.throws(() => decode("ex/v1/Tree", nested("any", levels)), DecodeError);
});

test("duplicates are found where Kubernetes looks for them", () => {
  const rows: readonly (readonly [string, readonly string[], readonly string[]])[] = [
    [
      '{"metadata":{"name":"a","name":"b"},"foo":{"a":1,"a":2},"foo":3}',
      ["metadata.name"],
      ['duplicate field "metadata.name"', 'unknown field "foo"'],
    ],
    [
      '{"kind":"ConfigMap","kind":"ConfigMap","metadata":{"labels":{"x":"1","x":"2"},"managedFields":[{"fieldsV1":{"a":1,"a":2},"fieldsV1":{}}]},"metadata":{"labels":{"x.y/z":"1"}},"bar":1}',
      ["kind", "metadata.labels.x", "metadata.managedFields[0].fieldsV1", "metadata"],
      [
        'duplicate field "kind"',
        'duplicate field "metadata.labels.x"',
        'duplicate field "metadata.managedFields[0].fieldsV1"',
        'duplicate field "metadata"',
        'unknown field "bar"',
      ],
    ],
    [
      '{"metadata":{"labels":{"x.y/z":"1","x.y/z":"2","x.y/z":"3"}},"a\\"b":1}',
      ["metadata.labels.x.y/z"],
      ['duplicate field "metadata.labels.x.y/z"', 'unknown field "a\\"b"'],
    ],
    ['{"data":{"a":"b","\\u0061":"c"}}', ["data.a"], ['duplicate field "data.a"']],
  ];
  const { root } = compileDecoder(smallSchemas, "core/v1/ConfigMap");
  for (const [json, duplicates, problems] of rows) {
    decode("core/v1/ConfigMap", JSON.parse(json));
    assert.deepEqual(findDuplicateFields(json, root), duplicates, json);
    assert.deepEqual(strictProblems(Buffer.from(json), root), problems, json);
    const seen = new FieldProblems();
    decode("core/v1/ConfigMap", JSON.parse(json), seen);
    assert.notEqual(scanJson(Buffer.from(json)).names, seen.members, json);
  }
});

test("long texts cost time in their length, not in its square", () => {
  const long = "1".repeat(2_000_000);
  const pod = (quantity: string): JsonObject => ({
    spec: { containers: [{ resources: { limits: { cpu: quantity } } }] },
  });
  assert.throws(() => decode("core/v1/Pod", pod(`${long}x`)), DecodeError);
  assert.throws(() => decode("core/v1/Pod", pod(" ".repeat(2_000_000))), DecodeError);
  assert.throws(() => decode("core/v1/ConfigMap", { binaryData: { a: `${long}!` } }), DecodeError);
  const text = `{"data":{"a":${JSON.stringify('"\\\n'.repeat(500_000))},"a":"x"}}`;
  assert.deepEqual(findDuplicateFields(text), ["data.a"]);
});

test("at most a hundred unknown and duplicate fields are reported", () => {
  const json = `{${Array.from({ length: 150 }, (_, i) => `"f${i}":1`).join(",")}}`;
  const problems = new FieldProblems();
  decode("core/v1/ConfigMap", JSON.parse(json), problems);
  assert.equal(problems.texts().length, 100);
  assert.equal(strictProblems(json, compileDecoder(smallSchemas, "core/v1/ConfigMap").root).length, 100);
});

const types = ["core/v1/ConfigMap", "core/v1/Pod", "apps/v1/Deployment", "ex/v1/Tree"];
const fieldNames = [
  "metadata",
  "spec",
  "data",
  "labels",
  "name",
  "containers",
  "root",
  "children",
  "byName",
  "resources",
];
const json: fc.Arbitrary<JsonValue> = fc.letrec<{ value: JsonValue }>((tie) => ({
  value: fc.oneof(
    { depthSize: "small" },
    fc.constantFrom<JsonValue>(null, true, 0, 1.5, -1e300, "", "x", "1Gi", "2024-01-01T00:00:00Z", "__proto__", ':"x'),
    fc.string(),
    fc.array(tie("value"), { maxLength: 4 }),
    fc.dictionary(fc.oneof(fc.constantFrom(...fieldNames, "__proto__", 'q":'), fc.string()), tie("value"), {
      maxKeys: 5,
    }),
  ),
})).value;

test("a decoder fed any JSON succeeds or throws DecodeError, and its answer decodes to itself", () => {
  fc.assert(
    fc.property(fc.constantFrom(...types), json, (type, value) => {
      const text = JSON.stringify(value);
      try {
        const once = JSON.stringify(decode(type, JSON.parse(text), new FieldProblems()));
        const problems = new FieldProblems();
        assert.equal(JSON.stringify(decode(type, JSON.parse(once), problems)), once);
        assert.deepEqual(problems.unknown, []);
      } catch (error) {
        if (error instanceof DecodeError) return;
        throw error;
      }
    }),
    { numRuns: 2_000 },
  );
});

test("the cheap check never misses a duplicate and the walk finds none in what JSON.stringify wrote", () => {
  fc.assert(
    fc.property(json, fc.constantFrom(0, 2), (value, space) => {
      const text = JSON.stringify({ any: value }, null, space);
      assert.deepEqual(findDuplicateFields(text), []);
      const problems = new FieldProblems();
      decode("ex/v1/Tree", JSON.parse(text), problems);
      const twice = text.replace(/\}$/, `${space === 0 ? "" : " "},"any"${space === 0 ? "" : " "}: 1}`);
      const seen = new FieldProblems();
      decode("ex/v1/Tree", JSON.parse(twice), seen);
      assert.notEqual(scanJson(Buffer.from(twice)).names, seen.members);
    }),
    { numRuns: 500 },
  );
});

test("a body without colons at the start of its strings is cleared by the cheap check", () => {
  const body = JSON.stringify({
    kind: "ConfigMap",
    metadata: { annotations: { last: '{"kind":"ConfigMap","x\\\\":1}', "a\\": "b" } },
    unknown: { deep: [{ a: 1 }] },
    data: { a: "x: y", b: "" },
  });
  for (const text of [body, JSON.stringify(JSON.parse(body), null, 2)]) {
    const problems = new FieldProblems();
    decode("core/v1/ConfigMap", JSON.parse(text), problems);
    assert.equal(scanJson(Buffer.from(text)).names, problems.members);
  }
});

test("a quantity's text reads back as the same quantity, and canonical texts stay", () => {
  const suffix = fc.constantFrom("", "n", "u", "m", "k", "M", "G", "T", "P", "Ki", "Mi", "Gi", "Ti", "e3", "e-3", "E2");
  const number = fc.tuple(
    fc.constantFrom("", "-", "+"),
    fc.bigInt(0n, 10n ** 20n),
    fc.option(fc.bigInt(0n, 10n ** 12n)),
  );
  fc.assert(
    fc.property(number, suffix, ([sign, whole, fraction], unit) => {
      const text = `${sign}${whole}${fraction === null ? "" : `.${fraction}`}${unit}`;
      const parsed = parseQuantity(text);
      assert.ok(parsed.ok);
      // From 10^21 on Kubernetes has no decimal suffix and drops it ("1000E" becomes "1"); so does this.
      const limit = parseQuantity("1000000000000000000000");
      assert.ok(limit.ok);
      const { unscaled } = parsed.quantity;
      const magnitude = { ...parsed.quantity, unscaled: unscaled < 0n ? -unscaled : unscaled };
      fc.pre(compareQuantities(magnitude, limit.quantity) < 0);
      const canonical = formatQuantity(parsed.quantity);
      const again = parseQuantity(canonical);
      assert.ok(again.ok);
      assert.equal(compareQuantities(parsed.quantity, again.quantity), 0);
      assert.equal(formatQuantity(again.quantity), canonical);
      const normal = normaliseQuantity(text);
      assert.ok("text" in normal);
      assert.deepEqual(normaliseQuantity(normal.text), normal);
    }),
    { numRuns: 2_000 },
  );
});
