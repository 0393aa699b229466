/** What the embedded store promises beyond the store contract: limits, closing amid work, privacy. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type LmdbStore, type LmdbStoreOptions, openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { StoreError } from "../../../../src/storage/store.js";
import { bytes, fault, put, RecordingSink, state } from "../../../contract/store-support.js";

async function openStore(t: TestContext, options: Partial<LmdbStoreOptions> = {}): Promise<LmdbStore> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-lmdb-"));
  t.after(() => fs.rmSync(dataDir, { recursive: true }));
  const store = await openLmdbStore({ dataDir, sync: "batched", ...options });
  t.after(() => store.close());
  return store;
}

test("commits that wait for the disk are limited, and those refused leave no trace", async (t) => {
  const store = await openStore(t, { maxQueuedBytes: 100_000 });
  const results = await Promise.allSettled(
    Array.from({ length: 300 }, (_, at) => put(store, `/k${at}`, "v".repeat(900))),
  );
  const accepted = results.filter((result) => result.status === "fulfilled").length;
  assert(accepted > 50 && accepted < 150, `${accepted} accepted`);
  for (const result of results) {
    assert(result.status === "fulfilled" || fault("Unavailable")(result.reason));
  }
  assert.equal(store.revision, accepted);
  assert.equal((await store.list("/")).entries.length, accepted);
  assert.equal(await put(store, "/k299", "x"), accepted + 1);
});

test("closing amid lists, watches, compactions and commits ends each with its result or Unavailable", async (t) => {
  const store = await openStore(t);
  await Promise.all(Array.from({ length: 2000 }, (_, at) => put(store, `/k${at}`, "v".repeat(3000))));
  const sink = new RecordingSink();
  store.watch("/", 0, sink);
  const settled = Promise.allSettled([
    store.list("/"),
    store.list("/", { revision: 1000 }),
    store.compact(1500),
    put(store, "/late", "x"),
    store.lease(60),
    store.get("/k1"),
  ]);
  await new Promise((resolve) => setImmediate(resolve));
  await store.close();
  for (const result of await settled) {
    assert(result.status === "fulfilled" || fault("Unavailable")(result.reason));
  }
  assert.equal(sink.ended, "closed");
});

test("a sink that throws is cut off; the commit and the other watchers do not notice", async (t) => {
  const store = await openStore(t);
  const good = new RecordingSink();
  let ended: StoreError | undefined;
  store.watch("/", 0, {
    events() {
      throw new Error("a bug in a watcher");
    },
    progress() {},
    closed(error) {
      ended = error;
    },
  });
  store.watch("/", 0, good);
  assert.equal(await put(store, "/a", "1"), 1);
  assert(ended instanceof StoreError);
  assert.deepEqual(good.seen, ["/a=1@1"]);
});

test("the store's file is for its owner only", async (t) => {
  const dataDir = path.join(fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-lmdb-")), "new", "store");
  const store = await openStore(t, { dataDir });
  t.after(() => fs.rmSync(path.dirname(path.dirname(dataDir)), { recursive: true }));
  assert.equal(fs.statSync(path.join(dataDir, "store.mdb")).mode & 0o077, 0);
  assert.equal(fs.statSync(dataDir).mode & 0o077, 0);
  await store.close();
});

test("a long list does not keep the event loop from running", async (t) => {
  const store = await openStore(t);
  const writes = Array.from({ length: 4000 }, (_, at) => ({ key: `/k${at}`, value: bytes("v".repeat(5000)) }));
  await store.commit({ preconditions: [], writes });
  let turns = 0;
  let listed = false;
  const counting = (async () => {
    while (!listed) {
      await new Promise((resolve) => setImmediate(resolve));
      turns += 1;
    }
  })();
  // A commit in between must not show.
  const [result] = await Promise.all([store.list("/"), put(store, "/k0", "later")]);
  listed = true;
  await counting;
  assert.equal(result.entries.length, 4000);
  assert.equal(result.entries[0]?.value.length, 5000);
  assert(turns > 1, `${turns} turns`);
  assert.deepEqual(await state(store, "/k0"), ["/k0=later@2"]);
});

for (const sync of ["always", "batched"] as const) {
  // Closing while lmdb-js syncs on a thread of its own once ended the process.
  test(`a store (${sync}) may be closed at any moment after a commit and opened again`, async (t) => {
    const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-lmdb-"));
    t.after(() => fs.rmSync(dataDir, { recursive: true }));
    for (let round = 1; round <= 60; round++) {
      const store = await openLmdbStore({ dataDir, sync });
      assert.equal(await put(store, `/k${round}`, "v".repeat(50_000)), round);
      const listed = store.list("/");
      await new Promise((resolve) => setTimeout(resolve, round % 8));
      await store.close();
      assert.equal((await listed).entries.length, round);
    }
  });
}

test("what is on disk but not acknowledged yet is not read", async (t) => {
  const store = await openStore(t, { sync: "always" });
  await put(store, "/changed", "old");
  await put(store, "/deleted", "old");
  let acknowledged = false;
  const filler = Array.from({ length: 1000 }, (_, at) => ({ key: `/filler/${at}`, value: Buffer.alloc(5000) }));
  const committed = store
    .commit({
      preconditions: [],
      writes: [
        { key: "/changed", value: bytes("new") },
        { key: "/deleted", value: null },
        { key: "/created", value: bytes("new") },
        ...filler,
      ],
    })
    .then(() => {
      acknowledged = true;
    });
  // Lets LMDB's thread begin, then holds this one for so long that the other ends before anything here can hear of it.
  await new Promise((resolve) => setTimeout(resolve, 3));
  Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  if (acknowledged) {
    t.skip("the disk was done before the test could look");
    return;
  }
  const reads = [store.get("/changed"), store.get("/deleted"), store.get("/created"), store.list("/")] as const;
  const [changed, deleted, created, listed] = await Promise.all(reads);
  assert.deepEqual([String(changed?.value), String(deleted?.value), created], ["old", "old", undefined]);
  assert.deepEqual(
    listed.entries.map((entry) => `${entry.key}=${entry.value}@${entry.revision}`),
    ["/changed=old@1", "/deleted=old@2"],
  );
  assert.equal(listed.revision, 2);
  await committed;
  assert.equal((await store.list("/")).entries.length, 1002);
});
