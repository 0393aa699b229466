/**
 * Defaults of the built-in kinds, schema and hooks together, against recorded answers of kube-apiserver 1.36.3 to dry-run creates
 * (default-answers.json; status, metadata and values that differ from run to run are taken out).
 */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import test from "node:test";
import { loadDefinitions } from "../../../codegen/load/load-definitions.js";
import { builtinDefinitionsDir } from "../../../codegen/load/package-root.js";
import { compileDecoder } from "../../../src/meta/compile/decoder.js";
import { compileDefaulter } from "../../../src/meta/compile/defaulter.js";
import type { KubeObject } from "../../../src/meta/object.js";
import type { JsonObject, JsonValue, Schema } from "../../../src/meta/schema.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";

interface Answer {
  readonly input: JsonObject;
  readonly output: JsonObject;
}

const definitions = builtinDefinitionsDir();
const answersFile = path.join(definitions, "../test/unit/definitions/default-answers.json");
const answers = JSON.parse(readFileSync(answersFile, "utf8")) as readonly Answer[];

/** Fields that admission, allocation or the strategy set, not defaulting. */
const setElsewhere: Readonly<Record<string, RegExp>> = {
  Pod: /^\.spec\.(tolerations|priority|preemptionPolicy|serviceAccount|serviceAccountName)\b/,
  Service: /^\.spec\.(ipFamilies|ipFamilyPolicy|clusterIPs)\b/,
  PersistentVolumeClaim: /^\.spec\.dataSourceRef\b/,
  Node: /^\.spec\.taints\b/,
  // Quantities get their canonical form when the object is decoded.
  ResourceQuota: /^\.spec\.hard\.pods$/,
  CSINode: /^\.spec\.drivers$/,
  // A field of the template's number, shown as an annotation once the object is made.
  DaemonSet: /^\.metadata\.annotations$/,
};

test("every recorded object gets the defaults a real server gives it, and no others", async () => {
  const { model } = await loadDefinitions(definitions);
  assert.ok(model !== undefined);
  const schemas = new Map([...model.types].map(([name, type]): [string, Schema] => [name, type.schema]));
  const wrong: string[] = [];
  for (const { input, output } of answers) {
    const [first = "", second] = String(input["apiVersion"]).split("/");
    const [group, version] = second === undefined ? ["core", first] : [first, second];
    const kind = String(input["kind"]);
    const type = `${group}/${version}/${kind}`;
    const object = compileDecoder(schemas, type).decode(structuredClone(input), undefined);
    compileDefaulter(schemas, type)(object);
    (await hooksOf(`${group}/${kind}`)).setDefaults?.(object as unknown as KubeObject, () => 0);
    delete object["status"];
    const found = differences(object, output, "");
    wrong.push(...found.filter((at) => setElsewhere[kind]?.test(at) !== true).map((at) => `${kind} ${at}`));
  }
  assert.deepEqual(wrong, []);
});

async function hooksOf(kind: string): Promise<KindHooks> {
  const url = new URL(`../../../api-definitions/${kind}/hooks.js`, import.meta.url);
  if (!existsSync(url)) return {};
  return ((await import(url.href)) as { hooks: KindHooks }).hooks;
}

/** Paths of everything that is not the same. */
function differences(ours: JsonValue | undefined, theirs: JsonValue | undefined, at: string): string[] {
  if (!isContainer(ours) || !isContainer(theirs)) return ours === theirs ? [] : [at];
  const left = Object.fromEntries(Object.entries(ours));
  const right = Object.fromEntries(Object.entries(theirs));
  return [...new Set([...Object.keys(left), ...Object.keys(right)])].flatMap((key) =>
    differences(left[key], right[key], `${at}.${key}`),
  );
}

function isContainer(value: JsonValue | undefined): value is JsonValue[] | JsonObject {
  return typeof value === "object" && value !== null;
}

test("a field that a real server writes as null is marked so", async () => {
  const { model } = await loadDefinitions(definitions);
  const marked = (type: string, field: string) => model?.types.get(type)?.schema.properties?.[field]?.nullWhenAbsent;
  assert.equal(marked("rbac.authorization.k8s.io/v1/Role", "rules"), true);
  assert.equal(marked("core/v1/Event", "firstTimestamp"), true);
  assert.equal(marked("core/v1/PodCondition", "lastTransitionTime"), true);
  assert.equal(marked("core/v1/Pod", "spec"), undefined);
});
