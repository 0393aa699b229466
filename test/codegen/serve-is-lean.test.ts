/** What serving may load: the import graph of the compiled program. */
import assert from "node:assert/strict";
import { existsSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { test } from "node:test";

const build = join(import.meta.dirname, "../..");

/** Names a compiled module imports, by `import` or `import()`. */
const anyImport = /(?:\bfrom|\bimport) ?\(? ?"([^"]+)"/g;
const importAtStart = /(?:\bfrom|\bimport) ?"([^"]+)"/g;

function importsOf(file: string, pattern = anyImport): string[] {
  const text = existsSync(file) ? readFileSync(file, "utf8") : "";
  return [...text.matchAll(pattern)].map(([, name = ""]) => name);
}

/** Every module a file may come to load: files of the build by path, packages by name. */
function reachable(entry: string, pattern = anyImport): Set<string> {
  const seen = new Set<string>();
  const open = [join(build, entry)];
  for (let file = open.pop(); file !== undefined; file = open.pop()) {
    if (seen.has(file)) continue;
    seen.add(file);
    const folder = dirname(file);
    open.push(...importsOf(file, pattern).map((name) => (name.startsWith(".") ? join(folder, name) : name)));
  }
  return new Set([...seen].map((file) => (file.startsWith(build) ? relative(build, file) : file)));
}

test("serve never loads the generator, nor what the generator is made of", () => {
  const modules = reachable("src/server/main.js");
  assert.ok(modules.has("src/generated/index.js"), "the walk follows import()");
  assert.ok(modules.has("src/generated/core/v1/schemas.js"), "the walk follows records");
  const heavy = [...modules].filter((one) => /^codegen\/|^ts-morph|^json-schema-to-typescript|^@oclif/.test(one));
  assert.deepEqual(heavy, []);
});

test("descriptions are no part of the start: records reach them by import() alone", () => {
  const isDescription = (file: string): boolean => /^src\/generated\/.*\/descriptions\.js$/.test(file);
  assert.ok([...reachable("src/generated/index.js")].some(isDescription));
  assert.ok(reachable("src/generated/index.js", importAtStart).has("src/generated/core/group.js"));
  assert.deepEqual([...reachable("src/generated/index.js", importAtStart)].filter(isDescription), []);
});

test("a generated module imports only the seam, other generated modules and hooks", () => {
  const allowed = /^src\/generated\/|^src\/registry\/generated-api\.v1\.js$|^api-definitions\/.*\/hooks\.js$/;
  const generated = [...reachable("src/generated/index.js")].filter((file) => file.startsWith("src/generated/"));
  assert.ok(generated.length > 100, `${generated.length} modules`);
  for (const file of generated) {
    for (const name of importsOf(join(build, file))) assert.match(join(dirname(file), name), allowed, file);
  }
});
