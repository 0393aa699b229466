/** Bounds of memory: slabs that are emptied, derived bytes that are dropped, a ring that lets go. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { setFlagsFromString } from "node:v8";
import { runInNewContext } from "node:vm";
import type { Entry } from "../../../../src/storage/watchcache/entry.js";
import { EntryMemory, type Slab, type SlabTenant } from "../../../../src/storage/watchcache/entry-memory.js";
import { HotBytes, type HotItem } from "../../../../src/storage/watchcache/hot-bytes.js";
import fc from "../../../support/fast-check.js";
import { createMemoryStore } from "../../../support/store/memory-store.js";
import { labelFilter, loadedCache, recordingSink, settled, write } from "../../../support/store/watch-cache-rig.js";

interface Tenant extends SlabTenant {
  readonly mark: number;
}

const LARGEST_SLAB_BYTES = 64 * 1024;

test("entries keep their bytes when they are moved, and slabs never hold more than twice what is alive", () => {
  const step = fc.record({ size: fc.integer({ min: 1, max: 20_000 }), drops: fc.array(fc.nat(), { maxLength: 4 }) });
  fc.assert(
    fc.property(fc.array(step, { minLength: 50, maxLength: 400, size: "max" }), (steps) => {
      const memory = new EntryMemory();
      const live: Tenant[] = [];
      let mark = 0;
      for (const { size, drops } of steps) {
        mark = (mark + 1) % 256;
        const tenant: Tenant = { mark, bytes: Buffer.alloc(0), slab: undefined, slabIndex: 0 };
        memory.allocate(tenant, size).fill(mark);
        assert.equal(tenant.bytes.length, size);
        live.push(tenant);
        for (const drop of drops) {
          const [gone] = live.splice(drop % live.length, 1);
          if (gone !== undefined) memory.retire(gone);
          if (live.length === 0) break;
        }
      }
      for (const tenant of live) assert.ok(tenant.bytes.every((byte) => byte === tenant.mark));
      const slabs = new Set<Slab>();
      for (const { slab } of live) if (slab !== undefined) slabs.add(slab);
      let [held, alive] = [0, 0];
      for (const slab of slabs) {
        held += slab.buffer.length;
        alive += slab.liveBytes;
        assert.equal(
          slab.liveBytes,
          live.filter((tenant) => tenant.slab === slab).reduce((sum, tenant) => sum + tenant.bytes.length, 0),
        );
      }
      // The current slab is being filled and may be empty still.
      assert.ok(held <= 2 * alive + LARGEST_SLAB_BYTES, `${held} held, ${alive} alive`);
    }),
    { numRuns: 40 },
  );
});

class Derived implements HotItem {
  hot = false;
  slot: HotItem["slot"] = undefined;
  dropped = 0;
  dropMemo(): void {
    this.dropped++;
  }
}

test("derived bytes stay within their limit, and what is in use goes last", () => {
  const budget = new HotBytes(1_000);
  const items = Array.from({ length: 10 }, () => new Derived());
  for (const item of items) budget.add(item, 100);
  const used = items[3] as Derived;
  for (let at = 0; at < 200; at++) {
    used.hot = true;
    const next = new Derived();
    items.push(next);
    budget.add(next, 100);
    assert.equal(budget.usedBytes, 1_000);
  }
  assert.equal(used.dropped, 0);
  assert.equal(items.filter((item) => item.dropped === 0).length, 10);
  assert.ok(items.every((item) => item.dropped <= 1));
  budget.remove(used);
  budget.remove(used);
  assert.equal(used.dropped, 1);
  const tooLarge = new Derived();
  budget.add(tooLarge, 5_000);
  assert.equal(tooLarge.dropped, 1);
  assert.ok(budget.usedBytes <= 1_000);
});

/** How many of these the garbage collector finds in use. */
async function countAlive(refs: readonly WeakRef<object>[]): Promise<number> {
  setFlagsFromString("--expose-gc");
  const collect = runInNewContext("gc") as () => void;
  // A WeakRef holds its target until the job that made or read it is over.
  await settled();
  collect();
  return refs.filter((ref) => ref.deref() !== undefined).length;
}

test("nothing that was dropped from the budget is held by it", async () => {
  // A kept Map iterator once did: it holds every table that the map has outgrown, keys included.
  const budget = new HotBytes(10);
  const refs = Array.from({ length: 2_000 }, () => {
    const item = new Derived();
    budget.add(item, 1);
    return new WeakRef(item);
  });
  assert.ok((await countAlive(refs)) <= 20);
});

