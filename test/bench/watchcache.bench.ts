/**
 * What the watch cache costs: `node dist/test/bench/watchcache.bench.js`. Time per read, per write, per list and per event handed to a
 * thousand watchers, and the memory of 29,000 objects of 0.9 kB and 5,000 of 2.6 kB. A few seconds; prints, asserts nothing.
 */
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import { type Store, StoreError, type StoreEvent, type WatchSink } from "../../src/storage/store.js";
import { createWatchCache } from "../../src/storage/watchcache/create.js";
import { HotBytes } from "../../src/storage/watchcache/hot-bytes.js";
import type { EntryFilter, WatchCache } from "../../src/storage/watchcache/watch-cache.js";

interface Kind {
  readonly head: string;
  readonly prefix: string;
  readonly count: number;
  readonly bytes: number;
}

const configMaps: Kind = {
  head: '{"kind":"ConfigMap","apiVersion":"v1","metadata":{',
  prefix: "/registry/configmaps/",
  count: 29_000,
  bytes: 900,
};
const pods: Kind = {
  head: '{"kind":"Pod","apiVersion":"v1","metadata":{',
  prefix: "/registry/pods/",
  count: 5_000,
  bytes: 2_600,
};

const keyOf = (at: number): string => `ns-${at % 20}/object-${String(at).padStart(6, "0")}`;

function storedValue(kind: Kind, at: number, version: number): Buffer {
  const [namespace, name] = keyOf(at).split("/");
  const labels = { app: `app-${at % 100}`, tier: at % 2 === 0 ? "front" : "back" };
  const metadata = { name, namespace, uid: `00000000-0000-0000-0000-${String(at).padStart(12, "0")}`, labels };
  const start = `${kind.head}${JSON.stringify(metadata).slice(1)},"spec":{"node":"n-${at % 500}"},"version":${version},"fill":"`;
  return Buffer.from(`${start}${"x".repeat(Math.max(0, kind.bytes - start.length - 2))}"}`);
}

/** Only what a cache asks of a store, and nothing kept: the memory measured is the cache's. */
class GeneratedStore implements Store {
  readonly compactedRevision = 0;
  readonly #kind: Kind;
  #sink: WatchSink | undefined;
  revision: number;

  constructor(kind: Kind) {
    this.#kind = kind;
    this.revision = kind.count;
  }

