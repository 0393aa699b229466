/**
 * `npm run bench`: starts a server on an empty store, loads it, prints what each request costs it.
 *
 *   npm run bench
 *   npm run bench -- --against https://127.0.0.1:16443 --token TOKEN --pid 12,34    the same load on another server, with ratios
 *   npm run bench -- --seconds 5 --only get,create
 *
 * Processor time per request is the figure to look at: it stays comparable on a busy machine.
 */
import { parseArgs } from "node:util";
import { fill, type Load, memoryMb, type Result, runLoad, type Server } from "./server/measure.js";
import { bigPod, configMap, pod } from "./server/objects.js";
import { startMeasured } from "./server/start.js";
import { runWatchLoad } from "./server/watch-load.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const pods = "/api/v1/namespaces/default/pods";
const listedPods = 5000;
const memoryConfigMaps = 29_000;

interface Report {
  readonly results: Result[];
  readonly memory: { idle: number; full: number };
}

const { values } = parseArgs({
  options: {
    against: { type: "string" },
    token: { type: "string", default: "admin-token" },
    pid: { type: "string", default: "" },
    seconds: { type: "string", default: "4" },
    only: { type: "string", default: "" },
    json: { type: "boolean", default: false },
  },
});
const seconds = Number(values.seconds);
const only = values.only === "" ? undefined : new Set(values.only.split(","));

const ours = await startMeasured();
const ourReport = await measure(ours.server, ours.idleMb);
ours.stop();
const theirs = values.against === undefined ? undefined : await measure(otherServer(values.against), undefined);
print(ours.readyMs, ourReport, theirs);

function otherServer(url: string): Server {
  const { hostname, port, protocol } = new URL(url);
  const pids = values.pid
    .split(",")
    .filter((one) => one !== "")
    .map(Number);
  const target = { host: hostname, port: Number(port), tls: protocol === "https:", token: values.token };
  return { name: url, target, pids };
}

async function measure(server: Server, idleMb: number | undefined): Promise<Report> {
  const results: Result[] = [];
  const idle = idleMb ?? memoryMb(server.pids).now;
  const run = async (key: string, load: Omit<Load, "seconds">): Promise<void> => {
    if (only !== undefined && !only.has(key)) return;
    results.push(await runLoad(server, { ...load, seconds }));
    progress(server, results.at(-1) as Result);
  };
  const prefix = `b${process.pid}`;
  await fill(server, listedPods, (n) => ({ method: "POST", path: pods, body: bigPod(`listed-${n}`) }));
  await run("get", {
    name: "GET one pod, 32 connections",
    connections: 32,
    request: () => ({ method: "GET", path: `${pods}/listed-1` }),
  });
  await run("list", {
    name: "LIST 5,000 pods, 4 connections",
    connections: 4,
    request: () => ({ method: "GET", path: pods }),
  });
  await run("create", {
    name: "create ConfigMap, 32 connections",
    connections: 32,
    request: (_connection, n) => ({ method: "POST", path: configMaps, body: configMap(`${prefix}-${n}`) }),
  });
  await run("createpod", {
    name: "create Pod, 32 connections",
    connections: 32,
    request: (_connection, n) => ({ method: "POST", path: pods, body: pod(`${prefix}-${n}`) }),
  });
  await fill(server, 32, (n) => ({ method: "POST", path: configMaps, body: configMap(`patched-${n - 1}`) }));
  await run("patch", {
    name: "merge-patch ConfigMap, 32 connections",
    connections: 32,
    request: (connection, n) => ({
      method: "PATCH",
      path: `${configMaps}/patched-${connection}`,
      contentType: "application/merge-patch+json",
      body: JSON.stringify({ metadata: { labels: { n: String(n) } } }),
    }),
  });
  for (const watchers of [100, 1000]) {
    if (only !== undefined && !only.has("watch")) continue;
    const name = `${watchers} watchers, 50 updates/s (per event)`;
    results.push(await runWatchLoad(server, { name, watchers, updatesPerSecond: 50, seconds }));
    progress(server, results.at(-1) as Result);
  }
  if (only === undefined || only.has("memory")) {
    await fill(server, memoryConfigMaps, (n) => ({ method: "POST", path: configMaps, body: configMap(`kept-${n}`) }));
    await runLoad(server, { name: "", connections: 2, seconds: 2, request: () => ({ method: "GET", path: pods }) });
    await runLoad(server, {
      name: "",
      connections: 2,
      seconds: 2,
      request: () => ({ method: "GET", path: configMaps }),
    });
  }
  return { results, memory: { idle, full: memoryMb(server.pids).now } };
}

function progress(server: Server, result: Result): void {
  process.stderr.write(`${server.name}: ${result.load}: ${result.cpuUs.toFixed(1)} µs\n`);
}

function print(readyMs: number, mine: Report, theirs: Report | undefined): void {
  if (values.json) {
    console.log(JSON.stringify({ readyMs, mine, theirs }, null, 2));
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
