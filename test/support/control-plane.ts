/**
 * Kubernetes' own controllers and scheduler, and kwok in place of kubelets, at work on a server under test. Their binaries come from
 * the folder that `CONTROLLERS_BIN` names or are compiled with Go, which takes minutes the first time.
 */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, execFile, spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { promisify } from "node:util";
import { repositoryRoot } from "./fixture.js";
import type { ServerProcess } from "./server-process.js";

const run = promisify(execFile);

const programs = ["kube-controller-manager", "kube-scheduler", "kwok"] as const;
type Name = (typeof programs)[number];

/** Go programs, and what kwok plays. */
const sources = join(repositoryRoot(), "test/clients/controllers");
/** Goes with the versions in its go.mod. */
const cacheName = "apiserver-test-controllers-1.36.3";
const buildTimeoutMs = 14 * 60_000;

export type FoundControllers = { readonly folder: string } | { readonly missing: string };

/** Rejects when they are to be compiled and do not. */
export async function findControllers(): Promise<FoundControllers> {
  const named = process.env.CONTROLLERS_BIN ?? "";
  if (named !== "") {
    const absent = programs.filter((name) => !existsSync(join(named, name)));
    return absent.length === 0 ? { folder: named } : { missing: `CONTROLLERS_BIN has no ${absent.join(", ")}` };
  }
  if (process.env.TEST_ALL !== "1") return { missing: "compiles kube-controller-manager; TEST_ALL=1 runs it" };
  if (spawnSync("go", ["version"]).status !== 0) return { missing: "there is no go on PATH, and no CONTROLLERS_BIN" };
  const folder = join(tmpdir(), cacheName);
  await mkdir(folder, { recursive: true });
  const build = ["build", "-trimpath", "-o", `${folder}/`, "./..."];
  if (programs.some((name) => !existsSync(join(folder, name)))) {
    await run("go", build, { cwd: sources, timeout: buildTimeoutMs });
  }
  return { folder };
}

/** One that runs, and what it said. */
export class RunningController {
  readonly name: string;
  readonly #child: ChildProcessByStdio<null, null, Readable>;
  readonly #closed: Promise<unknown>;
  #wasEnded = false;
  log = "";

  constructor(path: string, flags: readonly string[]) {
    this.name = basename(path);
    this.#child = spawn(path, flags, { stdio: ["ignore", "ignore", "pipe"] });
    this.#closed = once(this.#child, "close");
    this.#child.stderr.on("data", (chunk: Buffer) => (this.log += chunk.toString()));
  }

  /** It ended and nobody asked for it. */
  get gaveUp(): boolean {
    return !this.#wasEnded && (this.#child.exitCode !== null || this.#child.signalCode !== null);
  }

  async kill9(): Promise<void> {
    this.#wasEnded = true;
    this.#child.kill("SIGKILL");
    await this.#closed;
  }
}

/** Of the end of a log. */
const shownCharacters = 2000;

export interface Authority {
  readonly certificate: string;
  readonly key: string;
}

export class ControlPlane {
  readonly #server: ServerProcess;
  readonly #binaries: string;
  readonly #folder: string;
  readonly #started: RunningController[] = [];

  private constructor(server: ServerProcess, { binaries, folder }: { binaries: string; folder: string }) {
    this.#server = server;
    this.#binaries = binaries;
    this.#folder = folder;
  }

  /** `authority` signs certificates that are asked for, and tokens; PEM. */
  static async prepare(server: ServerProcess, binaries: string, authority: Authority): Promise<ControlPlane> {
    const folder = await mkdtemp(join(tmpdir(), "apiserver-controllers-"));
    await writeFile(join(folder, "ca.crt"), authority.certificate);
    await writeFile(join(folder, "ca.key"), authority.key);
    return new ControlPlane(server, { binaries, folder });
  }

  startManager(): RunningController {
    const file = (name: string): string => join(this.#folder, name);
    return this.#start("kube-controller-manager", [
      "--controllers=*",
      "--use-service-account-credentials",
      `--service-account-private-key-file=${file("ca.key")}`,
      `--root-ca-file=${file("ca.crt")}`,
      `--cluster-signing-cert-file=${file("ca.crt")}`,
      `--cluster-signing-key-file=${file("ca.key")}`,
      "--node-monitor-period=1s",
      // A heartbeat that is late on a busy machine, or over a restart, is no silence: kwok would leave the pods unready that it makes so.
      "--node-monitor-grace-period=20s",
      ...this.#serving,
    ]);
  }

  startScheduler(): RunningController {
    return this.#start("kube-scheduler", this.#serving);
  }

  /** Plays the nodes with the label `played-by`. */
  startKwok(playedBy: string): RunningController {
    return this.#start("kwok", [
      `--config=${join(sources, "stages.yaml")}`,
      `--manage-nodes-with-label-selector=played-by=${playedBy}`,
      "--node-lease-duration-seconds=4",
      "--cidr=10.0.0.1/24",
    ]);
  }

  /** Throws when one of them gave up, with what it said last. */
  check(): void {
    for (const { gaveUp, name, log } of this.#started)
      assert.ok(!gaveUp, `${name} gave up: ${log.slice(-shownCharacters)}`);
  }

  get logs(): readonly string[] {
    return this.#started.map(({ log }) => log);
  }

  async stop(): Promise<void> {
    await Promise.all(this.#started.map((controller) => controller.kill9()));
    await rm(this.#folder, { recursive: true, force: true });
  }

  get #serving(): readonly string[] {
    return [
      "--secure-port=0",
      "--leader-elect-lease-duration=4s",
      "--leader-elect-renew-deadline=3s",
      "--leader-elect-retry-period=1s",
    ];
  }

  #start(name: Name, flags: readonly string[]): RunningController {
    const path = join(this.#binaries, name);
    const controller = new RunningController(path, [`--kubeconfig=${this.#server.kubeconfig}`, ...flags]);
    this.#started.push(controller);
    return controller;
  }
}
