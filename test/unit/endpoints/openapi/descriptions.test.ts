/** What types and fields are stands in both documents, of every one of them. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { buildV2, buildV3, type DocumentOptions, documentParts } from "../../../../src/endpoints/openapi/documents.js";
import type { JsonObject } from "../../../../src/meta/schema.js";
import { builtIn } from "./built-in.js";

const pods = "io.k8s.api.core.v1.";

function at(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((from, key) => (from as Record<string, unknown> | undefined)?.[key], value);
}

async function v3(name: string, options: DocumentOptions = builtIn): Promise<JsonObject> {
  const part = documentParts(options).find((one) => one.name === name);
  assert.ok(part !== undefined);
  return buildV3(part, options);
}

/** Every type and every field, with its words. */
function described(definitions: unknown): [string, unknown][] {
  return Object.entries(definitions as Record<string, JsonObject>).flatMap(([name, type]) => [
    [name, type.description] as [string, unknown],
    ...Object.entries((type.properties ?? {}) as Record<string, JsonObject>).map(([field, one]): [string, unknown] => [
      `${name}.${field}`,
      one.description,
    ]),
  ]);
}

test("kinds, their parts and the fields of these are described in v2 and v3", async () => {
  for (const schemas of [at(await v3("api/v1"), "components", "schemas"), at(await buildV2(builtIn), "definitions")]) {
    assert.equal(at(schemas, `${pods}Pod`, "description"), "Containers that run together on one node.");
    for (const [type, field] of [
      ["Pod", "spec"],
      ["Pod", "metadata"],
      ["Pod", "kind"],
      ["PodList", "items"],
    ] as const) {
      const text = at(schemas, `${pods}${type}`, "properties", field, "description");
      assert.ok(typeof text === "string" && text.length > 3, `${type}.${field}`);
    }
    assert.equal(at(schemas, `${pods}PodList`, "description"), "Several objects of kind Pod.");
  }
});

test("a kind has the same words in every version", async () => {
  const name = "io.k8s.api.autoscaling.";
  const [one, two] = await Promise.all(["v1", "v2"].map((version) => v3(`apis/autoscaling/${version}`)));
  const of = (document: unknown, version: string): unknown =>
    at(document, "components", "schemas", `${name}${version}.HorizontalPodAutoscaler`, "description");
  assert.equal(of(one, "v1"), "Scales a workload by measured load.");
  assert.equal(of(two, "v2"), of(one, "v1"));
});

test("every type and every field is described", async () => {
  const missing = described(at(await buildV2(builtIn), "definitions")).filter(([, text]) => text === undefined);
  assert.deepEqual(
    missing.map(([name]) => name),
    [],
  );
});

test("a field does not repeat what its type says: kubectl explain shows both", async () => {
  const definitions = at(await buildV2(builtIn), "definitions") as Record<string, JsonObject>;
  const repeated = Object.entries(definitions).flatMap(([name, { properties = {} }]) =>
    Object.entries(properties as Record<string, JsonObject>).flatMap(([field, one]) => {
      const type = one.$ref ?? at(one, "items", "$ref") ?? at(one, "additionalProperties", "$ref");
      if (typeof type !== "string") return [];
      const text = definitions[type.slice("#/definitions/".length)]?.description;
      return text === one.description ? [`${name}.${field}: ${String(text)}`] : [];
    }),
  );
  assert.deepEqual(repeated, []);
});

test("descriptions are short: one line, and no more than 160 characters", async () => {
  const texts = described(at(await buildV2(builtIn), "definitions"));
  const long = texts.filter(([, text]) => typeof text === "string" && (text.length > 160 || text.includes("\n")));
  assert.deepEqual(long, []);
});

test("descriptions are read only of groups whose types are in the document", async () => {
  const read: string[] = [];
  const groups = builtIn.groups.map((group) => ({
    ...group,
    descriptions: () => {
      read.push(group.name);
      return Promise.resolve({});
    },
  }));
  await v3("apis/scheduling.k8s.io/v1", { ...builtIn, groups });
  assert.deepEqual(read, ["scheduling.k8s.io"]);
});
