/** Starts this project's server on an empty store in a folder of its own, and times how long it takes to be ready. */
import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { Connection, type Target } from "./http-client.js";
import { memoryMb, type Server } from "./measure.js";

export interface Measured {
  readonly server: Server;
  readonly idleMb: number;
  stop(): Promise<void>;
}

const root = join(dirname(fileURLToPath(import.meta.url)), "../../../..");
const startTimeoutMs = 20_000;
/** Lets start-up garbage go before memory is called idle. */
const settleMs = 3000;

/** `program`: the script to start; another build, to compare with. */
export async function startMeasured(program?: string): Promise<Measured> {
  const started = await start(program);
  await new Promise((resolve) => setTimeout(resolve, settleMs));
  return { ...started, idleMb: memoryMb(started.server.pids).now };
}

/** How long each of `count` starts took, the shortest first. */
export async function startsMs(count: number, program?: string): Promise<readonly number[]> {
  const took: number[] = [];
  for (let n = 1; n <= count; n++) {
    const { readyMs, stop } = await start(program);
    await stop();
    took.push(readyMs);
  }
  return took.sort((a, b) => a - b);
}

/** What Node takes to start and do nothing: how fast the machine is today. The middle one of `count`, in milliseconds. */
export function nodeAloneMs(count: number): number {
  const took = Array.from({ length: count }, () => {
    const begun = performance.now();
    spawnSync(process.execPath, ["-e", "0"]);
    return performance.now() - begun;
  });
  return took.sort((a, b) => a - b)[Math.floor(count / 2)] as number;
}

interface Started {
  readonly server: Server;
  readonly readyMs: number;
  stop(): Promise<void>;
}

async function start(program = join(root, "bin/run.js")): Promise<Started> {
  const dataDir = mkdtempSync(join(tmpdir(), "apiserver-bench-"));
  const port = await freePort();
  const token = "bench-token";
  const tokenFile = join(dataDir, "tokens.csv");
  writeFileSync(tokenFile, `${token},bench,bench,"system:masters"\n`, { mode: 0o600 });
  const args = [
    program,
    "serve",
    `--data-dir=${join(dataDir, "data")}`,
    `--secure-port=${port}`,
    `--token-auth-file=${tokenFile}`,
    "--max-requests-inflight=100000",
    "--max-mutating-requests-inflight=100000",
    "--enable-priority-and-fairness=false",
  ];
  const started = performance.now();
  const child = spawn(process.execPath, args, { stdio: ["ignore", "ignore", "inherit"] });
  const target: Target = { host: "127.0.0.1", port, tls: true, token };
  await ready(target, started + startTimeoutMs);
  return {
    server: { name: "apiserver", target, pids: [child.pid as number] },
    readyMs: performance.now() - started,
    stop: async () => {
      const ended = once(child, "exit");
      child.kill("SIGKILL");
      await ended;
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

/** One connection, as a client has it: a handshake for each question would be what is measured. */
async function ready(target: Target, deadline: number): Promise<void> {
  let connection: Connection | undefined;
  while (performance.now() < deadline) {
    try {
      connection ??= await Connection.open(target);
      const answer = await connection.send({ method: "GET", path: "/readyz" });
      if (answer.code === 200) {
        connection.close();
        return;
      }
    } catch {
      // Not listening yet.
    }
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
  throw new Error("the server did not become ready");
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.on("error", reject);
    server.listen(0, "127.0.0.1", () => {
      const address = server.address();
      server.close(() => resolve(typeof address === "object" && address !== null ? address.port : 0));
    });
  });
}
