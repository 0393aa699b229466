/**
 * A user's project outside the repository: a temporary folder in which this very build is installed as the package `apiserver`, with the
 * repository's TypeScript beside it. Nothing is fetched.
 */
import { execFile } from "node:child_process";
import { cp, mkdir, mkdtemp, readFile, realpath, rm, symlink, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { TestContext } from "node:test";
import { repositoryRoot } from "./golden.js";

/** Folder this test was compiled to: `dist`, or a developer's own. */
const buildFolder = join(import.meta.dirname, "../../..");

/** An empty folder with `node_modules` in it. */
export async function userProject(t: TestContext, files: ReadonlyMap<string, string> = new Map()): Promise<string> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), "apiserver-project-")));
  t.after(() => rm(folder, { recursive: true, force: true }));
  await install(folder);
  await addFiles(folder, files);
  return folder;
}

export async function addFiles(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  for (const [path, text] of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
}

async function install(folder: string): Promise<void> {
  const repository = repositoryRoot();
  const modules = join(folder, "node_modules");
  const own = join(modules, "apiserver");
  await mkdir(own, { recursive: true });
  for (const name of ["typescript", "@types"])
    await symlink(join(repository, "node_modules", name), join(modules, name));
  for (const name of ["package.json", "bin"]) await cp(join(repository, name), join(own, name), { recursive: true });
  for (const name of ["node_modules", "api-definitions"]) await symlink(join(repository, name), join(own, name));
  await symlink(buildFolder, join(own, "dist"));
  await mkdir(join(modules, ".bin"));
  await symlink("../apiserver/bin/run.js", join(modules, ".bin/apiserver"));
  await symlink(join(repository, "node_modules/.bin/tsc"), join(modules, ".bin/tsc"));
}

export interface CommandResult {
  readonly code: number;
  readonly output: string;
}

/** Runs a program of the project's `node_modules/.bin`, or any other, in the project. */
export function run(folder: string, program: string, args: readonly string[]): Promise<CommandResult> {
  const path = `${join(folder, "node_modules/.bin")}:${process.env.PATH ?? ""}`;
  // a test runner inside a test runner must not report to the outer one
  const { NODE_TEST_CONTEXT: _, ...environment } = process.env;
  return new Promise((resolve) => {
    execFile(program, args, { cwd: folder, env: { ...environment, PATH: path } }, (error, stdout, stderr) => {
      resolve({ code: error === null ? 0 : Number(error.code ?? 1), output: stdout + stderr });
    });
  });
}

/** The project's own `npm test` without what builds: only the runner differs between versions of Node. */
export async function runTests(folder: string): Promise<CommandResult> {
  const { scripts } = JSON.parse(await readFile(join(folder, "package.json"), "utf8")) as { scripts: { test: string } };
  return run(folder, "sh", ["-c", scripts.test.split(" && ").at(-1) ?? ""]);
}
