/** `apiserver import` as a person runs it: what it prints, exit codes, JSON, and that `gen` takes what it wrote. */
import assert from "node:assert/strict";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { cronTabCrd } from "../unit/codegen/import-documents.js";
import { run, userProject } from "./support/user-project.js";

test("an imported CRD is generated without a complaint", async (t) => {
  const dir = await userProject(t);
  await run(dir, "apiserver", ["scaffold", "group", "shop.example.com", "--versions", "v1"]);
  await writeFile(join(dir, "crd.yaml"), cronTabCrd);
  const imported = await run(dir, "apiserver", ["import", "crd", "crd.yaml"]);
  assert.equal(imported.code, 0, imported.output);
  assert.match(imported.output, /^1 kind in api-definitions: 4 files created/m);
  const generated = await run(dir, "apiserver", ["gen"]);
  assert.equal(generated.code, 0, generated.output);
});

test("import --json prints one document; nothing to import exits 1, a wrong flag 2", async (t) => {
  const dir = await userProject(t);
  await writeFile(join(dir, "crd.yaml"), cronTabCrd);
  await writeFile(join(dir, "empty.yaml"), "kind: ConfigMap\n");
  const imported = await run(dir, "apiserver", ["import", "crd", "crd.yaml", "--json"]);
  assert.equal((JSON.parse(imported.output) as { outcome: string }).outcome, "done", imported.output);
  for (const kind of ["crd", "openapi"]) {
    const empty = await run(dir, "apiserver", ["import", kind, "empty.yaml"]);
    assert.equal(empty.code, 1, empty.output);
    assert.match(empty.output, /^empty\.yaml:1:1 error import-no-kinds:/m);
    assert.equal((await run(dir, "apiserver", ["import", kind, "empty.yaml", "--colour"])).code, 2);
  }
});
