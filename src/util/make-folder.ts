/**
 * Makes a folder and those above it. Node's own way (`recursive`) never ends where the system says of a folder's child that it does not
 * exist although the folder does (/proc), so this asks for one folder at a time.
 */
import { existsSync, mkdirSync, statSync } from "node:fs";
import { dirname } from "node:path";

/** True when it was not there. Throws the system's error of the first folder that cannot be made. */
export function makeFolder(folder: string, mode = 0o777): boolean {
  const above = dirname(folder);
  if (!existsSync(above)) makeFolder(above, mode);
  try {
    mkdirSync(folder, { mode });
    return true;
  } catch (error) {
    if (isFolder(folder)) return false;
    throw error;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch {
    return false;
  }
}
