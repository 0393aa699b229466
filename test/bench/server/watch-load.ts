/** Many watchers on one object that changes at a steady rate: what one delivered event costs, and how often it was encoded. */
import { Connection } from "./http-client.js";
import { acceptTable } from "./loads.js";
import { cpuSeconds, metricValue, openAll, type Result, type Server, summarize } from "./measure.js";

export interface WatchLoad {
  readonly name: string;
  readonly watchers: number;
  readonly updatesPerSecond: number;
  readonly seconds: number;
  readonly encodings: readonly WatchEncoding[];
}

/** One event has one marker in each. */
export type WatchEncoding = keyof typeof encodings;

const encodings = {
  json: { accept: "application/json", marker: "}\n" },
  protobuf: { accept: "application/vnd.kubernetes.protobuf;stream=watch", marker: "k8s\0" },
  table: { accept: acceptTable, marker: "}\n" },
} as const;

export interface WatchResult extends Result {
  /** Frames the server encoded for each update; 0 when it does not count them. */
  readonly framesPerUpdate: number;
}

const collection = "/api/v1/namespaces/default/configmaps";
/** After the last update, how long stragglers are waited for. */
const settleMs = 20_000;
/** Before the measured updates: events delivered to warm the server up, updates at least, and the rest after them. */
const warmUpEvents = 300_000;
const minWarmUps = 200;
const settledMs = 1000;

export async function runWatchLoad(server: Server, load: WatchLoad): Promise<WatchResult> {
  const name = `bench-watch-${load.watchers}-${process.pid}-${Math.floor(performance.now())}`;
  const latencies: number[] = [];
  let delivered = 0;
  let sentAt = 0;
  const watchers = await openAll(server.target, load.watchers);
  const path = `${collection}?watch=1&resourceVersion=0&labelSelector=bench%3Dwatched`;
  for (const [index, watcher] of watchers.entries()) {
    const { accept, marker } = encodings[load.encodings[index % load.encodings.length] as WatchEncoding];
    const count = markerCounter(Buffer.from(marker));
    const answer = await watcher.stream({ method: "GET", path, accept }, (chunk) => {
      const events = count(chunk);
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
  const update = async (n: number): Promise<boolean> => {
    const body = JSON.stringify({ data: { n: String(n) } });
    const patch = { method: "PATCH", path: `${collection}/${name}`, body, contentType: "application/merge-patch+json" };
    return (await writer.send(patch)).code === 200;
  };
  // At this rate a just-in-time compiler would be measured for a minute: it gets its work first, unpaced.
  const warmUps = Math.max(minWarmUps, Math.round(warmUpEvents / load.watchers));
  for (let n = 1; n <= warmUps; n++) await update(-n);
  await pause(settledMs);
  delivered = 0;
  latencies.length = 0;
  const framesBefore = await metricValue(server, framesMetric);
  const cpuBefore = cpuSeconds(server.pids);
  const started = performance.now();
  const updates = Math.round(load.seconds * load.updatesPerSecond);
  let bad = 0;
  for (let n = 1; n <= updates; n++) {
    sentAt = performance.now();
    if (!(await update(n))) bad++;
    await pause(started + (n * 1000) / load.updatesPerSecond - performance.now());
  }
  const expected = updates * load.watchers;
  const deadline = performance.now() + settleMs;
  while (delivered < expected && performance.now() < deadline) await pause(5);
  const seconds = (performance.now() - started) / 1000;
  const cpu = cpuSeconds(server.pids) - cpuBefore;
  const frames = (await metricValue(server, framesMetric)) - framesBefore;
  for (const watcher of watchers) watcher.close();
  await writer.send({ method: "DELETE", path: `${collection}/${name}` });
  writer.close();
  const lost = bad + expected - delivered;
  const result = summarize({ load: load.name, latencies, seconds, cpu, bad: lost, count: delivered });
  return { ...result, framesPerUpdate: frames / updates };
}

const framesMetric = "apiserver_watch_frames_encoded";

/** Counts a text in a stream of pieces, one that is cut in two as well. */
function markerCounter(marker: Buffer): (chunk: Buffer) => number {
  let kept: Buffer = Buffer.alloc(0);
  return (chunk) => {
    const whole = kept.length === 0 ? chunk : Buffer.concat([kept, chunk]);
    let count = 0;
    let rest = 0;
    for (let at = whole.indexOf(marker); at >= 0; at = whole.indexOf(marker, rest)) {
      count++;
      rest = at + marker.length;
    }
    kept = Buffer.from(whole.subarray(Math.max(rest, whole.length - marker.length + 1)));
    return count;
  };
}

function pause(ms: number): Promise<void> {
  return ms <= 0 ? Promise.resolve() : new Promise((resolve) => setTimeout(resolve, ms));
}
