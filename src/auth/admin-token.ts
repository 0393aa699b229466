/**
 * The admin token of a server nobody configured authentication for: made once, kept in the data folder with mode
 * 0600, read again on later starts. The token itself is never logged.
 */
import { randomBytes } from "node:crypto";
import { chmod, open, readFile } from "node:fs/promises";
import { type Caller, mastersGroup } from "./caller.js";
import { withAuthenticated } from "./token-file.js";

const tokenBytes = 32;

export const adminCaller: Caller = {
  name: "kubernetes-admin",
  uid: "",
  groups: withAuthenticated([mastersGroup]),
  extra: {},
};

/** Returns the token in `path`, making the file when it is absent. Rejects with the system's error. */
export async function ensureAdminToken(path: string): Promise<string> {
  const kept = await readToken(path);
  if (kept !== undefined) return kept;
  const token = randomBytes(tokenBytes).toString("base64url");
  try {
    const file = await open(path, "wx", 0o600);
    try {
      await file.writeFile(`${token}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return token;
  } catch (error) {
    // Another start on the same folder was first: its token counts.
    if ((error as NodeJS.ErrnoException).code !== "EEXIST") throw error;
    return (await readToken(path)) ?? token;
  }
}

async function readToken(path: string): Promise<string | undefined> {
  try {
    const text = (await readFile(path, "utf8")).trim();
    if (text === "") return undefined;
    await chmod(path, 0o600);
    return text;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === "ENOENT") return undefined;
    throw error;
  }
}
