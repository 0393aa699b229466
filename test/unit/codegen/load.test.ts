/**
 * The loader: each diagnostic at its place, what a sound folder becomes, and that the built-in definitions have no
 * complaint.
 */
import assert from "node:assert/strict";
import path from "node:path";
import test from "node:test";
import { type DiagnosticCode, diagnostics, formatDiagnostic, maxDiagnostics } from "../../../codegen/diagnostics.js";
import { loadDefinitions } from "../../../codegen/load/load-definitions.js";
import { builtinDefinitionsDir } from "../../../codegen/load/package-root.js";
import { folderOf, soundFiles } from "./definitions-folder.js";
import { loadCases } from "./load-cases.js";

/** Made by tests of their own, below and in the importer's. */
const elsewhere: readonly DiagnosticCode[] = [
  "definitions-not-found",
  "too-many",
  "import-unreadable",
  "import-no-kinds",
];

test("every diagnostic of the table is produced by a test", () => {
  const covered = new Set<string>([...loadCases.map((one) => one.rule), ...elsewhere]);
  assert.deepEqual(
    Object.keys(diagnostics).filter((rule) => !covered.has(rule)),
    [],
  );
});

for (const [index, { rule, files, at, says, without = [] }] of loadCases.entries()) {
  test(`${rule} is reported at its line and column (${index})`, async (t) => {
    const sound = Object.fromEntries(Object.entries(soundFiles).filter(([file]) => !without.includes(file)));
    const dir = await folderOf(t, { ...sound, ...files });
    const { model, diagnostics: found } = await loadDefinitions(dir);
    const shown = found.map(formatDiagnostic);
    const one = found.find((each) => each.rule === rule && at === place(dir, each));
    assert.ok(one, `${rule} at ${at} is not among:\n${shown.join("\n")}`);
    assert.equal(found.length, 1, `more than one complaint:\n${shown.join("\n")}`);
    assert.equal(model === undefined, one.severity === "error");
    if (says !== undefined) assert.ok(`${one.message} ${one.mend}`.includes(says), formatDiagnostic(one));
    assert.doesNotMatch(`${one.message} ${one.mend}`, /\{\w+\}/, "a parameter of the message is missing");
  });
}

function place(dir: string, one: { file: string; line: number; column: number }): string {
  return `${path.relative(dir, one.file)}:${one.line}:${one.column}`;
}

test("a folder without definitions is told apart from an empty group", async (t) => {
  const dir = await folderOf(t, { "README.md": "hello" });
  const { model, diagnostics: found } = await loadDefinitions(dir);
  assert.equal(model, undefined);
  assert.deepEqual(
    found.map((one) => one.rule),
    ["definitions-not-found"],
  );
});

test("a run stops listing past its limit and says so", async (t) => {
  const keys = Array.from({ length: maxDiagnostics + 20 }, (_, index) => `key${index}: 1\n`).join("");
  const dir = await folderOf(t, { ...soundFiles, "example.com/Widget/kind.yaml": keys });
  const { diagnostics: found } = await loadDefinitions(dir);
  assert.equal(found.length, maxDiagnostics + 1);
  assert.equal(found.at(-1)?.rule, "too-many");
});

test("complaints of several files come in one run, in file order", async (t) => {
  const dir = await folderOf(t, {
    ...soundFiles,
    "example.com/group.yaml": "versions: { v1: {} }\nprio: 3\n",
    "example.com/Widget/kind.yaml": "scop: Cluster\nplurl: x\n",
  });
  const { diagnostics: found } = await loadDefinitions(dir);
  assert.deepEqual(
    found.map((one) => place(dir, one)),
    ["example.com/Widget/kind.yaml:1:1", "example.com/Widget/kind.yaml:2:1", "example.com/group.yaml:2:1"],
  );
});

