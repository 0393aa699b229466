/** Reads checked-in test data from the source tree, wherever the compiled test runs from. */
import { existsSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

/** `path` from the repository's root: `test/unit/…/answers.json`. */
export function readFixture<T>(path: string): T {
  return JSON.parse(readFileSync(join(repositoryRoot(), path), "utf8")) as T;
}

/** The folder that holds package.json, seen from this file's compiled place. */
export function repositoryRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  while (!existsSync(join(folder, "package.json"))) {
    const parent = dirname(folder);
    if (parent === folder) throw new Error("no package.json above the tests");
    folder = parent;
  }
  return folder;
}