  async list(prefix: string, options: { readonly limit?: number; readonly from?: string } = {}) {
    const keys = this.#keys ?? Array.from({ length: this.#kind.count }, (_, at) => keyOf(at)).sort();
    this.#keys = keys;
    const from = options.from?.slice(prefix.length, -1);
    const start = from === undefined ? 0 : keys.indexOf(from) + 1;
    const page = keys.slice(start, start + (options.limit ?? keys.length));
    const entries = page.map((key) => {
      const at = Number(key.slice(-6));
      return { key: prefix + key, value: storedValue(this.#kind, at, 1), revision: at + 1 };
    });
    const more = start + page.length < keys.length;
    if (!more) this.#keys = undefined;
    return { entries, revision: this.revision, more };
  }

  #keys: string[] | undefined;

  watch(_prefix: string, _from: number, sink: WatchSink) {
    this.#sink = sink;
    return { close: () => {} };
  }

  push(events: readonly StoreEvent[]): void {
    this.revision = events.at(-1)?.revision ?? this.revision;
    this.#sink?.events(events);
    this.#sink?.progress(this.revision);
  }

  progress = async (): Promise<number> => this.revision;
  close = async (): Promise<void> => {};
  get = (): Promise<never> => unsupported();
  commit = (): Promise<never> => unsupported();
  compact = (): Promise<never> => unsupported();
  lease = (): Promise<never> => unsupported();
}

function unsupported(): Promise<never> {
  return Promise.reject(new StoreError({ kind: "Unavailable", detail: "not part of this benchmark" }));
}

setFlagsFromString("--expose-gc");
const collect = runInNewContext("gc") as () => void;

async function memory(): Promise<string> {
  // Buffers that were collected are given back by a background thread.
  for (let round = 0; round < 3; round++) {
    collect();
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  const { rss, heapTotal, heapUsed, external } = process.memoryUsage();
  const mb = (bytes: number): string => (bytes / 1e6).toFixed(0);
  return `rss ${mb(rss)} MB, heap ${mb(heapUsed)} of ${mb(heapTotal)} MB, external ${mb(external)} MB`;
}

function report(what: string, figure: string): void {
  console.log(`${what.padEnd(64)}${figure}`);
}

function time(what: string, rounds: number, run: (round: number) => void): void {
  for (let round = 0; round < rounds / 10; round++) run(round);
  const start = process.hrtime.bigint();
  for (let round = 0; round < rounds; round++) run(round);
  const ns = Number(process.hrtime.bigint() - start) / rounds;
  report(what, ns < 10_000 ? `${ns.toFixed(0)} ns` : `${(ns / 1_000).toFixed(1)} µs`);
}

interface Loaded {
  readonly kind: Kind;
  readonly store: GeneratedStore;
  readonly cache: WatchCache;
}

async function load(kind: Kind, hotBytes: HotBytes): Promise<Loaded> {
  const store = new GeneratedStore(kind);
  const fields = {
    "spec.node": (object: { readonly [field: string]: unknown }) => (object.spec as { node: string }).node,
  };
  const options = { store, storePrefix: kind.prefix, head: kind.head, fields, ringSize: 1_000 };
  const cache = createWatchCache(options, { hotBytes });
  const start = process.hrtime.bigint();
  await cache.ready();
  const ms = Number(process.hrtime.bigint() - start) / 1e6;
  report(`load ${kind.count} (values made meanwhile)`, `${ms.toFixed(0)} ms`);
  return { kind, store, cache };
}

/** One update of object `at`, as the store hands it over. */
function update({ kind, store }: Loaded, at: number, values: readonly Buffer[]): void {
  const value = values[at % values.length] as Buffer;
  store.push([{ key: kind.prefix + keyOf(at), value, revision: store.revision + 1 }]);
}

function labelFilter(value: string): EntryFilter {
  return {
    id: `app=${value}`,
    matches: (entry) => entry.labels.app === value,
    labelEquals: [["app", value]],
    fieldEquals: [],
  };
}

function reads(small: Loaded, large: Loaded): void {
  const keys = Array.from({ length: 4_096 }, (_, at) => keyOf((at * 7_919) % small.kind.count));
  let bytes = 0;
  time("get one of 29,000", 200_000, (round) => {
    bytes += small.cache.get(keys[round & 4_095] as string)?.bytes.length ?? 0;
  });
  large.cache.snapshot().itemParts("");
  time("itemParts of 5,000, unchanged (13 MB)", 2_000, () => {
    bytes += large.cache.snapshot().itemParts("").length;
  });
  time("itemParts of one namespace of 250", 2_000, () => {
    bytes += large.cache.snapshot().itemParts("ns-7/").length;
  });
  time("page of 500 of 29,000", 2_000, () => {
    bytes += small.cache.snapshot().range({ prefix: "", from: "ns-5/", limit: 500 }).entries.length;
  });
  const start = process.hrtime.bigint();
  small.cache.snapshot().range({ prefix: "", filter: labelFilter("app-1") });
  report("first list by a label of 29,000 (builds the index)", `${Number(process.hrtime.bigint() - start) / 1e6} ms`);
  time("list 290 of 29,000 by label", 2_000, (round) => {
    bytes += small.cache.snapshot().range({ prefix: "", filter: labelFilter(`app-${round % 100}`) }).entries.length;
  });
  if (bytes === 0) throw new Error("nothing was read");
}

async function writes(small: Loaded, large: Loaded): Promise<void> {
  const values = Array.from({ length: 64 }, (_, at) => storedValue(small.kind, at, 2));
  time("put one of 29,000 (one index)", 50_000, (round) => update(small, (round * 7_919) % small.kind.count, values));
  report("after 55,000 writes, ring full", await memory());
  const podValues = Array.from({ length: 64 }, (_, at) => storedValue(large.kind, at, 2));
  time("put one of 5,000, then itemParts", 5_000, (round) => {
    update(large, (round * 7_919) % large.kind.count, podValues);
    large.cache.snapshot().itemParts("");
  });
}

function fanOut(large: Loaded): void {
  const values = Array.from({ length: 64 }, (_, at) => storedValue(large.kind, at, 3));
  let frames = 0;
  const sink = {
    event: (
      type: "ADDED" | "MODIFIED" | "DELETED",
      event: Parameters<import("../../src/storage/watchcache/watch-cache.js").WatchSink["event"]>[1],
    ) => {
      const frame = event.frame(type, "json", (of, entry) =>
        Buffer.concat([Buffer.from(`{"type":"${of}","object":`), entry.bytes, Buffer.from("}\n")]),
      );
      frames += frame.length > 0 ? 1 : 0;
      return true;
    },
    closed: () => {},
  };
  const { cache } = large;
  const filter: EntryFilter = {
    ...labelFilter("x"),
    id: "all",
    matches: (entry) => entry.labels.app !== "x",
    labelEquals: [],
  };
  const same = Array.from({ length: 1_000 }, () => cache.watch({ from: cache.revision, prefix: "", filter }, sink));
  time("event to 1,000 watchers of one filter", 2_000, (round) => update(large, round, values));
  for (const watch of same) watch.close();
  const nodes = Array.from({ length: 1_000 }, (_, at) =>
    cache.watch(
      {
        from: cache.revision,
        prefix: "",
        filter: {
          id: `node ${at}`,
          matches: (entry) => entry.field("spec.node") === `n-${at}`,
          labelEquals: [],
          fieldEquals: [["spec.node", `n-${at}`]],
        },
      },
      sink,
    ),
  );
  time("event to one of 1,000 watchers of a node each", 2_000, (round) => update(large, round, values));
  for (const watch of nodes) watch.close();
  report("frames handed over", String(frames));
}

report("before", await memory());
const hotBytes = new HotBytes();
const small = await load(configMaps, hotBytes);
report("after 29,000 of 0.9 kB", await memory());
const large = await load(pods, hotBytes);
report("and 5,000 of 2.6 kB", await memory());
reads(small, large);
report("after reads, all pods joined, one label index", await memory());
small.cache.snapshot().itemParts("");
report("all configmaps joined too", await memory());
await writes(small, large);
report("after 5,500 more to pods", await memory());
fanOut(large);
report(`after writes, rings full, ${(hotBytes.usedBytes / 1e6).toFixed(0)} MB derived`, await memory());
