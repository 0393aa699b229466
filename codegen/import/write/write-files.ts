/**
 * Writes imported files and keeps what people changed: a manifest remembers what an import wrote, so a file that
 * looks otherwise was edited by hand and stays, unless `force` says so.
 */
import { createHash } from "node:crypto";
import { readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { makeFolder } from "../../../src/util/make-folder.js";

export interface WriteReport {
  readonly created: readonly string[];
  readonly updated: readonly string[];
  readonly unchanged: readonly string[];
  /** Edited by hand and left alone. */
  readonly kept: readonly string[];
}

export interface WriteOptions {
  /** Overwrites files that were edited by hand. */
  readonly force: boolean;
  readonly onProgress?: (done: number, of: number) => void;
}

/** Written beside the definitions; safe to delete: every file that differs then counts as edited. */
export const manifestName = ".imported.json";

export async function writeFiles(
  dir: string,
  files: ReadonlyMap<string, string>,
  options: WriteOptions,
): Promise<WriteReport> {
  const manifest = await readManifest(dir);
  const report = { created: [] as string[], updated: [] as string[], unchanged: [] as string[], kept: [] as string[] };
  let done = 0;
  for (const [file, text] of files) {
    const target = path.join(dir, file);
    const present = await readFile(target, "utf8").catch(() => undefined);
    const edited = present !== undefined && present !== text && manifest.get(file) !== digest(present);
    if (present === text) report.unchanged.push(file);
    else if (edited && !options.force) report.kept.push(file);
    else {
      makeFolder(path.dirname(target));
      await writeFile(target, text);
      (present === undefined ? report.created : report.updated).push(file);
    }
    if (!edited || options.force) manifest.set(file, digest(text));
    options.onProgress?.(++done, files.size);
  }
  makeFolder(dir);
  const sorted = Object.fromEntries([...manifest].sort(([a], [b]) => (a < b ? -1 : 1)));
  await writeFile(path.join(dir, manifestName), `${JSON.stringify(sorted, undefined, 2)}\n`);
  return report;
}

async function readManifest(dir: string): Promise<Map<string, string>> {
  const text = await readFile(path.join(dir, manifestName), "utf8").catch(() => "{}");
  return new Map(Object.entries(JSON.parse(text) as Record<string, string>));
}

function digest(text: string): string {
  return createHash("sha256").update(text).digest("base64url").slice(0, 22);
}
