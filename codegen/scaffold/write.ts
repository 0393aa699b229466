/** Writes the files of a scaffold. A file that is there is kept, whatever is in it: running twice destroys nothing. */
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../src/util/make-folder.js";

export interface ScaffoldFile {
  /** Relative to the project, with forward slashes. */
  readonly path: string;
  readonly text: string;
}

export interface WrittenFiles {
  readonly created: readonly string[];
  /** Were there and say what the scaffold would have said. */
  readonly unchanged: readonly string[];
  /** Were there and say something else. */
  readonly kept: readonly string[];
}

export async function writeNewFiles(root: string, files: readonly ScaffoldFile[]): Promise<WrittenFiles> {
  const created: string[] = [];
  const unchanged: string[] = [];
  const kept: string[] = [];
  for (const file of files) {
    const target = path.join(root, file.path);
    makeFolder(path.dirname(target));
    if (await writeIfAbsent(target, file.text)) created.push(file.path);
    else if ((await readFile(target, "utf8")) === file.text) unchanged.push(file.path);
    else kept.push(file.path);
  }
  return { created, unchanged, kept };
}

/** `wx` decides and writes in one step, so no file that appears in between is lost. */
async function writeIfAbsent(target: string, text: string): Promise<boolean> {
  try {
    await writeFile(target, text, { flag: "wx" });
    return true;
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "EEXIST") return false;
    throw error;
  }
}
