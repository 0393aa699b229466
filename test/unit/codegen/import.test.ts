/**
 * The importers: what documents become, what is kept, what is warned about, and that the recorded facts are in the
 * built-ins.
 */
import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { Readable } from "node:stream";
import test, { type TestContext } from "node:test";
import { parse } from "yaml";
import { formatDiagnostic } from "../../../codegen/diagnostics.js";
import {
  type ImportRequest,
  type ImportResult,
  runCrdImport,
  runOpenapiImport,
} from "../../../codegen/import/run-import.js";
import { printYaml } from "../../../codegen/import/write/print-yaml.js";
import { loadDefinitions } from "../../../codegen/load/load-definitions.js";
import type { JsonObject } from "../../../src/meta/schema.js";
import fc from "../../support/fast-check.js";
import { folderOf } from "./definitions-folder.js";
import { cronTabCrd, ordersDiscovery, ordersProtobuf, ordersV2, ordersV3 } from "./import-documents.js";

function requestFor(dir: string, file: string, options: { force?: boolean; stdin?: string } = {}): ImportRequest {
  const stdin = Readable.from([options.stdin ?? ""]);
  const source = file === "-" ? file : path.join(dir, file);
  return { files: [source], out: path.join(dir, "out"), force: options.force ?? false, stdin };
}

async function read(dir: string, file: string): Promise<JsonObject> {
  return parse(await readFile(path.join(dir, "out", file), "utf8")) as JsonObject;
}

async function assertLoads(dir: string): Promise<void> {
  const { diagnostics } = await loadDefinitions(path.join(dir, "out"));
  assert.deepEqual(diagnostics.map(formatDiagnostic), []);
}

test("a CRD becomes a kind whose file says only what differs from the convention", async (t) => {
  const dir = await folderOf(t, { "crd.yaml": cronTabCrd });
  const result = await runCrdImport(requestFor(dir, "crd.yaml"));
  assert.equal(result.outcome, "done");
  assert.deepEqual(result.kinds, ["stable.example.com/CronTab"]);
  assert.deepEqual(await read(dir, "stable.example.com/CronTab/kind.yaml"), {
    shortNames: ["ct"],
    categories: ["all"],
    versions: { v1beta1: { deprecationWarning: "stable.example.com/v1beta1 CronTab is deprecated" } },
    subresources: { scale: { specReplicasPath: "spec.replicas", statusReplicasPath: "status.replicas" }, status: {} },
    columns: [
      { name: "Name", type: "string", format: "name", path: "metadata.name" },
      { name: "Schedule", type: "string", description: "When it runs.", path: "spec.schedule" },
      { name: "Ready", type: "string", priority: 1 },
    ],
    selectableFields: ["spec.image"],
    strategy: { allowUnconditionalUpdate: false },
  });
  const types = await read(dir, "stable.example.com/CronTab/v1.schema.yaml");
  const own = types["CronTab"] as { properties: { spec: { properties: JsonObject } } };
  assert.deepEqual(Object.keys(own.properties), ["spec", "status"]);
  assert.deepEqual(own.properties.spec.properties["port"], { "x-kubernetes-int-or-string": true });
  await assertLoads(dir);
});

test("what a definition cannot say is warned about with its place", async (t) => {
  const dir = await folderOf(t, { "crd.yaml": cronTabCrd });
  const { warnings } = await runCrdImport(requestFor(dir, "crd.yaml"));
  const name = "crontabs.stable.example.com";
  assert.deepEqual(warnings.map((one) => one.where).sort(), [
    name,
    name,
    name,
    `${name} v1.properties.spec.properties.either.oneOf`,
  ]);
});

for (const [version, document] of Object.entries({ v2: ordersV2, v3: ordersV3 })) {
  test(`an OpenAPI ${version} document becomes a group that loads`, async (t) => {
    const dir = await folderOf(t, { "openapi.json": JSON.stringify(document) });
    const result = await runOpenapiImport(requestFor(dir, "openapi.json"));
    assert.deepEqual(result.kinds, ["shop.example.com/Order"]);
    assert.deepEqual(await read(dir, "shop.example.com/Order/kind.yaml"), {
      verbs: ["create", "delete", "get", "list", "update", "watch"],
      subresources: { status: {} },
    });
    assert.deepEqual(await read(dir, "shop.example.com/Order/v1.schema.yaml"), {
      Order: { properties: { spec: { $ref: "OrderSpec", default: {} } } },
      OrderSpec: {
        required: ["item"],
        properties: {
          item: { type: "string", default: "" },
          notes: { type: "array", "x-kubernetes-list-type": "atomic", items: { type: "string" } },
          price: { $ref: "meta/v1/Quantity" },
          shape: { type: "object" },
        },
      },
    });
    assert.deepEqual(
      result.warnings.map((one) => one.where),
      ["com.example.shop.v1.OrderSpec.properties.shape.anyOf"],
    );
    await assertLoads(dir);
  });
}

