/**
 * The server's own folder: made private, because the admin token lives in it, and kept out of git.
 */
import { access, constants, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { makeFolder } from "../../util/make-folder.js";
import { folderError, systemCode } from "./start-error.js";

/** Throws `StartError`. */
export async function prepareDataDir(path: string): Promise<void> {
  try {
    const made = makeFolder(path, 0o700);
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (made) await writeFile(join(path, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
  } catch (error) {
    throw folderError(path, "--data-dir", error);
  }
}

function ignoreExisting(error: unknown): void {
  if (systemCode(error) !== "EEXIST") throw error;
}
