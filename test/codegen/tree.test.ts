/** Bringing a folder in line with a generated tree: what is written, removed and left alone. */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type TestContext, test } from "node:test";
import { SourcePrinter } from "../../codegen/print/source.js";
import { applyTree, compareTree } from "../../codegen/print/tree.js";

const printed = (origin: string): string => new SourcePrinter().print(origin, []);
const tree = new Map([
  ["a/one.ts", printed("one")],
  ["a/two.ts", printed("two")],
  ["index.ts", printed("all")],
]);

async function folder(t: TestContext, files: Readonly<Record<string, string>> = {}): Promise<string> {
  const made = await mkdtemp(join(tmpdir(), "apiserver-tree-"));
  t.after(() => rm(made, { recursive: true, force: true }));
  for (const [path, text] of Object.entries(files)) {
    await mkdir(dirname(join(made, path)), { recursive: true });
    await writeFile(join(made, path), text);
  }
  return made;
}

test("after a run nothing differs, and a second run writes nothing", async (t) => {
  const out = await folder(t);
  await applyTree(out, tree, await compareTree(out, tree));
  const written = (await stat(join(out, "index.ts"))).mtimeMs;
  const second = await compareTree(out, tree);
  assert.deepEqual(second, { missing: [], changed: [], stale: [], foreign: [] });
  await applyTree(out, tree, second);
  assert.equal((await stat(join(out, "index.ts"))).mtimeMs, written);
});

test("a file changed by hand is drift, and a run mends it", async (t) => {
  const out = await folder(t, { ...Object.fromEntries(tree), "index.ts": `${tree.get("index.ts")}// by hand\n` });
  const difference = await compareTree(out, tree);
  assert.deepEqual(difference, { missing: [], changed: ["index.ts"], stale: [], foreign: [] });
  await applyTree(out, tree, difference);
  assert.equal(await readFile(join(out, "index.ts"), "utf8"), tree.get("index.ts"));
});

test("a generated file that no definition asks for goes, with the folder it leaves empty", async (t) => {
  const out = await folder(t, { ...Object.fromEntries(tree), "old.example.com/v1/types.ts": printed("old") });
  const difference = await compareTree(out, tree);
  assert.deepEqual(difference.stale, ["old.example.com/v1/types.ts"]);
  await applyTree(out, tree, difference);
  assert.equal(existsSync(join(out, "old.example.com")), false);
  assert.equal(existsSync(join(out, "a/one.ts")), true);
});

test("a file somebody wrote is neither removed nor overwritten, and stops the run", async (t) => {
  const out = await folder(t, { "index.ts": "export {};\n", "notes.ts": "// mine\n" });
  const difference = await compareTree(out, tree);
  assert.deepEqual([difference.foreign, difference.stale], [["index.ts"], []]);
  await applyTree(out, tree, difference);
  assert.equal(await readFile(join(out, "index.ts"), "utf8"), "export {};\n");
  assert.equal(existsSync(join(out, "a")), false);
});

test("another project inside the folder is not looked into", async (t) => {
  const out = await folder(t, { "inner/package.json": "{}", "inner/generated/index.ts": printed("inner") });
  assert.deepEqual((await compareTree(out, tree)).stale, []);
});