test("discovery gives short names and exact verbs; protobuf numbers find their way into embedded messages", async (t) => {
  const dir = await folderOf(t, {
    "openapi.json": JSON.stringify(ordersV3),
    "discovery.json": JSON.stringify(ordersDiscovery),
    "protobuf.json": JSON.stringify(ordersProtobuf),
  });
  await runOpenapiImport(requestFor(dir, "openapi.json"), {
    discovery: path.join(dir, "discovery.json"),
    protobuf: path.join(dir, "protobuf.json"),
  });
  const kind = await read(dir, "shop.example.com/Order/kind.yaml");
  assert.deepEqual(kind["shortNames"], ["or"]);
  assert.deepEqual(kind["verbs"], ["create", "get", "list"]);
  const types = await read(dir, "shop.example.com/Order/v1.schema.yaml");
  const { properties } = types["OrderSpec"] as { properties: Record<string, { protobuf: unknown }> };
  assert.deepEqual(
    Object.entries(properties).map(([name, schema]) => [name, schema.protobuf]),
    [
      ["item", 1],
      ["notes", 2],
      ["price", [3, "inline 4"]],
      ["shape", [3, "inline 5 Shape"]],
    ],
  );
});

const importTwice = async (
  t: TestContext,
): Promise<{ dir: string; again: (force?: boolean) => Promise<ImportResult> }> => {
  const dir = await folderOf(t, { "crd.yaml": cronTabCrd });
  await runCrdImport(requestFor(dir, "crd.yaml"));
  return { dir, again: (force = false) => runCrdImport(requestFor(dir, "crd.yaml", { force })) };
};

test("importing the same document again changes nothing", async (t) => {
  const { again } = await importTwice(t);
  const { created, updated, kept } = await again();
  assert.deepEqual({ created, updated, kept }, { created: [], updated: [], kept: [] });
});

test("a file edited by hand is kept and reported, and overwritten only with force", async (t) => {
  const { dir, again } = await importTwice(t);
  const file = "stable.example.com/CronTab/kind.yaml";
  await writeFile(path.join(dir, "out", file), "scope: Cluster\n");
  assert.deepEqual((await again()).kept, [file]);
  assert.deepEqual(await read(dir, file), { scope: "Cluster" });
  assert.deepEqual((await again()).kept, [file], "an import that kept the file must not forget that it was edited");
  assert.deepEqual((await again(true)).updated, [file]);
  assert.deepEqual(Object.keys(await read(dir, file)).length > 1, true);
});

test("a second kind joins a group without touching its edited group.yaml", async (t) => {
  const { dir } = await importTwice(t);
  const edited = "priority: 500\nversions: { v1: {}, v1beta1: {} }\n";
  await writeFile(path.join(dir, "out/stable.example.com/group.yaml"), edited);
  const other = cronTabCrd.replaceAll("CronTab", "Ledger").replaceAll("crontab", "ledger").replace("[ct]", "[lg]");
  await writeFile(path.join(dir, "other.yaml"), other);
  const { kept } = await runCrdImport(requestFor(dir, "other.yaml"));
  assert.deepEqual(kept, []);
  assert.equal(await readFile(path.join(dir, "out/stable.example.com/group.yaml"), "utf8"), edited);
  await assertLoads(dir);
});

test("standard input is a document like a file", async (t) => {
  const dir = await folderOf(t, {});
  const { kinds } = await runCrdImport(requestFor(dir, "-", { stdin: cronTabCrd }));
  assert.deepEqual(kinds, ["stable.example.com/CronTab"]);
});

const refusals = [
  { rule: "import-unreadable", file: "absent.yaml", text: undefined, at: "1:1" },
  { rule: "import-no-kinds", file: "doc.yaml", text: "kind: ConfigMap\n", at: "1:1" },
  { rule: "yaml-syntax", file: "doc.yaml", text: "a: 1\n---\nb: [\nc: 1\n", at: "4:1" },
] as const;

for (const { rule, file, text, at } of refusals) {
  for (const run of [runCrdImport, runOpenapiImport]) {
    test(`${run.name} refuses with ${rule} and writes nothing`, async (t) => {
      const dir = await folderOf(t, text === undefined ? {} : { [file]: text });
      const result = await run(requestFor(dir, file));
      assert.equal(result.outcome, "failed");
      assert.deepEqual(
        result.diagnostics.map((one) => [one.rule, `${one.line}:${one.column}`]),
        [[rule, at]],
      );
      assert.deepEqual(result.created, []);
    });
  }
}

test("printed definitions read back as they were", () => {
  const key = fc.string({ minLength: 1, maxLength: 12 }).filter((text) => text !== "__proto__");
  const { value } = fc.letrec((tie) => ({
    value: fc.oneof(
      { depthSize: "small" },
      fc.string(),
      fc.integer(),
      fc.double({ noNaN: true, noDefaultInfinity: true }).map((number) => number + 0),
      fc.boolean(),
      fc.constant(null),
      fc.constantFrom("no", "Yes", "1.0", "0x1f", "- a", "a: b", "#x", "~", "core/v1/Pod", "a b", "null", "=", "<<"),
      fc.array(tie("value"), { maxLength: 4 }),
      fc.dictionary(key, tie("value"), { maxKeys: 4, noNullPrototype: true }),
    ),
  }));
  const documents = fc.dictionary(key, value, { minKeys: 1, maxKeys: 4, noNullPrototype: true });
  fc.assert(
    fc.property(documents, (document) => {
      assert.deepEqual(parse(printYaml(document as JsonObject, "")), document);
    }),
    { numRuns: 300 },
  );
});
