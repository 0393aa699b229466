/**
 * The admin token of a server nobody configured authentication for: made once, kept in the data folder with mode
 * 0600, read again on later starts. The token itself is never logged.
 */
import { randomBytes } from "node:crypto";
import { chmod, link, open, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { type Caller, mastersGroup } from "./caller.js";
import { withAuthenticated } from "./token-file.js";

const tokenBytes = 32;

export const adminCaller: Caller = {
  name: "kubernetes-admin",
  uid: "",
  groups: withAuthenticated([mastersGroup]),
  extra: {},
};

/**
 * Returns the token in `path`, making the file when it is absent, or empty as a full disk or a lost write leaves it.
 * Rejects with the system's error; the file is there whole or not at all.
 */
export async function ensureAdminToken(path: string): Promise<string> {
  const token = (await readToken(path)) ?? (await makeToken(path));
  await removeLeftovers(path);
  return token;
}

async function makeToken(path: string): Promise<string> {
  const token = randomBytes(tokenBytes).toString("base64url");
  const partial = `${path}.${randomBytes(6).toString("hex")}.partial`;
  try {
    const file = await open(partial, "wx", 0o600);
    try {
      await file.writeFile(`${token}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
    return await putInPlace(partial, path, token);
  } finally {
    await rm(partial, { force: true });
  }
}

/**
 * Of two starts on the same folder the first one's token counts, hence a link: it never replaces a file. What is replaced is an empty
 * file, and where file systems have no links nothing is there yet.
 */
async function putInPlace(partial: string, path: string, token: string): Promise<string> {
  const linked = await link(partial, path).then(
    () => true,
    () => false,
  );
  if (linked) return token;
  const rival = await readToken(path);
  if (rival !== undefined) return rival;
  await rename(partial, path);
  return token;
}

/**
 * Drafts of starts that were killed. That of a start which is under way may be among them: it finds that there is a token by now, and takes
 * it. A draft that cannot be removed is as private as the token, and no reason not to start.
 */
async function removeLeftovers(path: string): Promise<void> {
  const folder = dirname(path);
  const drafts = (await readdir(folder)).filter(
    (name) => name.startsWith(`${basename(path)}.`) && name.endsWith(".partial"),
  );
  await Promise.allSettled(drafts.map((name) => rm(join(folder, name), { force: true })));
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
