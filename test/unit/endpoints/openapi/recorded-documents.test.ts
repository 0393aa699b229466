/** The documents equal, descriptions apart, what kube-apiserver 1.36.3 publishes with every API version on. */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { buildV2, buildV3, documentParts } from "../../../../src/endpoints/openapi/documents.js";
import { factsFolder, withoutFacts } from "../../../support/facts.js";
import { readFixture } from "../../../support/fixture.js";
import { builtIn } from "./built-in.js";
import { type Difference, differences, report } from "./differences.js";

const facts = factsFolder();
const skip = withoutFacts();

interface Document {
  readonly [key: string]: unknown;
  readonly paths: Readonly<Record<string, unknown>>;
}

interface V2Document extends Document {
  readonly definitions: Readonly<Record<string, unknown>>;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Where the documents may differ, and why. Every row must be needed. */
const allowed: readonly { readonly path: RegExp; readonly reason: string }[] = [
  {
    path: /\.JSONSchemaProps\/properties\/(additionalItems|additionalProperties|example|externalDocs|items|not)\/(allOf|\$ref)$/,
    reason:
      "Kubernetes has no description for these fields, and only then writes a bare reference; the meaning is the same",
  },
  {
    path: /\.networking\.v1\.IngressRule\/properties\/http\/(allOf|\$ref)$/,
    reason: "as above",
  },
];

const notAllowed = (found: readonly Difference[]): readonly Difference[] =>
  found.filter(({ path }) => !allowed.some((row) => row.path.test(path)));

function assertSame(ours: unknown, recorded: unknown): void {
  const found = notAllowed(differences(ours, recorded));
  assert.equal(found.length, 0, `${found.length} differences:\n${report(found.slice(0, 40))}`);
}

const read = (file: string): Document => JSON.parse(readFileSync(join(facts ?? "", file), "utf8")) as Document;
const fileOf = (name: string): string => `${name.replaceAll("/", "__")}.json`;
const golden = <T>(file: string): T => readFixture<T>(`test/unit/endpoints/openapi/golden/${file}`);

test("the v2 document is the recorded one", { skip }, async () => {
  assertSame(await buildV2(builtIn), read("openapi-v2.json"));
});

test("there is a v3 document for each recorded one, and no other", { skip }, () => {
  const names = documentParts(builtIn).map((part) => fileOf(part.name));
  assert.deepEqual(names.sort(), readdirSync(join(facts ?? "", "openapi-v3")).sort());
});

for (const part of documentParts(builtIn)) {
  test(`the v3 document of ${part.name} is the recorded one`, { skip }, async () => {
    assertSame(await buildV3(part, builtIn), read(`openapi-v3/${fileOf(part.name)}`));
  });
}

test("every allowed difference is still there", { skip }, async () => {
  const found: Difference[] = [];
  for (const part of documentParts(builtIn)) {
    found.push(...differences(await buildV3(part, builtIn), read(`openapi-v3/${fileOf(part.name)}`)));
  }
  for (const { path } of allowed)
    assert.ok(
      found.some((one) => path.test(one.path)),
      String(path),
    );
});

test("the v3 document of scheduling.k8s.io/v1 is the one kept here", async () => {
  const part = documentParts(builtIn).find((one) => one.name === "apis/scheduling.k8s.io/v1");
  assert.ok(part !== undefined);
  assertSame(await buildV3(part, builtIn), golden<Document>("v3-scheduling-v1.json"));
});

test("the paths, definitions and parameters of v2 kept here are in the v2 document as they are", async () => {
  const recorded = golden<V2Document>("v2-part.json");
  const ours = (await buildV2(builtIn)) as unknown as V2Document;
  const part = (from: Readonly<Record<string, unknown>>, like: Readonly<Record<string, unknown>>): object =>
    Object.fromEntries(Object.keys(like).map((key) => [key, from[key]]));
  assertSame(
    {
      ...part(ours, recorded),
      paths: part(ours.paths, recorded.paths),
      definitions: part(ours.definitions, recorded.definitions),
      parameters: part(ours.parameters, recorded.parameters),
    },
    recorded,
  );
});

test("a difference is found wherever it is: the comparison itself can fail", () => {
  const one = { a: [{ b: 1, description: "x" }], properties: { description: { type: "string" } } };
  assert.deepEqual(differences(one, { a: [{ b: 1 }], properties: { description: { type: "string" } } }), []);
  assert.deepEqual(
    differences(one, { a: [{ b: 2 }], properties: {} }).map(({ path }) => path),
    ["/a/0/b", "/properties/description"],
  );
});
