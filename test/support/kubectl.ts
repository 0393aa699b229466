/**
 * Runs a real kubectl against a server of its own, with its caches and configuration in a temporary folder, and gives what it
 * printed. A test file calls `kubectlTests` once; without a kubectl its tests are skipped with the reason.
 */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { once } from "node:events";
import { copyFile, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { after, before, test } from "node:test";
import { findKubectl } from "./find-kubectl.js";
import { ServerProcess } from "./server-process.js";

/** Longer than any command here needs; one that hangs is a failure. */
const commandTimeoutMs = 60_000;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

interface Cluster {
  readonly path: string;
  readonly version: string;
  /** Its current context says server, user and namespace. */
  readonly kubeconfig: string;
  readonly folder: string;
  readonly namespace: string;
}

export class Kubectl {
  readonly namespace: string;
  readonly #cluster: Cluster;

  constructor(cluster: Cluster) {
    this.namespace = cluster.namespace;
    this.#cluster = cluster;
  }

  /** Runs `kubectl` with the words of `command` (split at blanks; "quoted words" stay whole). */
  run(command: string, options: RunOptions = {}): Promise<Ran> {
    return this.runWords(words(command), options);
  }

  async runWords(args: readonly string[], { input, env = {} }: RunOptions = {}): Promise<Ran> {
    const child = spawn(this.#cluster.path, this.#arguments(args), {
      env: this.#environment(env),
      timeout: commandTimeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr };
  }

  /** Asserts that the command succeeds and says nothing on stderr; resolves with what it printed. */
  async ok(command: string, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    assert.equal(code, 0, `kubectl ${command}: ${stderr}${stdout}`);
    assert.equal(stderr, "", `kubectl ${command}`);
    return stdout;
  }

  /** As `ok`, with the output read as JSON. */
  async json<T>(command: string): Promise<T> {
    return JSON.parse(await this.ok(`${command} -o json`)) as T;
  }

  /** Asserts that the command fails; resolves with what it complained. */
  async fails(command: string, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    assert.notEqual(code, 0, `kubectl ${command} succeeded: ${stdout}`);
    return stderr;
  }

  /** Starts a command that goes on until it is killed. */
  start(command: string): RunningKubectl {
    const child = spawn(this.#cluster.path, this.#arguments(words(command)), {
      env: this.#environment({}),
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new RunningKubectl(child);
  }

  /** Writes a manifest; resolves with its path. */
  async file(name: string, text: string, mode = 0o644): Promise<string> {
    const path = join(this.#cluster.folder, name);
    await writeFile(path, text, { mode });
    return path;
  }

  #arguments(args: readonly string[]): readonly string[] {
    return ["--kubeconfig", this.#cluster.kubeconfig, ...args];
  }

  #environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const { PATH = "" } = process.env;
    const { folder } = this.#cluster;
    return { PATH, HOME: folder, KUBECACHEDIR: join(folder, "cache"), TZ: "UTC", ...more };
  }
}

export class RunningKubectl {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  #stdout = "";
  #over = false;

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (this.#stdout += chunk.toString()));
    child.on("close", () => (this.#over = true));
  }

  /** Resolves with everything printed so far once it matches. Rejects when the command ends or takes too long. */
  async until(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + commandTimeoutMs;
    while (!pattern.test(this.#stdout)) {
      assert(!this.#over && Date.now() < deadline, `no ${pattern} in ${this.#stdout}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.#stdout;
  }

  async end(): Promise<string> {
    this.#child.kill("SIGTERM");
    if (!this.#over) await once(this.#child, "close");
    return this.#stdout;
  }
}

/** One rule to prove with kubectl. */
export type KubectlTest = (name: string, body: (kubectl: Kubectl) => Promise<void>) => void;

/**
 * Gives a `test` whose bodies get a kubectl, all in one namespace of one server that lives as long as the file's tests. With
 * `APISERVER_TEST_KUBECONFIG` they run against that cluster instead: so the tests themselves are proved on a kube-apiserver.
 */
export async function kubectlTests(): Promise<KubectlTest> {
  const found = await findKubectl();
  if ("missing" in found) return (name) => void test(name, { skip: found.missing }, () => {});
  const foreign = process.env.APISERVER_TEST_KUBECONFIG;
  let server: ServerProcess | undefined;
  let kubectl: Kubectl | undefined;
  let folder = "";
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "apiserver-kubectl-home-"));
    if (foreign === undefined) server = await ServerProcess.start();
    const kubeconfig = join(folder, "kubeconfig");
    await copyFile(server?.kubeconfig ?? foreign ?? "", kubeconfig);
    const namespace = `t-${randomBytes(4).toString("hex")}`;
    kubectl = new Kubectl({ ...found, kubeconfig, folder, namespace });
    await kubectl.ok("create -f -", { input: `{apiVersion: v1, kind: Namespace, metadata: {name: ${namespace}}}` });
    await kubectl.ok(`config set-context --current --namespace=${namespace}`);
    // A kube-apiserver admits no pod before a controller has made its namespace's service account.
    if (foreign !== undefined) await kubectl.run("create serviceaccount default");
  });
  after(async () => {
    await kubectl?.run(`delete namespace ${kubectl.namespace} --wait=false`);
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });
  return (name, body) => {
    test(name, async () => {
      assert(kubectl !== undefined);
      await body(kubectl);
    });
  };
}

function words(command: string): readonly string[] {
  return Array.from(command.matchAll(/(?:[^\s"]|"[^"]*")+/g), ([word]) => word.replaceAll('"', ""));
}

/** A table kubectl printed: its header and its rows, cells split where two or more blanks are. */
export function tableOf(text: string): { readonly header: readonly string[]; readonly rows: readonly string[][] } {
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd().split(/ {2,}/));
  return { header, rows };
}
