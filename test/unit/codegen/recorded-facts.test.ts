/**
 * The built-in definitions against what a real kube-apiserver published: everything recorded is in them, number by
 * number. Skipped where the recorded facts are absent.
 */
import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { importOpenapi } from "../../../codegen/import/read/import-openapi.js";
import { renderDraft } from "../../../codegen/import/write/render-draft.js";
import { loadDefinitions } from "../../../codegen/load/load-definitions.js";
import { builtinDefinitionsDir } from "../../../codegen/load/package-root.js";
import type { ApiModel } from "../../../codegen/model/model.js";
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { factsFolder, withoutFacts } from "../../support/facts.js";

const facts = factsFolder() ?? "";
const skip = withoutFacts();

const readFacts = <T = JsonObject>(file: string): T => JSON.parse(readFileSync(path.join(facts, file), "utf8")) as T;

const importFacts = () =>
  importOpenapi({
    // v3 last: it has the defaults v2 lacks; v2 has the names of shared parameters
    documents: [
      readFacts("openapi-v2.json"),
      ...readdirSync(path.join(facts, "openapi-v3")).map((file) => readFacts(`openapi-v3/${file}`)),
    ],
    discovery: readFacts("discovery-all.json"),
    discoveryDefault: readFacts("discovery-default.json"),
    protobuf: readFacts("protobuf-fields.json"),
    columns: readFacts("table-columns-all.json"),
    selectableFields: readFacts("selectable-fields.json"),
    withShared: true,
  });

async function builtin(): Promise<ApiModel> {
  const { model } = await loadDefinitions(builtinDefinitionsDir());
  assert.ok(model !== undefined);
  return model;
}

test("importing the recorded facts twice gives the same files, without a warning", { skip }, () => {
  const first = importFacts();
  assert.deepEqual(first.warnings, []);
  assert.deepEqual([...renderDraft(first)], [...renderDraft(importFacts())]);
});

test("every recorded type, field, protobuf number and list rule is in the built-in definitions", { skip }, async () => {
  const { types } = await builtin();
  const missing: string[] = [];
  for (const group of importFacts().groups) {
    const dir = group.dir === "_shared" ? "meta" : group.dir;
    for (const [version, schemas] of Object.entries(group.types)) {
      for (const [short, recorded] of Object.entries(schemas)) {
        const ours = types.get(`${dir}/${version}/${short}`)?.schema as JsonObject | undefined;
        compare(recorded, ours, { where: `${dir}/${version}/${short}`, prefix: `${dir}/${version}/`, missing });
      }
    }
  }
  assert.deepEqual(missing, []);
});

interface Comparison {
  readonly where: string;
  readonly prefix: string;
  readonly missing: string[];
}

/** Everything recorded must be in ours with the same value; ours may say more. */
function compare(recorded: JsonValue, ours: JsonValue | undefined, at: Comparison): void {
  if (typeof recorded !== "object" || recorded === null || Array.isArray(recorded)) {
    const full = at.where.endsWith(".$ref") && !String(recorded).includes("/") ? `${at.prefix}${recorded}` : recorded;
    const same = JSON.stringify(full) === JSON.stringify(ours);
    if (!same) at.missing.push(`${at.where}: ${JSON.stringify(full)} is ${JSON.stringify(ours)} here`);
    return;
  }
  for (const [key, value] of Object.entries(recorded)) {
    const map = typeof ours === "object" && ours !== null && !Array.isArray(ours) ? ours : {};
    const published = key === "default" && map["openapiDefault"] !== undefined ? "openapiDefault" : key;
    const inner = map[published];
    compare(value, inner, { ...at, where: `${at.where}.${key}` });
  }
}

test("groups, versions and kinds come in the recorded discovery order with the recorded names and verbs", {
  skip,
}, async () => {
  const model = await builtin();
  const all =
    readFacts<Record<string, { groups: { name: string; versions: { version: string }[] }[] }>>("discovery-all.json");
  const recorded = all["/apis"]?.groups.map((group) => [group.name, group.versions.map((one) => one.version)]);
  const ours = model.groups.map((group) => [group.name, group.versions.map((one) => one.name)]);
  assert.deepEqual(ours.slice().sort(byCore).slice(1), recorded);
  for (const group of importFacts().groups.filter((one) => one.dir !== "_shared")) {
    const kinds = model.groups.find((one) => one.dir === group.dir)?.kinds ?? [];
    assert.deepEqual(
      kinds.map((kind) => kind.kind),
      group.kinds.map((kind) => kind.kind),
    );
    for (const { kind, content } of group.kinds) {
      const own = kinds.find((one) => one.kind === kind);
      assert.equal(own?.namespaced, content.scope !== "Cluster", kind);
      assert.deepEqual(own?.shortNames, content.shortNames ?? [], kind);
      assert.deepEqual(own?.categories, content.categories ?? [], kind);
      if (content.verbs !== undefined) assert.deepEqual(own?.verbs, content.verbs, kind);
      assert.deepEqual(
        own?.subresources.map((sub) => sub.name),
        Object.keys(content.subresources ?? {}),
        kind,
      );
      assert.deepEqual(
        own?.subresources.map(({ answers, query }) => ({ answers, query })),
        Object.values(content.subresources ?? {}).map(({ answers, query }) => ({ answers, query })),
        kind,
      );
      assert.deepEqual(
        own?.columns?.map((one) => one.name),
        content.columns?.map((one) => one.name),
        kind,
      );
      assert.deepEqual(Object.keys(own?.selectableFields ?? {}), content.selectableFields ?? [], kind);
    }
  }
});

/** The core group is not in `/apis`; it comes first. */
function byCore(a: (string | string[])[], b: (string | string[])[]): number {
  return Number(b[0] === "") - Number(a[0] === "");
}

test("every kind's stored identity gives the recorded storageVersionHash", { skip }, async () => {
  const model = await builtin();
  const all =
    readFacts<Record<string, { resources?: { name: string; storageVersionHash?: string }[] }>>("discovery-all.json");
  for (const group of model.groups) {
    for (const kind of group.kinds) {
      const version = kind.versions[0]?.name ?? "";
      const list = all[group.name === "" ? `/api/${version}` : `/apis/${group.name}/${version}`];
      const recorded = list?.resources?.find((one) => one.name === kind.plural)?.storageVersionHash;
      const id = kind.storedAs ?? { group: group.name, version: kind.storageVersion, kind: kind.kind };
      const digest = createHash("sha256").update(`${id.group}/${id.version}/${id.kind}`).digest();
      const ours = kind.storagePrefix === null ? undefined : digest.subarray(0, 8).toString("base64");
      assert.equal(ours, recorded, kind.kind);
    }
  }
});
