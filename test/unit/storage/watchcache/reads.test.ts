/** GET and LIST from the cache: bytes, order, snapshots, joined items, indexes. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Entry } from "../../../../src/storage/watchcache/entry.js";
import { EqualityIndexes, INDEXES_MAX } from "../../../../src/storage/watchcache/equality-index.js";
import { HotBytes } from "../../../../src/storage/watchcache/hot-bytes.js";
import { treeOf } from "../../../../src/storage/watchcache/tree.js";
import type { CacheEntry, EntryFilter, Snapshot } from "../../../../src/storage/watchcache/watch-cache.js";
import { fault } from "../../../contract/store-support.js";
import fc from "../../../support/fast-check.js";
import { createMemoryStore } from "../../../support/store/memory-store.js";
import {
  fieldFilter,
  HEAD,
  immediateTimer,
  labelFilter,
  labelNotFilter,
  loadedCache,
  PREFIX,
  type Thing,
  thingCache,
  write,
} from "../../../support/store/watch-cache-rig.js";

const keysOf = (entries: readonly CacheEntry[]): string[] => entries.map((entry) => entry.key);

function many(count: number, thing: (at: number) => Thing = () => ({})): Record<string, Thing> {
  const things: Record<string, Thing> = {};
  for (let at = 0; at < count; at++) things[`ns-${at % 3}/t${String(at).padStart(5, "0")}`] = thing(at);
  return things;
}

test("an entry has the stored bytes with the resource version right behind the head", async () => {
  const store = createMemoryStore();
  await write(store, { "a/other": {} });
  const revision = await write(store, { "a/b": { labels: { x: "1" }, node: "n1" } });
  const cache = await loadedCache(store);
  const entry = cache.get("a/b");
  assert.ok(entry);
  assert.equal(entry.bytes.indexOf(`${HEAD}"resourceVersion":"${revision}","name":"b"`), 0);
  assert.equal(entry.object().metadata.resourceVersion, String(revision));
  assert.deepEqual({ ...entry.labels }, { x: "1" });
  assert.equal(entry.field("spec.node"), "n1");
  assert.equal(entry.field("metadata.name"), "b");
  assert.equal(entry.field("metadata.namespace"), "a");
  assert.equal(entry.field("spec.unknown"), undefined);
  assert.notEqual(entry.object(), entry.object());
  cache.close();
});

test("a value in another order, with a resourceVersion, spaces or empty metadata is served in the same form", async () => {
  const store = createMemoryStore();
  const values = {
    "a/spaced": '{ "kind": "Thing", "apiVersion": "example.com/v1", "metadata": {"name": "spaced"}, "data": "\u00fc" }',
    "a/swapped": '{"apiVersion":"example.com/v1","kind":"Thing","metadata":{"resourceVersion":"77","name":"swapped"}}',
    "a/empty": `${HEAD}},"data":"x"}`,
    "a/bare": `${HEAD}}}`,
  };
  for (const [key, text] of Object.entries(values)) {
    await store.commit({ preconditions: [], writes: [{ key: PREFIX + key, value: Buffer.from(text) }] });
  }
  const cache = await loadedCache(store);
  for (const [key, text] of Object.entries(values)) {
    const entry = cache.get(key);
    assert.ok(entry);
    assert.ok(entry.bytes.toString().startsWith(`${HEAD}"resourceVersion":"${entry.revision}"`));
    assert.equal(entry.isOutdated, !text.startsWith(HEAD), "the next update writes it as it is written now");
    const original = JSON.parse(text) as { metadata: object };
    const metadata = { ...original.metadata, resourceVersion: String(entry.revision) };
    assert.deepEqual(entry.object() as object, { ...original, metadata });
  }
  assert.deepEqual(JSON.parse(`[${Buffer.concat(cache.snapshot().itemParts(""))}]`), naiveItems(cache.snapshot(), ""));
  cache.close();
});

test("labels are found without decoding, wherever they stand and whatever stands beside them", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const decoys = fc.dictionary(fc.constantFrom("labels", "a", 'q"{', "\\"), fc.string(), { maxKeys: 4 });
  const nested = fc.record({ labels: fc.constant({ wrong: "1" }), list: fc.array(fc.string()), text: fc.string() });
  const labels = fc.option(fc.dictionary(fc.string({ minLength: 1 }), fc.string()), { nil: undefined });
  await fc.assert(
    fc.asyncProperty(decoys, nested, labels, async (annotations, managed, labels) => {
      const metadata = { name: "b", annotations, managed, note: "labels", labels };
      const value = Buffer.from(`${HEAD}${JSON.stringify(metadata).slice(1)},"spec":{"labels":{"no":"1"}}}`);
      await store.commit({ preconditions: [], writes: [{ key: `${PREFIX}a/b`, value }] });
      const entry = cache.get("a/b");
      assert.deepEqual({ ...entry?.labels }, { ...entry?.object().metadata.labels });
    }),
    { numRuns: 200 },
  );
  cache.close();
});

test("a value that is no object is reported as corrupt and loaded once it is mended", async () => {
  const store = createMemoryStore();
  const broken = { key: `${PREFIX}a/b`, value: Buffer.from("not json") };
  await store.commit({ preconditions: [], writes: [broken] });
  const cache = thingCache(store, { timer: immediateTimer });
  await assert.rejects(Promise.resolve(cache.ready()), fault("Corrupt"));
  await write(store, { "a/b": {} });
  await cache.ready();
  assert.ok(cache.get("a/b"));
  cache.close();
});

test("a range pages in key order and says how many keys follow", async () => {
  const store = createMemoryStore();
  await write(store, many(1_000));
  const cache = await loadedCache(store);
  const snapshot = cache.snapshot();
  for (const prefix of ["", "ns-1/", "ns-9/"]) {
    const all = snapshot.range({ prefix });
    assert.equal(all.more, false);
    assert.equal(all.entries.length, snapshot.count(prefix));
    const paged: string[] = [];
    for (let from = ""; ; ) {
      const page = snapshot.range({ prefix, limit: 70, from });
      paged.push(...keysOf(page.entries));
      assert.equal(page.remaining, snapshot.count(prefix) - paged.length);
      assert.equal(page.more, page.remaining > 0);
      if (!page.more) break;
      from = `${paged.at(-1)}\0`;
    }
    assert.deepEqual(paged, keysOf(all.entries));
    assert.deepEqual(paged, [...paged].sort());
  }
  cache.close();
});

test("loading in pages gives everything, also when writes go on", async () => {
  const store = createMemoryStore();
  await write(store, many(1_700));
  const cache = thingCache(store);
  const loading = cache.ready();
  await write(store, { "ns-0/t00000": null, "ns-9/new": {} });
  await loading;
  await store.progress();
  assert.equal(cache.ready(), undefined);
  assert.equal(cache.snapshot().count(""), 1_700);
  assert.equal(cache.get("ns-0/t00000"), undefined);
  assert.equal(cache.revision, store.revision);
  cache.close();
});

test("a commit can be read as soon as it resolves, and moves the revision though it is of another resource", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const revision = await write(store, { "a/b": { data: "1" } });
  assert.equal(cache.get("a/b")?.revision, revision);
  await store.commit({ preconditions: [], writes: [{ key: "/registry/others/x", value: Buffer.from("{}") }] });
  assert.equal(cache.revision, revision + 1);
  assert.equal(cache.snapshot().revision, revision + 1);
  cache.close();
});

/** Random writes over few keys, some commits with several keys. */
const commits = fc.array(
  fc.dictionary(
    fc.tuple(fc.nat(2), fc.nat(90)).map(([space, name]) => `ns-${space}/t${name}`),
    fc.option(
      fc.record({
        labels: fc.constantFrom({}, { app: "a" }, { app: "b" }, { app: "a", tier: "x" }),
        node: fc.constantFrom("n1", "n2"),
        data: fc.string({ maxLength: 40 }),
      }),
      { nil: null, freq: 3 },
    ),
    { minKeys: 1, maxKeys: 60 },
  ),
  { minLength: 1, maxLength: 25 },
);

