/** Documents of groups that people define: nothing but their records is known of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildV2, buildV3, type DocumentOptions, documentParts } from "../../../../src/endpoints/openapi/documents.js";
import type { JsonObject, Schema } from "../../../../src/meta/schema.js";
import { defineGroup, defineResource } from "../../../../src/registry/generated-api.v1.js";
import { builtIn } from "./built-in.js";

const gull: Schema = {
  type: "object",
  description: "A loud bird.",
  properties: {
    wings: { type: "integer", format: "int32", minimum: 0, default: 2, openapiDefault: 2 },
    nest: { type: "string", format: "dns1123Label", immutable: true, default: "cliff", openapiDefault: null },
    port: { "x-kubernetes-int-or-string": true },
    extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
    calls: { type: "array", items: { type: "string" } },
    metadata: { $ref: "meta/v1/ObjectMeta" },
    weight: { $ref: "meta/v1/Quantity", description: "With fish." },
  },
  "x-kubernetes-group-version-kind": [{ group: "birds.example.com", version: "v1", kind: "Gull" }],
};

const birds: DocumentOptions = {
  ...builtIn,
  issuer: false,
  groups: [
    defineGroup({
      name: "birds.example.com",
      priority: 1000,
      versions: [{ name: "v1", priority: 10, servedByDefault: true }],
      openapiPackage: "com.example.birds",
      resources: [
        defineResource({
          group: "birds.example.com",
          kind: "Gull",
          plural: "gulls",
          namespaced: false,
          verbs: ["get", "list", "create"],
          versions: [{ name: "v1", servedByDefault: true, type: "birds.example.com/v1/Gull" }],
          subresources: [
            {
              name: "call",
              verbs: ["get"],
              answers: "text",
              query: [{ name: "loud", type: "boolean" }],
            },
          ],
          load: () => Promise.resolve({ schemas: new Map([["birds.example.com/v1/Gull", gull]]), hooks: {} }),
        }),
      ],
    }),
  ],
};

async function v3(options = birds): Promise<JsonObject> {
  const part = documentParts(options).find((one) => one.name === "apis/birds.example.com/v1");
  assert.ok(part !== undefined);
  return buildV3(part, options);
}

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], value);
}

test("paths follow from what the record says it can do", async () => {
  const paths = at(await v3(), "paths") as Record<string, JsonObject>;
  const methods = Object.entries(paths).map(([path, item]) => [
    path,
    ...Object.keys(item).filter((key) => key !== "parameters"),
  ]);
  assert.deepEqual(methods, [
    ["/apis/birds.example.com/v1/", "get"],
    ["/apis/birds.example.com/v1/gulls", "get", "post"],
    ["/apis/birds.example.com/v1/gulls/{name}", "get"],
    ["/apis/birds.example.com/v1/gulls/{name}/call", "get"],
  ]);
  const list = at(paths, "/apis/birds.example.com/v1/gulls", "get");
  assert.equal(at(list, "operationId"), "listBirdsExampleComV1Gull");
  assert.deepEqual(at(list, "tags"), ["birdsExampleCom_v1"]);
  assert.deepEqual(
    (at(paths, "/apis/birds.example.com/v1/gulls/{name}/call", "parameters") as JsonObject[]).map(({ name }) => name),
    ["loud", "name", "pretty"],
  );
});

test("a schema keeps what clients can use, and only that", async () => {
  const gullOf = (document: JsonObject, ...under: string[]): unknown =>
    at(document, ...under, "com.example.birds.v1.Gull");
  assert.deepEqual(gullOf(await v3(), "components", "schemas"), {
    type: "object",
    description: "A loud bird.",
    "x-kubernetes-group-version-kind": [{ group: "birds.example.com", version: "v1", kind: "Gull" }],
    properties: {
      calls: { type: "array", items: { type: "string" } },
      extra: { type: "object", "x-kubernetes-preserve-unknown-fields": true },
      metadata: {
        description: "Name, labels and other data that every object has.",
        allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta" }],
      },
      nest: { type: "string" },
      port: { "x-kubernetes-int-or-string": true },
      weight: {
        description: "With fish.",
        allOf: [{ $ref: "#/components/schemas/io.k8s.apimachinery.pkg.api.resource.Quantity" }],
      },
      wings: { type: "integer", format: "int32", minimum: 0, default: 2 },
    },
  });
  assert.deepEqual(at(gullOf(await buildV2(birds), "definitions"), "properties", "wings"), {
    type: "integer",
    format: "int32",
    minimum: 0,
  });
});

test("elements have zero values only where the field has a number on the wire", async () => {
  const definition = birds.groups[0]?.resources[0];
  assert.ok(definition !== undefined);
  const calls: Schema = {
    type: "array",
    protobuf: 4,
    items: { type: "object", additionalProperties: { type: "integer" } },
  };
  const onWire: Schema = { ...gull, properties: { metadata: { $ref: "meta/v1/ObjectMeta", protobuf: 1 }, calls } };
  const load = () => Promise.resolve({ schemas: new Map([["birds.example.com/v1/Gull", onWire]]), hooks: {} });
  const groups = birds.groups.map((group) => ({ ...group, resources: [{ ...definition, load }] }));
  const document = await v3({ ...birds, groups });
  const schemas = at(document, "components", "schemas");
  assert.deepEqual(at(schemas, "com.example.birds.v1.Gull", "properties", "calls", "items"), {
    type: "object",
    additionalProperties: { type: "integer", default: 0 },
  });
  assert.deepEqual(at(schemas, "com.example.birds.v1.GullList", "properties", "items", "items", "default"), {});
  const plain = at(
    await v3(),
    "components",
    "schemas",
    "com.example.birds.v1.GullList",
    "properties",
    "items",
    "items",
  );
  assert.deepEqual(plain, { $ref: "#/components/schemas/com.example.birds.v1.Gull" });
});

test("a group says where its types' names are others", async () => {
  const openapiNames = { "birds.example.com/v1/Gull": "org.sea.Gull" };
  const groups = birds.groups.map((group) => ({ ...group, openapiNames }));
  assert.ok(at(await v3({ ...birds, groups }), "components", "schemas", "org.sea.Gull") !== undefined);
});

test("a kind that is listed has a list, though no definition says so", async () => {
  assert.deepEqual(at(await v3(), "components", "schemas", "com.example.birds.v1.GullList", "required"), ["items"]);
});

test("a document has every type it refers to, and no other", async () => {
  for (const document of [await v3(), await buildV2(birds)]) {
    const text = JSON.stringify(document);
    const referred = new Set(
      Array.from(text.matchAll(/"#\/(?:definitions|components\/schemas)\/([^"]+)"/g), ([, to]) => to),
    );
    const there = Object.keys((at(document, "definitions") ?? at(document, "components", "schemas")) as object);
    assert.deepEqual(there, [...referred].sort());
  }
});

test("CBOR is named only where it is spoken", async () => {
  assert.match(JSON.stringify(await v3()), /cbor/);
  const silent = { ...birds, cbor: false };
  assert.doesNotMatch(JSON.stringify([await v3(silent), await buildV2(silent)]), /cbor/);
});
