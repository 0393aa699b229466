/**
 * What a durable commit costs, and what 35,000 objects do to memory: `node dist/test/bench/lmdb.bench.js [seconds per load]`.
 * CPU is user + system of the whole process, LMDB's writer thread included.
 */
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import type { Revision, Store } from "../../src/storage/store.js";

const seconds = Number(process.argv[2] ?? 2);
const writers = 32;
const value = Buffer.alloc(900, "v");

interface Load {
  readonly name: string;
  /** How many at once. */
  readonly writers: number;
  /** Makes one commit. */
  readonly once: (store: Store, writer: number, step: number) => Promise<unknown>;
}

const name = (writer: number, step: number) => `/registry/configmaps/bench/${writer}-${step % 1000}`;
const revisions = new Map<string, Revision>();

async function write(store: Store, key: string): Promise<void> {
  const preconditions = [{ key, revision: revisions.get(key) ?? 0 }];
  revisions.set(key, await store.commit({ preconditions, writes: [{ key, value }] }));
}

const loads: readonly Load[] = [
  {
    name: "create",
    writers,
    once: (store, writer, step) => write(store, `/registry/configmaps/new/${writer}-${step}`),
  },
  { name: "create or update", writers, once: (store, writer, step) => write(store, name(writer, step)) },
  { name: "update, alone", writers: 1, once: (store, writer) => write(store, name(writer, 0)) },
  { name: "get", writers, once: (store, writer, step) => store.get(name(writer, step)) },
];

async function measure(store: Store, load: Load): Promise<void> {
  const end = performance.now() + seconds * 1000;
  const before = process.cpuUsage();
  const start = performance.now();
  let count = 0;
  const work = async (writer: number) => {
    for (let step = 0; performance.now() < end; step++) {
      await load.once(store, writer, step);
      count += 1;
      if (load.name === "get" && step % 100 === 0) {
        await new Promise((resolve) => setImmediate(resolve));
      }
    }
  };
  await Promise.all(Array.from({ length: load.writers }, (_, writer) => work(writer)));
  const { user, system } = process.cpuUsage(before);
  const rate = Math.round(count / ((performance.now() - start) / 1000));
  console.log(
    `${load.name.padEnd(18)} ${String(rate).padStart(8)}/s  ${((user + system) / count).toFixed(1).padStart(7)} µs CPU`,
  );
}

function memory(what: string): void {
  const status = fs.existsSync("/proc/self/status") ? fs.readFileSync("/proc/self/status", "utf8") : "";
  const line = (field: string) =>
    `${field} ${(Number(new RegExp(`${field}:\\s+(\\d+)`).exec(status)?.[1] ?? 0) / 1024).toFixed(0)} MB`;
  console.log(`${what}: ${["VmRSS", "RssAnon", "RssFile", "VmHWM"].map(line).join(", ")}`);
}

async function fill(dataDir: string): Promise<void> {
  const store = await openLmdbStore({ dataDir, sync: "always" });
  memory("open, empty");
  const sizes = [...new Array<number>(30_000).fill(900), ...new Array<number>(5000).fill(2600)];
  let next = 0;
  const start = performance.now();
  const work = async () => {
    for (let at = next++; at < sizes.length; at = next++) {
      const key = `/registry/things/ns-${at % 50}/object-${at}`;
      await store.commit({
        preconditions: [{ key, revision: 0 }],
        writes: [{ key, value: Buffer.alloc(sizes[at] ?? 0, "v") }],
      });
    }
  };
  await Promise.all(Array.from({ length: writers }, work));
  console.log(`35,000 objects (40 MB) created in ${((performance.now() - start) / 1000).toFixed(1)} s`);
  memory("after creating");
  const began = performance.now();
  const { entries } = await store.list("/registry/things/");
  console.log(`list of all ${entries.length}: ${(performance.now() - began).toFixed(0)} ms`);
  memory("holding the list");
  console.log("sizes", store.sizes());
  await store.compact(store.revision);
  await store.close();
  const opening = performance.now();
  const again = await openLmdbStore({ dataDir, sync: "always" });
  console.log(`opening it, every page checked: ${(performance.now() - opening).toFixed(0)} ms`);
  await again.close();
}

const folder = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-bench-"));
try {
  await fill(path.join(folder, "memory"));
  for (const sync of ["always", "batched"] as const) {
    revisions.clear();
    const store = await openLmdbStore({ dataDir: path.join(folder, sync), sync });
    console.log(`sync ${sync}, ${writers} at once, values of ${value.length} bytes`);
    for (const load of loads) {
      await measure(store, load);
    }
    console.log("sizes", store.sizes());
    const start = performance.now();
    await store.compact(store.revision);
    console.log(`compaction of all history: ${(performance.now() - start).toFixed(0)} ms`);
    await store.close();
  }
} finally {
  fs.rmSync(folder, { recursive: true });
}
