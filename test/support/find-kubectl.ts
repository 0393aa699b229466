/** Finds a kubectl for the tests: the one `KUBECTL` names, else the one on PATH, else the one an npm package holds. */
import { execFile } from "node:child_process";
import { promisify } from "node:util";
import { programFromNpm, whyNone } from "./npm-programs.js";

const run = promisify(execFile);

/** Older ones lack options the tests use. */
const oldestMinor = 33;

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
    const path = await programFromNpm("kubectl");
    const version = await versionOf(path);
    return version === undefined ? { missing: `${path} does not run on this machine` } : { path, version };
  } catch (error) {
    return { missing: `no kubectl on PATH, and ${whyNone(error)}` };
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
