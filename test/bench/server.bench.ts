/**
 * `npm run bench`: starts a server on an empty store, loads it, prints what each request costs it.
 *
 *   npm run bench
 *   npm run bench -- --against https://127.0.0.1:16443 --token TOKEN --pid 12,34    the same loads on another server, in turn, with ratios
 *   npm run bench -- --seconds 5 --only get,create                  keys: server/loads.ts, watch, memory
 *   npm run bench -- --program ../other/bin/run.js                  another build of this server
 *
 * Processor time per request is the figure to look at: it stays comparable on a busy machine.
 */
import { parseArgs } from "node:util";
import { byLabel, cleanUp, makeListedPods, makeServiceAccount, readsAndWrites, type Step } from "./server/loads.js";
import { memoryMb, type Result, runLoad, type Server } from "./server/measure.js";
import { filledMb } from "./server/memory.js";
import { nodeAloneMs, startMeasured, startsMs } from "./server/start.js";
import { runWatchLoad, type WatchEncoding } from "./server/watch-load.js";

/** A start is short, and may meet a file that is not in memory yet or a machine that is busy: the middle one of these is told. */
const measuredStarts = 5;
/** At 50 updates a second four seconds are 200 updates, too few on a machine that is not alone. */
const minWatchSeconds = 12;

interface WatchStep {
  readonly watchers: number;
  readonly encodings: readonly WatchEncoding[];
}

const watchSteps: readonly WatchStep[] = [
  { watchers: 100, encodings: ["json"] },
  { watchers: 1000, encodings: ["json"] },
  { watchers: 100, encodings: ["json", "protobuf", "table"] },
];

/** A server, and what was measured of it. */
interface Side {
  readonly server: Server;
  readonly results: Result[];
  /** MB. */
  readonly memory: { readonly idle: number; full?: number };
}

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    token: { type: "string", default: "admin-token" },
    pid: { type: "string", default: "" },
    seconds: { type: "string", default: "4" },
    only: { type: "string", default: "" },
    program: { type: "string" },
    json: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const only = values.only === "" ? undefined : new Set(values.only.split(","));

const wanted = (key: string): boolean => only === undefined || only.has(key);

const readyMs = await startsMs(measuredStarts, values.program);
const aloneMs = nodeAloneMs(measuredStarts);
const ours = await startMeasured(values.program);
const sides = [newSide(ours.server, ours.idleMb), ...(values.against === undefined ? [] : [otherSide(values.against)])];
await measure(sides);
await ours.stop();
print(readyMs, ...(sides as [Side, Side?]));

function otherSide(url: string): Side {
  const { hostname, port, protocol } = new URL(url);
  const pids = values.pid
    .split(",")
    .filter((one) => one !== "")
    .map(Number);
  const target = { host: hostname, port: Number(port), tls: protocol === "https:", token: values.token };
  return newSide({ name: url, target, pids }, memoryMb(pids).now);
}

function newSide(server: Server, idleMb: number): Side {
  return { server, results: [], memory: { idle: idleMb } };
}

/** Row by row, each side in turn: the machine may be another one ten minutes later. */
async function measure(sides: readonly Side[]): Promise<void> {
  const servers = sides.map(({ server }) => server);
  const run = async (step: Step): Promise<void> => {
    if (!wanted(step.key)) return;
    for (const side of sides) {
      await step.prepare?.(side.server);
      report(side, await runLoad(side.server, { ...step.load, seconds }));
    }
  };
  const steps = readsAndWrites(`b${process.pid}`);
  const needsPods = steps.some(({ key, reads }) => reads === true && wanted(key));
  for (const server of servers) await makeServiceAccount(server);
  if (needsPods) for (const server of servers) await makeListedPods(server);
  // Before the writes: minutes after them their history is forgotten, which would count as events.
  if (wanted("watch")) for (const step of watchSteps) await watchLoad(sides, step);
  for (const step of steps) await run(step);
  if (wanted("memory")) await measureMemory(sides);
  await run(byLabel());
  for (const server of servers) await cleanUp(server);
}

async function watchLoad(sides: readonly Side[], { watchers, encodings }: WatchStep): Promise<void> {
  const name = `${watchers} watchers (${encodings.join(", ")}), 50 updates/s (per event)`;
  const load = { name, watchers, encodings, updatesPerSecond: 50, seconds: Math.max(seconds, minWatchSeconds) };
  const results = await runWatchLoad(
    sides.map(({ server }) => server),
    load,
  );
  for (const [at, result] of results.entries()) {
    const side = sides[at] as Side;
    report(side, result);
    process.stderr.write(`${side.server.name}: frames encoded per update: ${result.framesPerUpdate.toFixed(2)}\n`);
  }
}

/** Ours on a server of its own: the loads before have left 150,000 other objects. The other one is measured with those it has. */
async function measureMemory([mine, theirs]: readonly Side[]): Promise<void> {
  const fresh = await startMeasured(values.program);
  (mine as Side).memory.full = await filledMb(fresh.server);
  await fresh.stop();
  if (theirs !== undefined) theirs.memory.full = await filledMb(theirs.server);
}

function report({ server, results }: Side, result: Result): void {
  results.push(result);
  process.stderr.write(`${server.name}: ${result.load}: ${result.cpuUs.toFixed(1)} µs\n`);
}

function print(readyMs: readonly number[], mine: Side, theirs?: Side): void {
  const middleMs = readyMs[Math.floor(readyMs.length / 2)] as number;
  if (values.json) {
    const shown = (side: Side | undefined) => side && { results: side.results, memory: side.memory };
    console.log(JSON.stringify({ readyMs: middleMs, mine: shown(mine), theirs: shown(theirs) }, null, 2));
    return;
  }
  console.log("| load | per second | p50 ms | p99 ms | bad | server CPU µs | other µs | share |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const [index, result] of mine.results.entries()) console.log(row(result, theirs?.results[index]));
  const each = readyMs.map((ms) => ms.toFixed(0)).join(", ");
  console.log(`start to ready: ${middleMs.toFixed(0)} ms (of ${each}; Node alone ${aloneMs.toFixed(0)} ms)`);
  const other = (mb: number | undefined, more = "") => (mb === undefined ? "" : ` (other ${mb.toFixed(0)} MB${more})`);
  console.log(`memory idle: ${mine.memory.idle.toFixed(0)} MB${other(theirs?.memory.idle)}`);
  if (mine.memory.full === undefined) return;
  const full = other(theirs?.memory.full, ", with what the loads before left there");
  console.log(`memory full: ${mine.memory.full.toFixed(0)} MB${full}`);
}

function row(result: Result, other: Result | undefined): string {
  const cells = [
    result.load,
    result.perSecond.toFixed(0),
    result.p50Ms.toFixed(2),
    result.p99Ms.toFixed(2),
    String(result.bad),
    result.cpuUs.toFixed(1),
    other?.cpuUs.toFixed(1) ?? "",
    other === undefined ? "" : `1/${(other.cpuUs / result.cpuUs).toFixed(1)}`,
  ];
  return `| ${cells.join(" | ")} |`;
}
