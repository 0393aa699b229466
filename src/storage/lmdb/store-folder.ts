/** Where the store lives inside a server's data folder: known to the server and to the commands that look after it. */
import path from "node:path";

export function storeFolderIn(dataDir: string): string {
  return path.join(dataDir, "store");
}
