/**
 * Golden files: what a generator printed when somebody last looked at it. `UPDATE_GOLDEN=1` writes them anew; the diff is then
 * reviewed as code is.
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, relative } from "node:path";

/** Folder of the repository's package.json, wherever the tests were compiled to. */
export function repositoryRoot(): string {
  let folder = import.meta.dirname;
  while (!existsSync(join(folder, "package.json"))) folder = dirname(folder);
  return folder;
}

/** Compares a whole tree, file by file, with test/codegen/golden/<name>. Golden files end in `.txt`: nothing compiles them. */
export async function assertGoldenTree(name: string, tree: ReadonlyMap<string, string>): Promise<void> {
  const folder = join(repositoryRoot(), "test/codegen/golden", name);
  if (process.env.UPDATE_GOLDEN === "1") await writeTree(folder, tree);
  const golden = await readTree(folder);
  assert.deepEqual([...tree.keys()].sort(), [...golden.keys()].sort(), "the set of files");
  for (const [path, text] of tree) assert.equal(text, golden.get(path), path);
}

async function writeTree(folder: string, tree: ReadonlyMap<string, string>): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (const [path, text] of tree) {
    const file = join(folder, `${path}.txt`);
    await mkdir(dirname(file), { recursive: true });
    await writeFile(file, text);
  }
}

async function readTree(folder: string): Promise<ReadonlyMap<string, string>> {
  const found = new Map<string, string>();
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile()) continue;
    const file = join(entry.parentPath, entry.name);
    found.set(relative(folder, file).replace(/\.txt$/, ""), await readFile(file, "utf8"));
  }
  return found;
}
