/**
 * The server's own folder: made private, because the admin token lives in it, and kept out of git.
 */
import { access, constants, mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { folderError, systemCode } from "./start-error.js";

/** Throws `StartError`. */
export async function prepareDataDir(path: string): Promise<void> {
  try {
    const made = await mkdir(path, { recursive: true, mode: 0o700 });
    await access(path, constants.R_OK | constants.W_OK | constants.X_OK);
    if (made !== undefined) await writeFile(join(path, ".gitignore"), "*\n", { flag: "wx" }).catch(ignoreExisting);
  } catch (error) {
    throw folderError(path, "--data-dir", error);
  }
}

function ignoreExisting(error: unknown): void {
  if (systemCode(error) !== "EEXIST") throw error;
}
