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
  /** Default: true. */
  readonly warmsUp?: boolean;
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
/**
 * Events delivered before anything is measured, and updates at least. At 50 updates a second a just-in-time compiler would be measured
 * for minutes, so it gets its work first, unpaced: after 3,000 updates a seventh of what an event costs here was still V8 compiling.
 */
const warmUpEvents = 900_000;
const minWarmUps = 600;
const settledMs = 1000;
/** Servers are measured in turn, a window each, so that a machine which slows down slows all of them. */
const windowSeconds = 3;

/** The results in the order of the servers; what each one costs is summed over its windows. */
export async function runWatchLoad(servers: readonly Server[], load: WatchLoad): Promise<readonly WatchResult[]> {
  const sessions: WatchSession[] = [];
  for (const server of servers) sessions.push(await WatchSession.open(server, load));
  if (load.warmsUp !== false) for (const session of sessions) await session.warmUp();
  const windows = Math.ceil(load.seconds / windowSeconds);
  for (let n = 1; n <= windows; n++) for (const session of sessions) await session.measure(windowSeconds);
  const results: WatchResult[] = [];
  for (const session of sessions) results.push(await session.close());
  return results;
}

/** The watchers of one server, and the object that changes. */
class WatchSession {
  readonly #server: Server;
  readonly #load: WatchLoad;
  readonly #watchers: readonly Connection[];
  readonly #writer: Connection;
  readonly #object: string;
  readonly #latencies: number[] = [];
  readonly #sums = { seconds: 0, cpu: 0, updates: 0, delivered: 0, bad: 0 };
  #framesBefore = 0;
  #delivered = 0;
  #sentAt = 0;
  #changes = 0;

  private constructor(server: Server, load: WatchLoad, [writer, ...watchers]: readonly [Connection, ...Connection[]]) {
    this.#server = server;
    this.#load = load;
    this.#writer = writer;
    this.#watchers = watchers;
    this.#object = `bench-watch-${load.watchers}-${process.pid}-${Math.floor(performance.now())}`;
  }

  static async open(server: Server, load: WatchLoad): Promise<WatchSession> {
    const writer = await Connection.open(server.target);
    const watchers = await openAll(server.target, load.watchers);
    const session = new WatchSession(server, load, [writer, ...watchers]);
    await session.#watch();
    const object = {
      apiVersion: "v1",
      kind: "ConfigMap",
      metadata: { name: session.#object, labels: { bench: "watched" } },
      data: { n: "0", pad: "x".repeat(800) },
    };
    await writer.send({ method: "POST", path: collection, body: JSON.stringify(object) });
    return session;
  }

  async #watch(): Promise<void> {
    const path = `${collection}?watch=1&resourceVersion=0&labelSelector=bench%3Dwatched`;
    for (const [index, watcher] of this.#watchers.entries()) {
      const encoding = this.#load.encodings[index % this.#load.encodings.length] as WatchEncoding;
      const { accept, marker } = encodings[encoding];
      const count = markerCounter(Buffer.from(marker));
      const answer = await watcher.stream({ method: "GET", path, accept }, (chunk) => {
        const events = count(chunk);
        this.#delivered += events;
        const isLookedAt = index % 50 === 0 && events > 0 && this.#sentAt > 0;
        if (isLookedAt) this.#latencies.push(performance.now() - this.#sentAt);
      });
      if (answer.code !== 200) throw new Error(`watch: ${answer.code}`);
    }
  }

  async warmUp(): Promise<void> {
    const updates = Math.max(minWarmUps, Math.round(warmUpEvents / this.#load.watchers));
    for (let n = 1; n <= updates; n++) await this.#update();
    this.#framesBefore = await metricValue(this.#server, framesMetric);
    await pause(settledMs);
  }

  async measure(seconds: number): Promise<void> {
    const { updatesPerSecond, watchers } = this.#load;
    this.#delivered = 0;
    const cpuBefore = cpuSeconds(this.#server.pids);
    const started = performance.now();
    const updates = Math.round(seconds * updatesPerSecond);
    let bad = 0;
    for (let n = 1; n <= updates; n++) {
      this.#sentAt = performance.now();
      if (!(await this.#update())) bad++;
      await pause(started + (n * 1000) / updatesPerSecond - performance.now());
    }
    const expected = updates * watchers;
    const deadline = performance.now() + settleMs;
    while (this.#delivered < expected && performance.now() < deadline) await pause(5);
    this.#sentAt = 0;
    const sums = this.#sums;
    sums.seconds += (performance.now() - started) / 1000;
    sums.cpu += cpuSeconds(this.#server.pids) - cpuBefore;
    sums.updates += updates;
    sums.delivered += this.#delivered;
    sums.bad += bad + expected - this.#delivered;
  }

  async close(): Promise<WatchResult> {
    const frames = (await metricValue(this.#server, framesMetric)) - this.#framesBefore;
    for (const watcher of this.#watchers) watcher.close();
    await this.#writer.send({ method: "DELETE", path: `${collection}/${this.#object}` });
    this.#writer.close();
    const { seconds, cpu, updates, delivered, bad } = this.#sums;
    const raw = { load: this.#load.name, latencies: this.#latencies, seconds, cpu, bad, count: delivered };
    return { ...summarize(raw), framesPerUpdate: frames / updates };
  }

  async #update(): Promise<boolean> {
    const body = JSON.stringify({ data: { n: String(++this.#changes) } });
    const path = `${collection}/${this.#object}`;
    const patch = { method: "PATCH", path, body, contentType: "application/merge-patch+json" };
    return (await this.#writer.send(patch)).code === 200;
  }
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
