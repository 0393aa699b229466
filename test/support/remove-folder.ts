/** Removes a folder and all in it, also while an open store makes files there: its socket comes a moment after its opening. */
import { rm } from "node:fs/promises";

/** Each waits a little longer than the last; a store makes two files. */
const attempts = 10;

export function removeFolder(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: attempts });
}
