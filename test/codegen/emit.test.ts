/** What the emitters print, against golden files, and that it depends on the model alone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { builtinConfig, userConfig } from "../../codegen/emit/config.js";
import { emitModel } from "../../codegen/emit/emit.js";
import { isGenerated } from "../../codegen/print/source.js";
import { assertGoldenTree } from "./support/golden.js";
import { shuffled, typeMap, withExternalTypes, zooModel } from "./support/model.js";

test("a model becomes the tree that was last reviewed", async () => {
  await assertGoldenTree("builtin", await emitModel(zooModel(), builtinConfig));
});

test("a user's project imports the package instead of its files, and keeps descriptions", async () => {
  await assertGoldenTree("user", await emitModel(withExternalTypes(zooModel()), userConfig));
});

test("the same model gives the same bytes, whatever order its types come in", async () => {
  const first = await emitModel(zooModel(), builtinConfig);
  const second = await emitModel(shuffled(zooModel()), builtinConfig);
  assert.deepEqual([...first], [...second]);
});

test("every generated file says that it is generated, and from what", async () => {
  for (const [path, text] of await emitModel(zooModel(), builtinConfig)) {
    assert.ok(isGenerated(text), path);
    assert.match(text.split("\n", 1)[0] ?? "", /from api-definitions\S*\. Do not edit\.$/, path);
  }
});

test("a record holds no schema and no hook: both come through import()", async () => {
  const tree = await emitModel(zooModel(), builtinConfig);
  const record = tree.get("zoo.example.com/animal.ts") ?? "";
  const loaded = record.split("\n").filter((line) => /^import (?!type)/.test(line));
  assert.deepEqual(
    loaded.filter((line) => /schemas|hooks/.test(line)),
    [],
  );
  assert.match(record, /await import\("\.\/v1\/schemas\.js"\)/);
  assert.match(record, /await import\("\.\.\/\.\.\/\.\.\/api-definitions\/zoo\.example\.com\/Animal\/hooks\.js"\)/);
});

test("a kind loads the modules of every type it reaches, in any version, and no other", async () => {
  const tree = await emitModel(zooModel(), builtinConfig);
  const modules = (path: string): string[] =>
    [...(tree.get(path) ?? "").matchAll(/import\("(.*)\/schemas\.js"\)/g)].map((match) => match[1] ?? "");
  assert.deepEqual(modules("zoo.example.com/animal.ts"), [
    "../meta/v1",
    "../other.example.com/v1",
    "./v1",
    "./v1beta1",
  ]);
  assert.deepEqual(modules("zoo.example.com/csi-group.ts"), ["../meta/v1", "./v1"]);
});

test("a type whose OpenAPI name does not follow from its group's package is named in the group's record", async () => {
  const model = zooModel();
  const types = [...model.types.values()].map((type) =>
    type.name === "zoo.example.com/v1/Animal" ? { ...type, openapiName: "org.zoo.Beast" } : type,
  );
  const tree = await emitModel({ ...model, types: typeMap(types) }, builtinConfig);
  const [regular = "", irregular = ""] = [await emitModel(model, builtinConfig), tree].map((one) =>
    one.get("zoo.example.com/group.ts"),
  );
  assert.match(irregular, /openapiNames: \{ "zoo\.example\.com\/v1\/Animal": "org\.zoo\.Beast" \}/);
  assert.doesNotMatch(regular, /openapiNames/);
});
