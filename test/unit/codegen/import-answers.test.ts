/** Imported subresources that answer with no object keep what they answer and what they ask. */
import assert from "node:assert/strict";
import test from "node:test";
import { importOpenapi } from "../../../codegen/import/read/import-openapi.js";
import type { JsonObject } from "../../../src/meta/schema.js";

const kind = { group: "sea.example.com", version: "v1", kind: "Ship" };
const schemas: JsonObject = {
  "com.example.sea.v1.Ship": { type: "object", "x-kubernetes-group-version-kind": [kind] },
};
const item = "/apis/sea.example.com/v1/namespaces/{namespace}/ships/{name}";
const radio: JsonObject = { ...kind, kind: "ShipRadioOptions" };
const read: JsonObject = { "x-kubernetes-action": "get", "x-kubernetes-group-version-kind": kind };

const v2: JsonObject = {
  swagger: "2.0",
  definitions: schemas,
  parameters: {
    "channel-Abc_12-x": { name: "channel", in: "query", type: "integer" },
    "pretty-tJGM1-ng": { name: "pretty", in: "query", type: "string" },
  },
  paths: {
    [item]: { get: { ...read, responses: { 200: { schema: { type: "object" } } } } },
    [`${item}/radio`]: {
      get: { "x-kubernetes-action": "connect", "x-kubernetes-group-version-kind": radio },
      post: { "x-kubernetes-action": "connect", "x-kubernetes-group-version-kind": radio },
      parameters: [
        { $ref: "#/parameters/channel-Abc_12-x" },
        { name: "name", in: "path", type: "string", required: true },
      ],
    },
    [`${item}/diary`]: {
      get: { ...read, responses: { 200: { schema: { type: "string" } } } },
      parameters: [{ name: "days", in: "query", type: "integer" }, { $ref: "#/parameters/pretty-tJGM1-ng" }],
    },
    [`${item}/status`]: { get: { ...read, responses: { 200: { schema: { type: "object" } } } } },
  },
};

const text = { content: { "text/plain": { schema: { type: "string" } } } };
const v3: JsonObject = {
  openapi: "3.0.0",
  components: { schemas },
  paths: {
    [item]: { get: read },
    [`${item}/radio`]: {
      get: { "x-kubernetes-action": "connect", "x-kubernetes-group-version-kind": radio },
      post: { "x-kubernetes-action": "connect", "x-kubernetes-group-version-kind": radio },
      parameters: [{ name: "channel", in: "query", schema: { type: "integer" } }],
    },
    [`${item}/diary`]: {
      get: { ...read, responses: { 200: text } },
      parameters: [{ name: "days", in: "query", schema: { type: "integer" } }],
    },
    [`${item}/status`]: { get: read },
  },
};

const channel = { name: "channel", type: "integer" };
const shared = { ...channel, openapiV2Name: "channel-Abc_12-x" };

for (const [name, documents, expected] of [
  ["v2", [v2], shared],
  ["v3", [v3], channel],
  ["v2 and v3 together", [v2, v3], shared],
] as const) {
  test(`from ${name}: a connection, a text and an object are told apart`, () => {
    const [ship] = importOpenapi({ documents }).groups[0]?.kinds ?? [];
    assert.deepEqual(ship?.content.subresources, {
      diary: { verbs: ["get"], answers: "text", query: [{ name: "days", type: "integer" }] },
      radio: {
        verbs: ["create", "get"],
        body: "sea.example.com/v1/ShipRadioOptions",
        answers: "connection",
        query: [expected],
      },
      status: { verbs: ["get"] },
    });
  });
}
