/** Loads a server and tells what it cost: requests per second, latencies, the server's own processor time per request, memory. */
import { readFileSync } from "node:fs";
import { Connection, type RequestSpec, type Target } from "./http-client.js";

export interface Server {
  readonly name: string;
  readonly target: Target;
  /** Every process that belongs to it; their processor time is added up. */
  readonly pids: readonly number[];
}

export interface Result {
  readonly load: string;
  readonly perSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Server processor time per request (or per event delivered), µs. */
  readonly cpuUs: number;
  readonly bad: number;
  readonly requests: number;
}

export interface Load {
  readonly name: string;
  readonly connections: number;
  readonly seconds: number;
  /** `connection` counts from 0, `n` over all connections from 1. */
  readonly request: (connection: number, n: number) => RequestSpec;
}

const ticksPerSecond = 100;

/** User and system time of all processes, in seconds. */
export function cpuSeconds(pids: readonly number[]): number {
  let total = 0;
  for (const pid of pids) {
    const stat = readFileSync(`/proc/${pid}/stat`, "latin1");
    const fields = stat.slice(stat.lastIndexOf(")") + 2).split(" ");
    total += (Number(fields[11]) + Number(fields[12])) / ticksPerSecond;
  }
  return total;
}

/** Resident memory of all processes, MB: now and at its highest. */
export function memoryMb(pids: readonly number[]): { readonly now: number; readonly peak: number } {
  let now = 0;
  let peak = 0;
  for (const pid of pids) {
    const status = readFileSync(`/proc/${pid}/status`, "latin1");
    now += Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
    peak += Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  }
  return { now, peak };
}

export async function runLoad(server: Server, load: Load): Promise<Result> {
  const connections = await openAll(server.target, load.connections);
  const latencies: number[] = [];
  let bad = 0;
  let n = 0;
  const cpuBefore = cpuSeconds(server.pids);
  const started = performance.now();
  const until = started + load.seconds * 1000;
  const drive = async (connection: Connection, index: number): Promise<void> => {
    while (performance.now() < until) {
      n++;
      const sent = performance.now();
      const answer = await connection.send(load.request(index, n));
      latencies.push(performance.now() - sent);
      if (answer.code >= 300) bad++;
    }
  };
  await Promise.all(connections.map(drive));
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuSeconds(server.pids) - cpuBefore;
  for (const connection of connections) connection.close();
  return summarize({ load: load.name, latencies, seconds, cpu, bad, count: latencies.length });
}

export async function openAll(target: Target, count: number): Promise<readonly Connection[]> {
  const connections: Connection[] = [];
  for (let at = 0; at < count; at += 64) {
    const batch = Array.from({ length: Math.min(64, count - at) }, () => Connection.open(target));
    connections.push(...(await Promise.all(batch)));
  }
  return connections;
}

interface Raw {
  readonly load: string;
  readonly latencies: number[];
  readonly seconds: number;
  readonly cpu: number;
  readonly bad: number;
  readonly count: number;
}

export function summarize({ load, latencies, seconds, cpu, bad, count }: Raw): Result {
  latencies.sort((a, b) => a - b);
  const at = (share: number): number =>
    latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
  return {
    load,
    perSecond: count / seconds,
    p50Ms: at(0.5),
    p99Ms: at(0.99),
    cpuUs: (cpu * 1e6) / Math.max(count, 1),
    bad,
    requests: count,
  };
}

/** The sum of a metric's samples as `/metrics` has them now; 0 where the server has no such metric. */
export async function metricValue(server: Server, name: string): Promise<number> {
  const connection = await Connection.open(server.target);
  const { body } = await connection.send({ method: "GET", path: "/metrics", accept: "text/plain" }, true);
  connection.close();
  const samples = body.split("\n").filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `));
  return samples.reduce((sum, line) => sum + Number(line.slice(line.lastIndexOf(" ") + 1)), 0);
}

/** Makes objects as fast as the server takes them; not measured. */
export async function fill(server: Server, count: number, request: (n: number) => RequestSpec): Promise<void> {
  const connections = await openAll(server.target, 32);
  let n = 0;
  await Promise.all(
    connections.map(async (connection) => {
      while (n < count) {
        const answer = await connection.send(request(++n), true);
        if (answer.code >= 300 && answer.code !== 409) throw new Error(`fill: ${answer.code} ${answer.body}`);
      }
    }),
  );
  for (const connection of connections) connection.close();
}
