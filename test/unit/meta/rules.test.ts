/** Defaults and validation compiled from schemas. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { compileDefaulter } from "../../../src/meta/compile/defaulter.js";
import { compileValidator } from "../../../src/meta/compile/validator.js";
import { fieldCause } from "../../../src/meta/field-error.js";
import type { JsonObject, Schema, SchemaSet } from "../../../src/meta/schema.js";
import { smallSchemas } from "./small-schemas.js";

test("defaults are filled in, nested ones where their parent is or is made, and twice is as once", () => {
  const apply = compileDefaulter(smallSchemas, "apps/v1/Deployment");
  const object: JsonObject = {
    spec: {
      template: {
        spec: { containers: [{ name: "a", ports: [{ containerPort: 1 }], livenessProbe: {} }] },
      },
    },
  };
  apply(object);
  const expected = {
    spec: {
      template: {
        spec: {
          containers: [
            {
              name: "a",
              ports: [{ containerPort: 1, protocol: "TCP" }],
              livenessProbe: { timeoutSeconds: 1, periodSeconds: 10 },
              resources: {},
            },
          ],
          restartPolicy: "Always",
          terminationGracePeriodSeconds: 30,
        },
      },
      replicas: 1,
      strategy: { type: "RollingUpdate" },
    },
  };
  assert.deepEqual(object, expected);
  apply(object);
  assert.deepEqual(object, expected);
  const other: JsonObject = { spec: { replicas: 0 } };
  apply(other);
  assert.deepEqual(other, { spec: { replicas: 0, strategy: { type: "RollingUpdate" } } });
  const first = (object.spec as JsonObject).strategy;
  assert.notEqual(first, (other.spec as JsonObject).strategy, "each object has its own copy");
});

test("defaults reach into recursive types", () => {
  const schemas: SchemaSet = new Map<string, Schema>([
    [
      "a/v1/Node",
      {
        type: "object",
        properties: {
          color: { type: "string", default: "red" },
          next: { $ref: "a/v1/Node" },
          all: { type: "object", additionalProperties: { $ref: "a/v1/Node" } },
        },
      },
    ],
  ]);
  const object: JsonObject = { next: { all: { x: {} } } };
  compileDefaulter(schemas, "a/v1/Node")(object);
  assert.deepEqual(object, { color: "red", next: { color: "red", all: { x: { color: "red" } } } });
});

const texts = (errors: readonly Parameters<typeof fieldCause>[0][]): string[] =>
  errors.map((error) => `${error.field}: ${fieldCause(error).message}`);

test("a validator names field and rule as Kubernetes does", () => {
  const { validate } = compileValidator(smallSchemas, "core/v1/Pod");
  const errors = validate({
    metadata: { name: "NOT CHECKED HERE" },
    spec: {
      containers: [
        { name: "a", ports: [{ containerPort: 1, protocol: "XXX" }] },
        { name: "a", env: [{ name: "" }] },
        { name: "A B" },
        {},
      ],
    },
  });
  const [badName = ""] = texts(errors).filter((text) => text.startsWith("spec.containers[2].name"));
  assert.match(badName, /a lowercase RFC 1123 label must consist of/);
  assert.deepEqual(
    texts(errors).filter((text) => text !== badName),
    [
      'spec.containers[1].name: Duplicate value: "a"',
      'spec.containers[0].ports[0].protocol: Unsupported value: "XXX": supported values: "SCTP", "TCP", "UDP"',
      "spec.containers[1].env[0].name: Required value",
      "spec.containers[3].name: Required value",
    ],
  );
  assert.deepEqual(texts(validate({ spec: { containers: [] } })), ["spec.containers: Required value"]);
});

test("names of environment variables may repeat, as kube-apiserver lets them", () => {
  const env = [
    { name: "A", value: "1" },
    { name: "A", value: "2" },
  ];
  const { validate } = compileValidator(smallSchemas, "core/v1/Pod");
  assert.deepEqual(validate({ spec: { containers: [{ name: "a", env }] } }), []);
});

test("an absent struct is judged as an empty one", () => {
  const { validate } = compileValidator(smallSchemas, "apps/v1/Deployment");
  assert.deepEqual(texts(validate({ spec: { selector: { matchExpressions: [{}] } } })), [
    "spec.selector.matchExpressions[0].key: Required value",
    "spec.selector.matchExpressions[0].operator: Required value",
  ]);
});

test("limits are checked at the limit", () => {
  const property: Record<string, Schema> = {
    low: { type: "integer", minimum: 0 },
    port: { type: "integer", minimum: 1, maximum: 65535 },
    text: { type: "string", minLength: 2, maxLength: 3 },
    code: { type: "string", pattern: "^[a-z]+$" },
    list: { type: "array", items: { type: "string" }, minItems: 1, maxItems: 2 },
    map: { type: "object", additionalProperties: { type: "string", enum: ["a"] }, maxProperties: 1 },
    set: { type: "array", items: { type: "string" }, "x-kubernetes-list-type": "set" },
    pairs: {
      type: "array",
      items: { type: "object", properties: { a: { type: "string" }, b: { type: "integer" } } },
      "x-kubernetes-list-type": "map",
      "x-kubernetes-list-map-keys": ["a", "b"],
    },
    net: { type: "string", format: "cidr" },
    ip: { type: "string", format: "ip" },
  };
  const { validate } = compileValidator(new Map([["a/v1/A", { type: "object", properties: property }]]), "a/v1/A");
  const rows: readonly (readonly [JsonObject, readonly string[]])[] = [
    [{ low: 0, port: 1, text: "ab", code: "a", list: ["x"], map: { k: "a" }, net: "10.0.0.0/8", ip: "::1" }, []],
    [{ low: -1 }, ["low: Invalid value: -1: must be greater than or equal to 0"]],
    [{ port: 0 }, ["port: Invalid value: 0: must be between 1 and 65535, inclusive"]],
    [{ port: 65536 }, ["port: Invalid value: 65536: must be between 1 and 65535, inclusive"]],
    [{ text: "éé" }, []],
    [{ text: "a" }, ['text: Invalid value: "a": must be at least 2 characters']],
    [{ text: "abcd" }, ["text: Too long: may not be more than 3 characters"]],
    [{ code: "A" }, ['code: Invalid value: "A": must match the regex ^[a-z]+$']],
    [{ list: [] }, ["list: Invalid value: 0: must have at least 1 items"]],
    [{ list: ["a", "b", "c"] }, ["list: Too many: 3: must have at most 2 items"]],
    [{ map: { k: "b" } }, ['map[k]: Unsupported value: "b": supported values: "a"']],
    [{ map: { k: "a", l: "a" } }, ["map: Too many: 2: must have at most 1 items"]],
    [{ set: ["a", "b", "a"] }, ['set[2]: Duplicate value: "a"']],
    [
      {
        pairs: [
          { a: "x", b: 1 },
          { a: "x", b: 2 },
          { a: "x", b: 1 },
        ],
      },
      ['pairs[2]: Duplicate value: {"a":"x","b":1}'],
    ],
    [
      { net: "10.0.0.0/33" },
      ['net: Invalid value: "10.0.0.0/33": must be a valid CIDR value, (e.g. 10.9.8.0/24 or 2001:db8::/64)'],
    ],
    [
      { ip: "1.2.3.256" },
      ['ip: Invalid value: "1.2.3.256": must be a valid IP address, (e.g. 10.9.8.7 or 2001:db8::ffff)'],
    ],
  ];
  for (const [object, expected] of rows) assert.deepEqual(texts(validate(object)), expected, JSON.stringify(object));
});

test("nothing is required in a lenient field", () => {
  const body: JsonObject = { spec: { containers: [{ name: "a" }] }, status: { conditions: [{}] } };
  assert.deepEqual(texts(compileValidator(smallSchemas, "core/v1/Pod").validate(body)), [
    "status.conditions[0].type: Required value",
    "status.conditions[0].status: Required value",
  ]);
  assert.deepEqual(compileValidator(smallSchemas, "core/v1/Pod", { lenientFields: ["status"] }).validate(body), []);
});

test("an immutable field may be written again the same, in another order, but not otherwise", () => {
  const { validateUpdate } = compileValidator(smallSchemas, "apps/v1/Deployment");
  const of = (matchLabels: JsonObject): JsonObject => ({ spec: { selector: { matchLabels } } });
  assert.deepEqual(validateUpdate(of({ a: "1", b: "2" }), of({ b: "2", a: "1" })), []);
  assert.deepEqual(texts(validateUpdate(of({ a: "1" }), of({ b: "2", a: "1" }))), [
    'spec.selector: Invalid value: {"matchLabels":{"a":"1"}}: field is immutable',
  ]);
  assert.deepEqual(texts(validateUpdate({}, of({ a: "1" }))), [
    "spec.selector: Invalid value: null: field is immutable",
  ]);
});

test("recursive types are validated to the bottom", () => {
  const schemas: SchemaSet = new Map<string, Schema>([
    [
      "a/v1/Node",
      {
        type: "object",
        required: ["name"],
        properties: { name: { type: "string" }, children: { type: "array", items: { $ref: "a/v1/Node" } } },
      },
    ],
    ["a/v1/Tree", { type: "object", properties: { root: { $ref: "a/v1/Node" } } }],
  ]);
  const { validate } = compileValidator(schemas, "a/v1/Tree");
  const errors = validate({ root: { name: "a", children: [{ name: "b", children: [{}] }] } });
  assert.deepEqual(texts(errors), ["root.children[0].children[0].name: Required value"]);
});
