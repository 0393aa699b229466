/** A command line program under test: it runs commands in a folder of its own and gives what they printed. */
import assert from "node:assert/strict";
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { writeFile } from "node:fs/promises";
import { basename, join } from "node:path";
import type { Readable } from "node:stream";
import { withoutTimings } from "./transcript-normalise.js";

/** Longer than any command here needs on the slowest machine; one that hangs is a failure. */
const commandTimeoutMs = 300_000;

export interface Ran {
  readonly code: number | null;
  readonly stdout: string;
  /** Without what client-go logs of its own haste. */
  readonly stderr: string;
}

export interface RunOptions {
  readonly input?: string;
  readonly env?: Readonly<Record<string, string>>;
}

export interface ProgramOptions {
  readonly path: string;
  /** Its current context says server, user and namespace. */
  readonly kubeconfig: string;
  /** Its home and where it runs, with the files it is given; the caller makes and removes it. */
  readonly folder: string;
}

export class Program {
  readonly #options: ProgramOptions;
  readonly #name: string;

  constructor(options: ProgramOptions) {
    this.#options = options;
    this.#name = basename(options.path);
  }

  /** Runs it with the words of `command` (split at blanks; "quoted words" stay whole, \\" is a quote). */
  run(command: string, options: RunOptions = {}): Promise<Ran> {
    return this.runWords(words(command), options);
  }

  async runWords(args: readonly string[], { input, env = {} }: RunOptions = {}): Promise<Ran> {
    const child = spawn(this.#options.path, this.#arguments(args), {
      env: this.#environment(env),
      cwd: this.#options.folder,
      timeout: commandTimeoutMs,
    });
    let stdout = "";
    let stderr = "";
    child.stdout.on("data", (chunk: Buffer) => (stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
    child.stdin.on("error", () => {});
    child.stdin.end(input ?? "");
    const [code] = (await once(child, "close")) as [number | null];
    return { code, stdout, stderr: withoutTimings(stderr) };
  }

  /** Asserts that the command succeeds and says nothing on stderr; resolves with what it printed. */
  async ok(command: string, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    assert.equal(code, 0, `${this.#name} ${command}: ${stderr}${stdout}`);
    assert.equal(stderr, "", `${this.#name} ${command}`);
    return stdout;
  }

  /** As `ok`, with the output read as JSON. */
  async json<T>(command: string): Promise<T> {
    return JSON.parse(await this.ok(`${command} -o json`)) as T;
  }

  /** Asserts that the command fails; resolves with what it complained. */
  async fails(command: string, options: RunOptions = {}): Promise<string> {
    const { code, stdout, stderr } = await this.run(command, options);
    assert.notEqual(code, 0, `${this.#name} ${command} succeeded: ${stdout}`);
    return stderr;
  }

  /** Starts a command that goes on until it is killed. */
  start(command: string): RunningProgram {
    const child = spawn(this.#options.path, this.#arguments(words(command)), {
      env: this.#environment({}),
      cwd: this.#options.folder,
      stdio: ["ignore", "pipe", "pipe"],
    });
    return new RunningProgram(child);
  }

  /** Writes a manifest; resolves with its path. */
  async file(name: string, text: string, mode = 0o644): Promise<string> {
    const path = join(this.#options.folder, name);
    await writeFile(path, text, { mode });
    return path;
  }

  #arguments(args: readonly string[]): readonly string[] {
    return ["--kubeconfig", this.#options.kubeconfig, ...args];
  }

  #environment(more: Readonly<Record<string, string>>): NodeJS.ProcessEnv {
    const { PATH = "" } = process.env;
    const { folder } = this.#options;
    return { PATH, HOME: folder, KUBECACHEDIR: join(folder, "cache"), TZ: "UTC", ...more };
  }
}

/** A kubectl, with the namespace its commands are about. */
export class Kubectl extends Program {
  readonly namespace: string;

  constructor(options: ProgramOptions & { readonly namespace: string }) {
    super(options);
    this.namespace = options.namespace;
  }
}

export class RunningProgram {
  readonly #child: ChildProcessByStdio<null, Readable, Readable>;
  /** On both streams. */
  #printed = "";
  #over = false;

  constructor(child: ChildProcessByStdio<null, Readable, Readable>) {
    this.#child = child;
    child.stdout.on("data", (chunk: Buffer) => (this.#printed += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (this.#printed += chunk.toString()));
    child.on("close", () => (this.#over = true));
  }

  /** Resolves with everything printed so far once it matches. Rejects when the command ends or takes too long. */
  async until(pattern: RegExp): Promise<string> {
    const deadline = Date.now() + commandTimeoutMs;
    while (!pattern.test(this.#printed)) {
      assert(!this.#over && Date.now() < deadline, `no ${pattern} in ${this.#printed}`);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    return this.#printed;
  }

  async end(): Promise<string> {
    this.#child.kill("SIGTERM");
    if (!this.#over) await once(this.#child, "close");
    return this.#printed;
  }
}

function words(command: string): readonly string[] {
  return Array.from(command.matchAll(/(?:[^\s"\\]|\\.|"[^"]*")+/g), ([word]) =>
    word.replaceAll(/(?<!\\)"/g, "").replaceAll('\\"', '"'),
  );
}