test("replaced states are free when the ring has let go of them, also after reads and with watchers and indexes", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store, { ringSize: 5 });
  const thing = { labels: { app: "a" }, data: "x" };
  for (let at = 0; at < 600; at++) await write(store, { [`a/${at}`]: thing });
  const filter = labelFilter("app", "a");
  cache.watch({ from: cache.revision, prefix: "", filter }, recordingSink());
  const refs: WeakRef<object>[] = [];
  for (const entry of cache.snapshot().range({ prefix: "", filter }).entries) {
    entry.form("pb", () => Buffer.alloc(10));
    refs.push(new WeakRef(entry));
  }
  cache.snapshot().itemParts("");
  for (let at = 0; at < 600; at++) await write(store, { [`a/${at}`]: thing });
  assert.ok((await countAlive(refs)) <= 10, "entries before the last changes are in use");
  cache.close();
});

test("frames of events that left the ring and encodings of replaced objects are given back", async () => {
  const store = createMemoryStore();
  const hotBytes = new HotBytes();
  const cache = await loadedCache(store, { ringSize: 5, hotBytes });
  const frame = Buffer.alloc(1_000);
  cache.watch(
    { from: 0, prefix: "" },
    { event: (type, event) => event.frame(type, "f", () => frame) === frame, closed: () => {} },
  );
  for (let at = 0; at < 50; at++) {
    await write(store, { "a/b": { data: String(at) } });
    cache.get("a/b")?.form("pb", () => Buffer.alloc(2_000));
    cache.snapshot().itemParts("");
  }
  assert.ok(hotBytes.usedBytes > 7_000 && hotBytes.usedBytes < 10_000, String(hotBytes.usedBytes));
  cache.close();
  assert.equal(hotBytes.usedBytes, 0);
});

test("a list of an older state leaves nothing behind", async () => {
  const store = createMemoryStore();
  const hotBytes = new HotBytes();
  const cache = await loadedCache(store, { hotBytes });
  await write(store, { "a/b": { data: "old" }, "a/c": {} });
  const old = cache.snapshot();
  await write(store, { "a/b": { data: "new" } });
  const loaded = await cache.loadSnapshot(1);
  for (const snapshot of [old, loaded]) assert.match(Buffer.concat(snapshot.itemParts("")).toString(), /"old"/);
  assert.equal(hotBytes.usedBytes, 0);
  cache.snapshot().itemParts("");
  assert.ok(hotBytes.usedBytes > 0);
  cache.close();
});

test("objects that stay do not keep the slabs of those that were replaced or deleted", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const data = "x".repeat(900);
  for (let at = 0; at < 1_000; at++) await write(store, { [`a/${at}`]: { data } });
  // One of ten stays, in a slab with nine that go.
  for (let at = 0; at < 1_000; at++)
    if (at % 10 !== 0) await write(store, { [`a/${at}`]: at % 2 === 0 ? null : { data } });
  const entries = cache.snapshot().range({ prefix: "" }).entries as readonly Entry[];
  const slabs = new Set(entries.map((entry) => entry.slab));
  const held = [...slabs].reduce((sum, slab) => sum + (slab?.buffer.length ?? 0), 0);
  const alive = entries.reduce((sum, entry) => sum + entry.bytes.length, 0);
  assert.ok(held <= 2 * alive + LARGEST_SLAB_BYTES, `${held} held, ${alive} alive`);
  for (const entry of entries) assert.equal(entry.object().data, data);
  cache.close();
});

test("the ring is bounded in bytes too, and whole commits leave it", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store, { ringSize: 1_000, ringBytes: 10_000 });
  const data = "x".repeat(1_000);
  for (let at = 0; at < 50; at++) await write(store, { "a/1": { data }, "a/2": { data }, "a/3": { data } });
  const { ringEvents } = cache.stats();
  assert.ok(ringEvents >= 3 && ringEvents <= 9 && ringEvents % 3 === 0, String(ringEvents));
  const oldest = cache.revision - ringEvents / 3;
  assert.ok(cache.snapshotAt(oldest));
  assert.equal(cache.snapshotAt(oldest - 1), undefined);
  const sink = recordingSink();
  cache.watch({ from: oldest, prefix: "" }, sink);
  await settled();
  assert.equal(sink.seen.length, ringEvents);
  cache.close();
});
