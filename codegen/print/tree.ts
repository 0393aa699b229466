/**
 * Brings a folder in line with a generated tree: writes what differs, removes generated files that are no longer part of it, and
 * leaves everything else alone. A file that is not generated is never overwritten and never removed.
 */
import { existsSync } from "node:fs";
import { readdir, readFile, rm, rmdir, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../src/util/make-folder.js";
import { isGenerated } from "./source.js";

/** Paths relative to the folder, sorted. */
export interface TreeDifference {
  readonly missing: readonly string[];
  readonly changed: readonly string[];
  /** Generated files the tree no longer has. */
  readonly stale: readonly string[];
  /** Files of somebody else in places the tree needs. */
  readonly foreign: readonly string[];
}

export async function compareTree(folder: string, tree: ReadonlyMap<string, string>): Promise<TreeDifference> {
  const found = await readSources(folder);
  const paths = [...tree.keys()].sort();
  const differing = paths.filter((one) => found.has(one) && found.get(one) !== tree.get(one));
  const owned = (one: string): boolean => isGenerated(found.get(one) ?? "");
  return {
    missing: paths.filter((one) => !found.has(one)),
    changed: differing.filter(owned),
    stale: [...found.keys()].filter((one) => !tree.has(one) && owned(one)).sort(),
    foreign: differing.filter((one) => !owned(one)),
  };
}

/** Does nothing while a foreign file is in the way. */
export async function applyTree(
  folder: string,
  tree: ReadonlyMap<string, string>,
  difference: TreeDifference,
): Promise<void> {
  if (difference.foreign.length > 0) return;
  for (const one of [...difference.missing, ...difference.changed]) {
    const file = path.join(folder, one);
    makeFolder(path.dirname(file));
    await writeFile(file, tree.get(one) ?? "");
  }
  for (const one of difference.stale) {
    await rm(path.join(folder, one));
    await removeEmptyFolders(folder, path.posix.dirname(one));
  }
}

/** TypeScript files under `folder`; folders that are projects of their own are not entered. */
async function readSources(folder: string): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  const enter = async (relative: string): Promise<void> => {
    for (const entry of await readdir(path.join(folder, relative), { withFileTypes: true })) {
      const inside = path.posix.join(relative, entry.name);
      if (entry.isFile() && entry.name.endsWith(".ts")) {
        found.set(inside, await readFile(path.join(folder, inside), "utf8"));
      } else if (entry.isDirectory() && mayHoldGenerated(path.join(folder, inside))) {
        await enter(inside);
      }
    }
  };
  if (existsSync(folder)) await enter("");
  return found;
}

function mayHoldGenerated(folder: string): boolean {
  const name = path.basename(folder);
  return name !== "node_modules" && !name.startsWith(".") && !existsSync(path.join(folder, "package.json"));
}

async function removeEmptyFolders(root: string, relative: string): Promise<void> {
  for (let inside = relative; inside !== "." && inside !== ""; inside = path.posix.dirname(inside)) {
    const folder = path.join(root, inside);
    if ((await readdir(folder)).length > 0) return;
    await rmdir(folder);
  }
}
