/** Which project a folder belongs to, and so where its generated code goes. */
import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { builtinConfig, type EmitConfig, userConfig } from "./emit/config.js";

export interface Project {
  /** Absolute path of the folder with package.json. */
  readonly root: string;
  readonly config: EmitConfig;
}

/** `definitions` and `out` are paths relative to `cwd`; without them the project's usual folders are meant. */
export async function findProject(
  cwd: string,
  choices: { readonly definitions?: string | undefined; readonly out?: string | undefined } = {},
): Promise<Project> {
  const root = projectRoot(cwd);
  const usual = (await isThisRepository(root)) ? builtinConfig : userConfig;
  const inProject = (chosen: string | undefined, fallback: string): string =>
    chosen === undefined ? fallback : posixPath(path.relative(root, path.resolve(cwd, chosen)));
  return {
    root,
    config: {
      ...usual,
      definitions: inProject(choices.definitions, usual.definitions),
      out: inProject(choices.out, usual.out),
    },
  };
}

/** Nearest folder upwards with a package.json, else `cwd` itself. */
function projectRoot(cwd: string): string {
  for (let folder = path.resolve(cwd); ; folder = path.dirname(folder)) {
    if (existsSync(path.join(folder, "package.json"))) return folder;
    if (path.dirname(folder) === folder) return path.resolve(cwd);
  }
}

/** The built-in APIs are generated beside the seam they call, by source path and not by package name. */
async function isThisRepository(root: string): Promise<boolean> {
  if (!existsSync(path.join(root, "src/registry/generated-api.v1.ts"))) return false;
  const manifest: unknown = JSON.parse(await readFile(path.join(root, "package.json"), "utf8"));
  return typeof manifest === "object" && manifest !== null && "name" in manifest && manifest.name === "apiserver";
}

function posixPath(relative: string): string {
  return relative.split(path.sep).join("/");
}
