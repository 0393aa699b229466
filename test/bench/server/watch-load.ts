/** Many watchers on one object that changes at a steady rate: what one delivered event costs. */
import { Connection } from "./http-client.js";
import { cpuSeconds, openAll, type Result, type Server, summarize } from "./measure.js";

export interface WatchLoad {
  readonly name: string;
  readonly watchers: number;
  readonly updatesPerSecond: number;
  readonly seconds: number;
}

const collection = "/api/v1/namespaces/default/configmaps";
/** After the last update, how long stragglers are waited for. */
const settleMs = 20_000;

export async function runWatchLoad(server: Server, load: WatchLoad): Promise<Result> {
  const name = `bench-watch-${load.watchers}-${process.pid}-${Math.floor(performance.now())}`;
  const latencies: number[] = [];
  let delivered = 0;
  let sentAt = 0;
  const watchers = await openAll(server.target, load.watchers);
  const path = `${collection}?watch=1&resourceVersion=0&labelSelector=bench%3Dwatched`;
  for (const [index, watcher] of watchers.entries()) {
    const answer = await watcher.stream({ method: "GET", path }, (chunk) => {
      const events = countLines(chunk);
      delivered += events;
      if (index % 50 === 0 && events > 0 && sentAt > 0) latencies.push(performance.now() - sentAt);
    });
    if (answer.code !== 200) throw new Error(`watch: ${answer.code}`);
  }
  const writer = await Connection.open(server.target);
  const object = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name, labels: { bench: "watched" } },
    data: { n: "0", pad: "x".repeat(800) },
  };
  await writer.send({ method: "POST", path: collection, body: JSON.stringify(object) });
  await pause(500);
  delivered = 0;
  latencies.length = 0;
  const cpuBefore = cpuSeconds(server.pids);
  const started = performance.now();
  const updates = Math.round(load.seconds * load.updatesPerSecond);
  let bad = 0;
  for (let n = 1; n <= updates; n++) {
    sentAt = performance.now();
    const body = JSON.stringify({ data: { n: String(n) } });
    const patch = { method: "PATCH", path: `${collection}/${name}`, body, contentType: "application/merge-patch+json" };
    if ((await writer.send(patch)).code !== 200) bad++;
    await pause(started + (n * 1000) / load.updatesPerSecond - performance.now());
  }
  const expected = updates * load.watchers;
  const deadline = performance.now() + settleMs;
  while (delivered < expected && performance.now() < deadline) await pause(5);
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuSeconds(server.pids) - cpuBefore;
  for (const watcher of watchers) watcher.close();
  await writer.send({ method: "DELETE", path: `${collection}/${name}` });
  writer.close();
  return summarize({ load: load.name, latencies, seconds, cpu, bad: bad + expected - delivered, count: delivered });
}

/** Every event ends with the only line feed in it. */
function countLines(chunk: Buffer): number {
  let lines = 0;
  // 0x7d 0x0a: the end of an event; a chunk's own line feeds follow a carriage return.
  for (let at = chunk.indexOf("}\n"); at >= 0; at = chunk.indexOf("}\n", at + 2)) lines++;
  return lines;
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