test("joined items equal a plain join after any writes, also when memory for joined leaves is scarce", async () => {
  for (const limitBytes of [0, 4_000, 10_000_000]) {
    await fc.assert(
      fc.asyncProperty(commits, async (commits) => {
        const store = createMemoryStore();
        const hotBytes = new HotBytes(limitBytes);
        const cache = await loadedCache(store, { hotBytes });
        for (const commit of commits) {
          await write(store, commit);
          for (const prefix of ["", "ns-0/", "ns-1/", "ns-3/"]) assertItems(cache.snapshot(), prefix);
          assert.ok(hotBytes.usedBytes <= limitBytes);
        }
        cache.close();
        assert.equal(hotBytes.usedBytes, 0);
      }),
      { numRuns: 15 },
    );
  }
});

test("snapshots stay frozen while writes go on, and older revisions are found again", async () => {
  await fc.assert(
    fc.asyncProperty(commits, fc.nat(12), async (commits, ringSize) => {
      const store = createMemoryStore();
      const cache = await loadedCache(store, { ringSize });
      const kept: { readonly snapshot: Snapshot; readonly json: string }[] = [];
      for (const commit of commits) {
        await write(store, commit);
        const snapshot = cache.snapshot();
        kept.push({ snapshot, json: JSON.stringify(naiveItems(snapshot, "")) });
      }
      for (const { snapshot, json } of kept) {
        assert.equal(JSON.stringify(naiveItems(snapshot, "")), json);
        assertItems(snapshot, "ns-1/");
        const inMemory = cache.snapshotAt(snapshot.revision);
        if (inMemory !== undefined) assert.equal(JSON.stringify(naiveItems(inMemory, "")), json);
        const loaded = await cache.loadSnapshot(snapshot.revision);
        assert.equal(loaded.revision, snapshot.revision);
        assert.equal(JSON.stringify(naiveItems(loaded, "")), json);
      }
      assert.ok(cache.stats().ringEvents <= ringSize);
      cache.close();
    }),
    { numRuns: 25 },
  );
});

