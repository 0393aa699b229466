/** A consistent copy of an open store: what was committed when it began, without free pages, complete or not there at all. */
import fs from "node:fs";
import path from "node:path";
import { makeFolder } from "../../util/make-folder.js";
import { StoreError } from "../store.js";
import { type Environment, storeFileName, toStoreError } from "./environment.js";
import { fileSystem, syncFolder } from "./format.js";

/** Refuses a folder that already has a store. Returns the bytes written. */
export async function copyStore(environment: Environment, folder: string): Promise<number> {
  const file = path.join(folder, storeFileName);
  fileSystem(folder, () => makeFolder(folder, 0o700));
  if (fs.existsSync(file)) {
    throw new StoreError({ kind: "Unavailable", detail: `${file} exists already; name a folder that holds no store.` });
  }
  const draft = `${file}.partial`;
  await copyTo(environment, draft);
  return fileSystem(folder, () => {
    fs.renameSync(draft, file);
    syncFolder(folder);
    return fs.statSync(file).size;
  });
}

/** Writes `file` anew and makes it durable; nothing is left of it when that fails. */
export async function copyTo(environment: Environment, file: string): Promise<void> {
  fs.rmSync(file, { force: true });
  try {
    await environment.root.backup(file, true);
    // Secrets are in it.
    fs.chmodSync(file, 0o600);
    syncFile(file);
  } catch (error) {
    fs.rmSync(file, { force: true });
    throw toStoreError(error, file);
  }
}

export function syncFile(file: string): void {
  const descriptor = fs.openSync(file, "r+");
  try {
    fs.fsyncSync(descriptor);
  } finally {
    fs.closeSync(descriptor);
  }
}
