/**
 * Every golden object of Kubernetes 1.36 through the decoder generated for its kind. Skipped where the recorded facts
 * are not at hand.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { compileDecoder, FieldProblems } from "../../../src/meta/compile/decoder.js";
import { compileDefaulter } from "../../../src/meta/compile/defaulter.js";
import { scanJson } from "../../../src/meta/compile/duplicate-fields.js";
import { compileValidator } from "../../../src/meta/compile/validator.js";
import type { JsonObject, SchemaSet } from "../../../src/meta/schema.js";
import { factsFolder, withoutFacts } from "../../support/facts.js";

const golden = `${factsFolder()}/golden`;

interface Found {
  readonly schemas: SchemaSet;
  readonly type: string;
}

async function kindsByGroupVersion(): Promise<ReadonlyMap<string, Found>> {
  const { groups } = await import("../../../src/generated/index.js");
  const found = new Map<string, Found>();
  for (const group of groups) {
    for (const resource of group.resources) {
      const { schemas } = await resource.load();
      for (const version of resource.versions) {
        const apiVersion = group.name === "" ? version.name : `${group.name}/${version.name}`;
        found.set(`${apiVersion} ${resource.kind}`, { schemas, type: version.type });
      }
    }
  }
  return found;
}

test("golden objects of every kind decode without loss, change or unknown field", {
  skip: withoutFacts(),
}, async (t) => {
  const kinds = await kindsByGroupVersion();
  let decoded = 0;
  for (const file of readdirSync(golden).filter((name) => name.endsWith(".json"))) {
    const body = readFileSync(`${golden}/${file}`);
    const value = JSON.parse(body.toString()) as JsonObject;
    const found = kinds.get(`${String(value.apiVersion)} ${String(value.kind)}`);
    if (found === undefined) continue;
    decoded += 1;
    const before = structuredClone(value);
    const problems = new FieldProblems();
    assert.deepEqual(compileDecoder(found.schemas, found.type).decode(value, problems), before, file);
    assert.deepEqual(problems.unknown, [], file);
    assert.equal(scanJson(body).names, problems.members, file);
    const apply = compileDefaulter(found.schemas, found.type);
    apply(value);
    const once = structuredClone(value);
    apply(value);
    assert.deepEqual(value, once, `${file}: defaults twice`);
    assert.ok(Array.isArray(compileValidator(found.schemas, found.type).validate(value)), file);
  }
  t.diagnostic(`${decoded} golden objects`);
  // The others are of versions 1.36 no longer has, or no resources (options, Status, reviews).
  assert.ok(decoded > 60, `only ${decoded} golden objects met a kind`);
});