test("a snapshot outside memory is read from the store, compacted and future ones are refused", async () => {
  const store = createMemoryStore();
  for (const data of ["1", "2", "3", "4", "5"]) await write(store, { "a/b": { data }, "a/same": {} });
  const cache = await loadedCache(store, { ringSize: 2 });
  await store.compact(2);
  assert.equal(cache.snapshotAt(3), undefined);
  assert.equal(cache.snapshotAt(store.revision + 1), undefined);
  assert.equal((await cache.loadSnapshot(3)).get("a/b")?.object().data, "3");
  await assert.rejects(cache.loadSnapshot(1), fault("Compacted"));
  await assert.rejects(cache.loadSnapshot(store.revision + 1), fault("FutureRevision"));
  cache.close();
});

test("a list by selector equals a scan after any writes, with and without a usable index", async () => {
  const filters: readonly EntryFilter[] = [
    labelFilter("app", "a"),
    labelFilter("tier", "x"),
    labelNotFilter("app", "a"),
    fieldFilter("spec.node", "n2"),
    fieldFilter("metadata.name", "t7"),
    fieldFilter("metadata.namespace", "ns-1"),
  ];
  await fc.assert(
    fc.asyncProperty(commits, async (commits) => {
      const store = createMemoryStore();
      // Enough objects that an index is worth its memory.
      await write(
        store,
        many(900, (at) => ({ labels: { app: at % 5 === 0 ? "a" : "b" }, node: `n${at % 4}` })),
      );
      const cache = await loadedCache(store);
      for (const commit of commits) {
        await write(store, commit);
        const snapshot = cache.snapshot();
        for (const filter of filters) assertRange(snapshot, filter);
      }
      const old = cache.snapshotAt(cache.revision - 1);
      if (old !== undefined) for (const filter of filters) assertRange(old, filter);
      cache.close();
    }),
    { numRuns: 8 },
  );
});

test("a selector on an indexed label looks at its matches only", async () => {
  const store = createMemoryStore();
  await write(
    store,
    many(5_000, (at) => ({ labels: { app: at % 50 === 0 ? "a" : "b" } })),
  );
  const cache = await loadedCache(store);
  const filter = labelFilter("app", "a");
  assert.equal(cache.snapshot().range({ prefix: "", filter }).entries.length, 100);
  assert.equal(filter.evaluations(), 100);
  await write(store, { "ns-0/extra": { labels: { app: "a" } } });
  assert.equal(cache.snapshot().range({ prefix: "", filter }).entries.length, 101);
  assert.equal(filter.evaluations(), 201);
  cache.close();
});