test("what a kind does not say follows from the convention", async (t) => {
  const dir = await folderOf(t, { ...soundFiles, "example.com/Widget/kind.yaml": "" });
  const { model } = await loadDefinitions(dir);
  const kind = model?.groups[0]?.kinds[0];
  assert.ok(model !== undefined && kind !== undefined);
  const { plural, singular, listKind, namespaced, storageVersion, storagePrefix, verbs, strategy } = kind;
  assert.deepEqual(
    { plural, singular, listKind, namespaced, storageVersion, storagePrefix, verbs: verbs.length, strategy },
    {
      plural: "widgets",
      singular: "widget",
      listKind: "WidgetList",
      namespaced: true,
      storageVersion: "v1",
      storagePrefix: "example.com/widgets",
      verbs: 8,
      strategy: { bumpGenerationOn: ["spec"] },
    },
  );
  const own = model.types.get("example.com/v1/Widget");
  assert.deepEqual(Object.keys(own?.schema.properties ?? {}), ["apiVersion", "kind", "metadata", "spec"]);
  assert.equal(own?.schema.type, "object");
  assert.equal(own?.schema.properties?.["spec"]?.$ref, "example.com/v1/WidgetSpec");
  assert.equal(own?.openapiName, "com.example.v1.Widget");
  assert.equal(model.types.get("meta/v1/ObjectMeta")?.external, true);
});

test("a reference to a built-in type takes in that type and what it needs, and nothing else", async (t) => {
  const text = "Widget:\n  properties:\n    pod: { $ref: core/v1/PodTemplateSpec }\n";
  const dir = await folderOf(t, { ...soundFiles, "example.com/Widget/v1.schema.yaml": text });
  const { model, diagnostics: found } = await loadDefinitions(dir);
  assert.deepEqual(found, []);
  assert.equal(model?.types.get("core/v1/Container")?.external, true);
  assert.equal(model?.types.has("core/v1/NodeSpec"), false);
  assert.deepEqual(
    model?.groups.map((group) => group.name),
    ["example.com"],
  );
});

test("a scale subresource takes in the built-in Scale, which no schema refers to", async (t) => {
  const text = "subresources: { scale: { specReplicasPath: spec.size, statusReplicasPath: status.size } }\n";
  const schema = `Widget:
  properties: { spec: { $ref: WidgetSize, protobuf: 2 }, status: { $ref: WidgetSize, protobuf: 3 } }
WidgetSize: { properties: { size: { type: integer, format: int32, protobuf: 1 } } }
`;
  const files = { "example.com/Widget/kind.yaml": text, "example.com/Widget/v1.schema.yaml": schema };
  const { model, diagnostics: found } = await loadDefinitions(await folderOf(t, { ...soundFiles, ...files }));
  assert.deepEqual(found, []);
  assert.equal(model?.types.get("autoscaling/v1/Scale")?.external, true);
  assert.equal(model?.types.get("autoscaling/v1/ScaleSpec")?.external, true);
  assert.equal(model?.types.has("autoscaling/v1/HorizontalPodAutoscaler"), false);
});

test("the built-in definitions load without a complaint: 36 group versions, 22 of them served by default", async () => {
  const { model, diagnostics: found } = await loadDefinitions(builtinDefinitionsDir());
  assert.deepEqual(found.map(formatDiagnostic), []);
  const versions = model?.groups.flatMap((group) => group.versions) ?? [];
  assert.equal(versions.length, 36);
  assert.equal(versions.filter((version) => version.servedByDefault).length, 22);
  assert.equal(model?.groups.flatMap((group) => group.kinds).length, 76);
});

test("descriptions are those of the file, of the kind's own file, and of a type it is like", async (t) => {
  const dir = await folderOf(t, {
    ...soundFiles,
    "example.com/Widget/kind.yaml": "description: A thing.\n",
    "example.com/Widget/v1.schema.yaml": `Widget:
  properties:
    spec: { $ref: WidgetSpec }
WidgetSpec: { properties: { size: { type: integer }, color: { type: string } } }
Part: { properties: { size: { type: integer }, weight: { type: integer } } }
`,
    "example.com/descriptions.yaml": `WidgetSpec: { _: A wish., size: How big., color: How seen. }
Part: { _like: WidgetSpec, weight: How heavy. }
`,
  });
  const { model } = await loadDefinitions(dir);
  assert.deepEqual(model?.descriptions.get("example.com")?.texts, {
    Part: { size: "How big.", weight: "How heavy." },
    Widget: { _: "A thing." },
    WidgetSpec: { _: "A wish.", size: "How big.", color: "How seen." },
  });
});
