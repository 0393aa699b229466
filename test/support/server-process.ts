/**
 * The built server as a child process of a test: its own data folder, a free port that it keeps over restarts, and the ways a
 * server ends. What it logs is kept for the message of a failed start.
 */
import { type ChildProcessByStdio, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { Agent, request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Readable } from "node:stream";
import { fileURLToPath } from "node:url";
import { repositoryRoot } from "./fixture.js";
import { lastingPort } from "./ports.js";

/** The compiled tree this file is in. */
const compiled = fileURLToPath(new URL("../../", import.meta.url));

/** Arguments of node that run `apiserver serve`. */
export const serveCommand: readonly string[] =
  compiled === join(repositoryRoot(), "dist/")
    ? [join(repositoryRoot(), "bin/run.js"), "serve"]
    : [fileURLToPath(new URL("serve-main.js", import.meta.url))];

/** Longer than a start takes on the slowest machine. */
const readyTimeoutMs = 180_000;

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly text: string;
  /** The body as JSON; throws when it is none. */
  json<T>(): T;
}

export interface ServerProcessOptions {
  /** A folder the caller made and removes; absent: one of its own. */
  readonly dataDir?: string;
  readonly flags?: readonly string[];
  /** A program and its arguments that run the server's command line, `prlimit` for one. */
  readonly wrapper?: readonly string[];
}

export interface Ended {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

interface Life {
  readonly child: ChildProcessByStdio<null, Readable, Readable>;
  readonly ended: Promise<Ended>;
  stdout: string;
  stderr: string;
}

export class ServerProcess {
  readonly dataDir: string;
  readonly #options: ServerProcessOptions;
  readonly #agent = new Agent({ keepAlive: true, rejectUnauthorized: false, maxSockets: 64 });
  #life: Life;
  readonly #port: number;
  #token = "";

  private constructor(options: ServerProcessOptions, { dataDir, port }: { dataDir: string; port: number }) {
    this.#options = options;
    this.#port = port;
    this.dataDir = dataDir;
    this.#life = this.#spawn();
  }

  /** Resolves when the server is ready. Rejects with what it logged when it ends before. */
  static async start(options: ServerProcessOptions = {}): Promise<ServerProcess> {
    const dataDir = options.dataDir ?? (await mkdtemp(join(tmpdir(), "apiserver-served-")));
    for (;;) {
      const server = new ServerProcess(options, { dataDir, port: await lastingPort() });
      try {
        await server.#untilReady();
        return server;
      } catch (error) {
        // Somebody took the port after it was found free.
        if (!server.log.includes("the port is in use")) throw error;
      }
    }
  }

  get url(): string {
    return `https://127.0.0.1:${this.#port}`;
  }

  get port(): number {
    return this.#port;
  }

  get token(): string {
    return this.#token;
  }

  get pid(): number {
    return this.#life.child.pid ?? 0;
  }

  get kubeconfig(): string {
    return join(this.dataDir, "kubeconfig");
  }

  /** What this life of the server logged so far. */
  get log(): string {
    return this.#life.stderr;
  }

  /** Resolves when the running life is over. */
  get ended(): Promise<Ended> {
    return this.#life.ended;
  }

  /** SIGTERM; resolves with how it ended. */
  async terminate(): Promise<Ended> {
    this.#life.child.kill("SIGTERM");
    return this.#life.ended;
  }

  async kill9(): Promise<void> {
    this.#life.child.kill("SIGKILL");
    await this.#life.ended;
  }

  /** Starts it again on the same port and folder, after a graceful end if it still runs. */
  async restart(): Promise<void> {
    if (this.#life.child.exitCode === null && this.#life.child.signalCode === null) await this.terminate();
    this.#life = this.#spawn();
    await this.#untilReady();
  }

  /** Ends it and removes the folder if it is its own. */
  async stop(): Promise<void> {
    this.#agent.destroy();
    await this.kill9();
    if (this.#options.dataDir === undefined) await rm(this.dataDir, { recursive: true, force: true });
  }

  /** Sends a request as the administrator; an object goes as JSON, a PATCH as a merge patch. */
  request(method: string, path: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> {
    const usual = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const payload =
      body === undefined || typeof body === "string" || Buffer.isBuffer(body) ? body : JSON.stringify(body);
    return new Promise((resolve, reject) => {
      const sent = request(
        {
          host: "127.0.0.1",
          port: this.#port,
          method,
          path,
          agent: this.#agent,
          headers: {
            authorization: `Bearer ${this.#token}`,
            ...(payload === undefined ? {} : { "content-type": usual, "content-length": Buffer.byteLength(payload) }),
            ...headers,
          },
        },
        (response) => {
          const chunks: Buffer[] = [];
          response.on("data", (chunk: Buffer) => chunks.push(chunk));
          response.on("error", reject);
          response.on("end", () => {
            const text = Buffer.concat(chunks).toString("utf8");
            resolve({
              status: response.statusCode ?? 0,
              headers: response.headers,
              text,
              json: <T>() => JSON.parse(text) as T,
            });
          });
        },
      );
      sent.on("error", reject);
      sent.end(payload);
    });
  }

  #spawn(): Life {
    const { flags = [], wrapper = [] } = this.#options;
    const [command = "", ...args] = [
      ...wrapper,
      process.execPath,
      ...serveCommand,
      `--data-dir=${this.dataDir}`,
      `--secure-port=${this.#port}`,
      ...flags,
    ];
    const child = spawn(command, args, { stdio: ["ignore", "pipe", "pipe"] });
    const ended = once(child, "close").then(([code, signal]) => ({
      code: code as number | null,
      signal: signal as NodeJS.Signals | null,
      stdout: life.stdout,
      stderr: life.stderr,
    }));
    const life: Life = { child, ended, stdout: "", stderr: "" };
    child.stdout.on("data", (chunk: Buffer) => (life.stdout += chunk.toString()));
    child.stderr.on("data", (chunk: Buffer) => (life.stderr += chunk.toString()));
    return life;
  }

  async #untilReady(): Promise<void> {
    const deadline = Date.now() + readyTimeoutMs;
    let over = false;
    void this.#life.ended.then(() => (over = true));
    while (!over && Date.now() < deadline) {
      if (this.#life.stdout.includes("\nTry ") && (await this.#isReady())) return;
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
    if (!over) await this.kill9();
    throw new Error(`the server did not become ready: ${this.#life.stderr}`);
  }

  async #isReady(): Promise<boolean> {
    try {
      if (this.#token === "") {
        const kubeconfig = await readFile(this.kubeconfig, "utf8").catch(() => "");
        this.#token = /token: "(.+)"/.exec(kubeconfig)?.[1] ?? "";
      }
      return (await this.request("GET", "/readyz")).status === 200;
    } catch {
      return false;
    }
  }
}