test("a selector that names the object looks at that object only, in a namespace and without namespaces", async () => {
  const store = createMemoryStore();
  await write(store, many(600));
  const namespaced = await loadedCache(store);
  const filter = fieldFilter("metadata.name", "t00004");
  const find = (snapshot: Snapshot, prefix: string): string[] => keysOf(snapshot.range({ prefix, filter }).entries);
  assert.deepEqual(find(namespaced.snapshot(), "ns-1/"), ["ns-1/t00004"]);
  assert.deepEqual(find(namespaced.snapshot(), "ns-2/"), []);
  assert.deepEqual(find(namespaced.snapshot(), ""), ["ns-1/t00004"]);
  assert.equal(filter.evaluations(), 2);
  namespaced.close();

  const flatStore = createMemoryStore();
  await write(
    flatStore,
    Object.fromEntries(Array.from({ length: 600 }, (_, at) => [`t${String(at).padStart(5, "0")}`, {}])),
  );
  const flat = await loadedCache(flatStore);
  assert.deepEqual(find(flat.snapshot(), ""), ["t00004"]);
  assert.deepEqual(flat.snapshot().range({ prefix: "", filter, from: "t00004\0" }).entries, []);
  assert.equal(flat.get("t00004")?.field("metadata.namespace"), "");
  assert.equal(filter.evaluations(), 3);
  assert.equal(flat.snapshot().range({ prefix: "", filter, from: "t00004" }).entries.length, 1);
  flat.close();
});

test("indexes are bounded: one more takes the place of the one not used for longest", async () => {
  const store = createMemoryStore();
  const labels = Object.fromEntries(Array.from({ length: INDEXES_MAX + 4 }, (_, at) => [`l${at}`, "x"]));
  await write(
    store,
    many(600, (at) => (at < 10 ? { labels } : {})),
  );
  const cache = await loadedCache(store);
  const root = treeOf(cache.snapshot().range({ prefix: "" }).entries as Entry[]);
  const indexes = new EqualityIndexes();
  for (let round = 0; round < 2; round++) {
    for (const label of Object.keys(labels)) {
      assert.equal(indexes.candidates(root, labelFilter(label, "x"))?.size, 10);
      assert.ok(indexes.size <= INDEXES_MAX);
    }
  }
  assert.equal(indexes.size, INDEXES_MAX);
  cache.close();
});

test("another encoding is made once per revision, however often it is asked for", async () => {
  const store = createMemoryStore();
  await write(store, { "a/b": {} });
  const cache = await loadedCache(store);
  let made = 0;
  const make = (entry: CacheEntry): Buffer => Buffer.from(`${++made}:${entry.revision}`);
  const read = (): string => String(cache.get("a/b")?.form("pb", make));
  assert.deepEqual([read(), read()], ["1:1", "1:1"]);
  await write(store, { "a/b": {} });
  assert.deepEqual([read(), read()], ["2:2", "2:2"]);
  cache.close();
});

test("waiting for a revision ends when it is reached, and with FutureRevision when it is not in time", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  await write(store, { "a/b": {} });
  await cache.waitFor(1, 1_000);
  const waiting = cache.waitFor(2, 60_000);
  await write(store, { "a/b": {} });
  await waiting;
  await assert.rejects(cache.waitFor(9, 5), fault("FutureRevision"));
  const never = assert.rejects(cache.waitFor(9, 60_000), fault("Unavailable"));
  cache.close();
  await never;
});

function naiveItems(snapshot: Snapshot, prefix: string): object[] {
  return snapshot.range({ prefix }).entries.map((entry) => {
    const { kind: _kind, apiVersion: _apiVersion, ...item } = entry.object();
    return item;
  });
}

function assertItems(snapshot: Snapshot, prefix: string): void {
  const parts = snapshot.itemParts(prefix);
  const expected = naiveItems(snapshot, prefix)
    .map((item) => JSON.stringify(item))
    .join(",");
  assert.equal(Buffer.concat(parts).toString(), expected);
  assert.ok(parts.every((part) => part.length > 0));
}

function assertRange(snapshot: Snapshot, filter: EntryFilter): void {
  for (const prefix of ["", "ns-1/"]) {
    const expected = snapshot.range({ prefix }).entries.filter((entry) => filter.matches(entry));
    const result = snapshot.range({ prefix, filter });
    assert.deepEqual(keysOf(result.entries), keysOf(expected));
    assert.ok(result.entries.every((entry, at) => entry === expected[at]));
    const first = expected[0]?.key;
    if (first === undefined) continue;
    const page = snapshot.range({ prefix, filter, from: `${first}\0`, limit: 2 });
    assert.deepEqual(keysOf(page.entries), keysOf(expected.slice(1, 3)));
    const last = page.entries[1]?.key;
    // Whether they match or not.
    const follow = snapshot.range({ prefix }).entries.some(({ key }) => last !== undefined && key > last);
    assert.equal(page.more, follow);
    assert.equal(page.remaining, undefined);
  }
}
