/** Watches: sharing of work, states of a watcher, and what happens when the feed breaks. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { StoreFault } from "../../../../src/storage/store.js";
import type { CacheEvent, WatchCache, WatchEventType } from "../../../../src/storage/watchcache/watch-cache.js";
import { fault } from "../../../contract/store-support.js";
import { createMemoryStore, type MemoryStore } from "../../../support/store/memory-store.js";
import {
  fieldFilter,
  immediateTimer,
  labelFilter,
  labelNotFilter,
  loadedCache,
  type RecordingSink,
  recordingSink,
  settled,
  thingCache,
  write,
} from "../../../support/store/watch-cache-rig.js";

const revisionsOf = (sink: RecordingSink): number[] => sink.seen.map((event) => event.revision);

async function writeMany(store: MemoryStore, count: number): Promise<void> {
  for (let at = 0; at < count; at++) await write(store, { "a/b": { data: String(at) } });
}

test("a frame is made once per event, type and form, whatever the number of watchers", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  let made = 0;
  const frames = new Set<Buffer>();
  const watch = (form: string): void => {
    cache.watch(
      { from: 0, prefix: "" },
      {
        event: (type, event) => {
          frames.add(event.frame(type, form, (_type, entry) => Buffer.from(`${++made} ${form} ${entry.key}`)));
          return true;
        },
        closed: () => {},
      },
    );
  };
  for (let at = 0; at < 50; at++) watch(at % 2 === 0 ? "json" : "table");
  await write(store, { "a/b": {} });
  await write(store, { "a/b": null });
  assert.deepEqual([made, frames.size, cache.stats().framesMade, cache.stats().watchers], [4, 4, 4, 50]);
  // One that comes later finds them in the ring.
  watch("json");
  await settled();
  assert.equal(made, 4);
  cache.close();
});

test("a filter is evaluated once per event for all its watchers, and not for events of other namespaces", async () => {
  const store = createMemoryStore();
  await write(store, { "a/b": {}, "other/b": {} });
  const cache = await loadedCache(store);
  const filter = labelNotFilter("app", "a");
  const sinks = Array.from({ length: 100 }, () => recordingSink());
  for (const sink of sinks) cache.watch({ from: cache.revision, prefix: "a/", filter }, sink);
  await write(store, { "a/b": { data: "2" } });
  // Once for the state before, once for the state after.
  assert.equal(filter.evaluations(), 2);
  await write(store, { "other/b": { data: "2" } });
  assert.equal(filter.evaluations(), 2);
  assert.ok(sinks.every((sink) => sink.seen.length === 1));
  cache.close();
});

test("a change touches only the watchers whose equality pair it has before or after", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const nodes = ["n0", "n1", "n2"].map((node) => {
    const [filter, sink] = [fieldFilter("spec.node", node), recordingSink()];
    const handle = cache.watch({ from: 0, prefix: "", filter }, sink);
    return { filter, sink, handle };
  });
  await write(store, { "a/b": { node: "n0" } });
  await write(store, { "a/b": { node: "n1" } });
  const types = nodes.map(({ sink }) => sink.seen.map((event) => event.type));
  assert.deepEqual(types, [["ADDED", "DELETED"], ["ADDED"], []]);
  assert.equal(nodes[2]?.filter.evaluations(), 0);
  for (const { handle } of nodes) handle.close();
  await write(store, { "a/b": { node: "n2" } });
  assert.equal(nodes[2]?.sink.seen.length, 0);
  cache.close();
});

test("a change that carries an object into or out of a filter is ADDED or DELETED with the change's revision", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const sink = recordingSink();
  cache.watch({ from: 0, prefix: "", filter: labelFilter("app", "a") }, sink);
  await write(store, { "a/b": { labels: { app: "b" } } });
  await write(store, { "a/b": { labels: { app: "a" }, data: "in" } });
  await write(store, { "a/b": { labels: { app: "a" }, data: "stays" } });
  await write(store, { "a/b": { labels: { app: "b" }, data: "out" } });
  await write(store, { "a/b": null });
  const told = sink.seen.map(({ type, json }) => {
    const object = JSON.parse(json) as { data: string; metadata: { resourceVersion: string } };
    return [type, object.data, object.metadata.resourceVersion];
  });
  assert.deepEqual(told, [
    ["ADDED", "in", "2"],
    ["MODIFIED", "stays", "3"],
    ["DELETED", "stays", "4"],
  ]);
  cache.close();
});

test("nothing is delivered inside the call that starts a watch, and nothing after it is closed", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  await writeMany(store, 3);
  const [kept, closed] = [recordingSink(), recordingSink()];
  cache.watch({ from: 0, prefix: "" }, kept);
  const handle = cache.watch({ from: 0, prefix: "" }, closed);
  assert.equal(kept.seen.length, 0);
  handle.close();
  handle.close();
  handle.resume();
  await settled();
  await writeMany(store, 1);
  assert.deepEqual(revisionsOf(kept), [1, 2, 3, 4]);
  assert.deepEqual([closed.seen.length, closed.ends.length, cache.stats().watchers], [0, 0, 1]);
  cache.close();
});

test("a watch from a future revision sees only what is newer than that", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const sink = recordingSink();
  const watch = cache.watch({ from: 3, prefix: "" }, sink);
  assert.equal(watch.revision, 3);
  await writeMany(store, 5);
  assert.deepEqual(revisionsOf(sink), [4, 5]);
  cache.close();
});

test("a synced watch's revision moves with the store though nothing matches", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const watch = cache.watch({ from: 0, prefix: "quiet/" }, recordingSink());
  await store.commit({ preconditions: [], writes: [{ key: "/registry/others/x", value: Buffer.from("1") }] });
  assert.equal(watch.revision, store.revision);
  cache.close();
});

test("between two changes of one commit a watch does not claim the commit's revision", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const claims: number[] = [];
  const watch = cache.watch(
    { from: 0, prefix: "" },
    { event: () => claims.push(watch.revision) > 0, closed: () => {} },
  );
  await write(store, { "a/b": {}, "a/c": {} });
  assert.deepEqual([...claims, watch.revision], [0, 0, 1]);
  cache.close();
});

test("a blocked watch keeps its place and goes on in the middle of a commit", async () => {
  for (const ringSize of [100, 0]) {
    const store = createMemoryStore();
    const cache = await loadedCache(store, { ringSize });
    const sink = recordingSink();
    sink.accept = () => false;
    const watch = cache.watch({ from: 0, prefix: "a/" }, sink);
    await write(store, { "a/1": {}, "b/1": {}, "a/2": {}, "a/3": {} });
    await write(store, { "a/4": {} });
    const seen: string[][] = [];
    for (let round = 0; round < 4; round++) {
      seen.push([...sink.seen.map((event) => event.key), String(watch.revision)]);
      watch.resume();
      await settled();
    }
    assert.deepEqual(seen, [
      ["a/1", "0"],
      ["a/1", "a/2", "0"],
      ["a/1", "a/2", "a/3", "1"],
      ["a/1", "a/2", "a/3", "a/4", "2"],
    ]);
    cache.close();
  }
});

test("a slow watch outlives the ring and is cut only by compaction", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store, { ringSize: 3, logBatchEvents: 4 });
  const [saved, cut] = [recordingSink(), recordingSink()];
  const handles = [saved, cut].map((sink) => {
    sink.accept = () => false;
    const handle = cache.watch({ from: 0, prefix: "" }, sink);
    return handle;
  });
  await writeMany(store, 50);
  await store.compact(1);
  saved.accept = () => true;
  handles[0]?.resume();
  for (let wait = 0; wait < 50 && saved.seen.length < 50; wait++) await settled();
  assert.deepEqual(
    revisionsOf(saved),
    Array.from({ length: 50 }, (_, at) => at + 1),
  );
  assert.ok(saved.seen.every((event, at) => event.type === (at === 0 ? "ADDED" : "MODIFIED")));
  await store.compact(30);
  assert.equal(cut.ends.length, 0);
  handles[1]?.resume();
  await settled();
  assert.deepEqual([cut.seen.length, cut.ends.length, cut.ends[0]?.fault.kind], [1, 1, "Compacted"]);
  assert.equal(cache.stats().watchers, 1);
  cache.close();
});

test("a sink may write, watch and close from inside its call, and the order still holds", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const [first, second, late] = [recordingSink(), recordingSink(), recordingSink()];
  const writing: Promise<unknown>[] = [];
  first.accept = () => {
    if (first.seen.length === 1) {
      writing.push(write(store, { "a/c": {} }));
      cache.watch({ from: 0, prefix: "" }, late);
      doomedHandle.close();
    }
    return true;
  };
  cache.watch({ from: 0, prefix: "" }, first);
  cache.watch({ from: 0, prefix: "" }, second);
  const doomed = recordingSink();
  const doomedHandle = cache.watch({ from: 0, prefix: "" }, doomed);
  await write(store, { "a/b": {} });
  await Promise.all(writing);
  await settled();
  for (const sink of [first, second, late]) assert.deepEqual(revisionsOf(sink), [1, 2]);
  assert.equal(doomed.seen.length, 0);
  cache.close();
});

test("a watch that its sink closes from inside is over, whatever the sink answers", async () => {
  for (const from of [0, 1]) {
    const store = createMemoryStore();
    const cache = await loadedCache(store);
    await write(store, { "a/b": {} });
    const sink = recordingSink();
    sink.accept = () => {
      handle.close();
      return false;
    };
    const handle = cache.watch({ from, prefix: "" }, sink);
    await settled();
    await writeMany(store, 2);
    handle.resume();
    await settled();
    assert.deepEqual([sink.seen.length, sink.ends.length, cache.stats().watchers], [1, 0, 0]);
    cache.close();
  }
});

test("when the feed breaks, watches end with its error and the next ready loads what is true now", async () => {
  const store = createMemoryStore();
  const delays: number[] = [];
  const timer = (delayMs: number, run: () => void): (() => void) => {
    delays.push(delayMs);
    setImmediate(run);
    return () => {};
  };
  const cache = await loadedCache(store, { timer });
  await write(store, { "a/b": {}, "a/gone": {} });
  const kept = cache.get("a/b");
  const sink = recordingSink();
  cache.watch({ from: 0, prefix: "" }, sink);
  await settled();
  const lost: StoreFault = { kind: "Unavailable", detail: "the connection is lost" };
  store.breakWatches(lost);
  assert.deepEqual(sink.ends[0]?.fault, lost);
  await write(store, { "a/gone": null, "a/new": {} });
  store.failWith = lost;
  for (let attempt = 0; attempt < 3; attempt++)
    await assert.rejects(Promise.resolve(cache.ready()), fault("Unavailable"));
  store.failWith = undefined;
  await cache.ready();
  assert.deepEqual(delays, [50, 100, 200, 400]);
  assert.equal(cache.ready(), undefined);
  assert.equal(cache.get("a/gone"), undefined);
  assert.ok(cache.get("a/new"));
  // What did not change is the same entry, with all that was derived from it.
  assert.equal(cache.get("a/b"), kept);
  const again = recordingSink();
  cache.watch({ from: 1, prefix: "" }, again);
  for (let wait = 0; wait < 10; wait++) await settled();
  assert.deepEqual(revisionsOf(again), [2, 2]);
  cache.close();
});

test("a corrupt value in the feed ends the watches and is reported by ready", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store, { timer: immediateTimer });
  const sink = recordingSink();
  cache.watch({ from: 0, prefix: "" }, sink);
  await store.commit({ preconditions: [], writes: [{ key: "/registry/things/a/b", value: Buffer.from("{}") }] });
  assert.equal(sink.ends[0]?.fault.kind, "Corrupt");
  await assert.rejects(Promise.resolve(cache.ready()), fault("Corrupt"));
  cache.close();
});

test("closing ends every watch without an error, whatever its state, and the cache is not ready any more", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store, { ringSize: 0 });
  await writeMany(store, 3);
  const sinks = [recordingSink(), recordingSink(), recordingSink()] as const;
  cache.watch({ from: cache.revision, prefix: "" }, sinks[0]);
  sinks[1].accept = () => false;
  cache.watch({ from: cache.revision, prefix: "" }, sinks[1]);
  await writeMany(store, 1);
  cache.watch({ from: 0, prefix: "" }, sinks[2]);
  cache.close();
  cache.close();
  await settled();
  for (const sink of sinks) assert.deepEqual(sink.ends, [undefined]);
  await assert.rejects(Promise.resolve(cache.ready()), fault("Unavailable"));
  const late = recordingSink();
  cache.watch({ from: 0, prefix: "" }, late);
  await settled();
  assert.deepEqual(late.ends, [undefined]);
});

test("a watch on a cache that is not loaded ends with Unavailable", async () => {
  const cache: WatchCache = thingCache(createMemoryStore());
  const sink = recordingSink();
  cache.watch({ from: 0, prefix: "" }, sink);
  await settled();
  assert.equal(sink.ends[0]?.fault.kind, "Unavailable");
  cache.close();
});

test("when the store closes, watches end without an error", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const sink = recordingSink();
  cache.watch({ from: 0, prefix: "" }, sink);
  await store.close();
  assert.deepEqual(sink.ends, [undefined]);
  cache.close();
});

test("asking an event for an object it does not have is a bug and says so", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const events: [WatchEventType, CacheEvent][] = [];
  cache.watch({ from: 0, prefix: "" }, { event: (type, event) => events.push([type, event]) > 0, closed: () => {} });
  await write(store, { "a/b": {} });
  await write(store, { "a/b": null });
  assert.throws(() => events[0]?.[1].object("DELETED"), TypeError);
  assert.throws(() => events[1]?.[1].object("ADDED"), TypeError);
  cache.close();
});
