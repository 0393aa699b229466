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
import {
  byLabel,
  cleanUp,
  configMaps,
  makeListedPods,
  makeServiceAccount,
  pods,
  post,
  readsAndWrites,
  type Step,
} from "./server/loads.js";
import { fill, memoryMb, type Result, runLoad, type Server } from "./server/measure.js";
import { configMap } from "./server/objects.js";
import { startMeasured } from "./server/start.js";
import { runWatchLoad, type WatchEncoding } from "./server/watch-load.js";

const memoryConfigMaps = 29_000;
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
  readonly memory: { readonly idle: number; full: number };
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

const ours = await startMeasured(values.program);
const sides = [newSide(ours.server, ours.idleMb), ...(values.against === undefined ? [] : [otherSide(values.against)])];
await measure(sides);
ours.stop();
print(ours.readyMs, ...(sides as [Side, Side?]));

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
  return { server, results: [], memory: { idle: idleMb, full: 0 } };
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
  const needsPods = wanted("memory") || steps.some(({ key, reads }) => reads === true && wanted(key));
  for (const server of servers) await makeServiceAccount(server);
  if (needsPods) for (const server of servers) await makeListedPods(server);
  // Before the writes: minutes after them their history is forgotten, which would count as events.
  if (wanted("watch")) for (const step of watchSteps) await watchLoad(sides, step);
  for (const step of steps) await run(step);
  if (wanted("memory")) for (const server of servers) await fillMemory(server);
  for (const { server, memory } of sides) memory.full = memoryMb(server.pids).now;
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

async function fillMemory(server: Server): Promise<void> {
  await fill(server, memoryConfigMaps, (n) => post(configMaps, configMap(`kept-${n}`)));
  for (const path of [pods, configMaps]) {
    await runLoad(server, { name: "", connections: 2, seconds: 2, request: () => ({ method: "GET", path }) });
  }
}

function report({ server, results }: Side, result: Result): void {
  results.push(result);
  process.stderr.write(`${server.name}: ${result.load}: ${result.cpuUs.toFixed(1)} µs\n`);
}

function print(readyMs: number, mine: Side, theirs?: Side): void {
  if (values.json) {
    const shown = (side: Side | undefined) => side && { results: side.results, memory: side.memory };
    console.log(JSON.stringify({ readyMs, mine: shown(mine), theirs: shown(theirs) }, null, 2));
    return;
  }
  console.log("| load | per second | p50 ms | p99 ms | bad | server CPU µs | other µs | share |");
  console.log("|---|---|---|---|---|---|---|---|");
  for (const [index, result] of mine.results.entries()) {
    const other = theirs?.results[index];
    const share = other === undefined ? "" : `1/${(other.cpuUs / result.cpuUs).toFixed(1)}`;
    const cells = [
      result.load,
      result.perSecond.toFixed(0),
      result.p50Ms.toFixed(2),
      result.p99Ms.toFixed(2),
      String(result.bad),
      result.cpuUs.toFixed(1),
      other?.cpuUs.toFixed(1) ?? "",
      share,
    ];
    console.log(`| ${cells.join(" | ")} |`);
  }
  console.log(`start to ready: ${readyMs.toFixed(0)} ms`);
  console.log(
    `memory idle: ${mine.memory.idle.toFixed(0)} MB${theirs === undefined ? "" : ` (other ${theirs.memory.idle.toFixed(0)} MB)`}`,
  );
  console.log(
    `memory full: ${mine.memory.full.toFixed(0)} MB${theirs === undefined ? "" : ` (other ${theirs.memory.full.toFixed(0)} MB)`}`,
  );
}
