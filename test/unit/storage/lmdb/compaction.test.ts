/** Forgetting history: online, by prefix, and by the clock. */
import assert from "node:assert/strict";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type Compactor, startCompactor } from "../../../../src/storage/lmdb/compaction.js";
import { openEnvironment } from "../../../../src/storage/lmdb/environment.js";
import { type LmdbStore, openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { uint64 } from "../../../../src/storage/lmdb/records.js";
import { verifyStore } from "../../../../src/storage/lmdb/verify.js";
import type { Revision } from "../../../../src/storage/store.js";
import { fault, put, RecordingSink, state } from "../../../contract/store-support.js";
import { ManualClock } from "../../../support/manual-clock.js";
import { removeFolder } from "../../../support/remove-folder.js";

async function openStore(
  t: TestContext,
  lastValueOnlyPrefixes: readonly string[] = [],
): Promise<LmdbStore & { dataDir: string }> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-compaction-"));
  t.after(() => removeFolder(dataDir));
  const store = await openLmdbStore({ dataDir, sync: "batched", lastValueOnlyPrefixes });
  t.after(() => store.close());
  return Object.assign(store, { dataDir });
}

test("a compacted store holds no more than its live keys, and its pages are used again", async (t) => {
  const store = await openStore(t);
  const round = async () => {
    for (let at = 0; at < 20; at++) {
      await Promise.all(Array.from({ length: 50 }, (_, key) => put(store, `/k${key}`, "v".repeat(900))));
    }
    await store.compact(store.revision);
  };
  await round();
  assert.deepEqual([store.sizes().logRecords, store.sizes().keys], [0, 50]);
  const { fileBytes } = store.sizes();
  for (let at = 0; at < 5; at++) {
    await round();
  }
  assert(
    store.sizes().fileBytes < fileBytes * 2,
    `${store.sizes().fileBytes} bytes, ${fileBytes} after the first round`,
  );
  await store.close();
  assert.deepEqual((await verifyStore(store.dataDir)).problems, []);
});

test("a compaction that was cut off by the end of its process is finished by the next to the same revision", async (t) => {
  const store = await openStore(t);
  for (let at = 0; at < 20; at++) await put(store, "/a", "v");
  await store.close();
  const environment = openEnvironment({ file: path.join(store.dataDir, "store.mdb"), sync: "always" });
  await environment.meta.put("compacted", uint64(20));
  await environment.root.close();
  const again = await openLmdbStore({ dataDir: store.dataDir, sync: "batched" });
  t.after(() => again.close());
  assert.deepEqual([again.compactedRevision, again.sizes().logRecords], [20, 20]);
  await again.compact(20);
  assert.deepEqual([again.compactedRevision, again.sizes().logRecords], [20, 0]);
});

test("commits go on while history is forgotten", async (t) => {
  const store = await openStore(t);
  await Promise.all(Array.from({ length: 3000 }, (_, at) => put(store, `/k${at % 100}`, "v")));
  let done = false;
  const compacted = store.compact(store.revision).then(() => {
    done = true;
  });
  let during = 0;
  while (!done) {
    await put(store, "/other", "v");
    during += done ? 0 : 1;
  }
  await compacted;
  assert(during > 3, `${during} commits`);
  assert.equal((await store.list("/")).entries.length, 101);
});

test("trim forgets the history of last-value-only prefixes alone", async (t) => {
  const store = await openStore(t, ["/leases/"]);
  await put(store, "/leases/a", "1");
  await put(store, "/pods/a", "1");
  await put(store, "/leases/a", "2");
  await put(store, "/pods/a", "2");
  await put(store, "/leases/a", "3");
  await store.trim(4);
  assert.equal(store.compactedRevision, 0);
  assert.deepEqual(await state(store, "/pods/", 2), ["/pods/a=1@2"]);
  assert.deepEqual(await state(store, "/leases/"), ["/leases/a=3@5"]);
  assert.deepEqual(await state(store, "/leases/", 4), ["/leases/a=2@3"]);
  await assert.rejects(store.list("/leases/", { revision: 3 }), fault("Compacted"));
  await assert.rejects(store.get("/leases/a", { revision: 3 }), fault("Compacted"));
  // A scan over everything would miss them, too.
  await assert.rejects(store.list("/", { revision: 3 }), fault("Compacted"));
  const [gone, kept] = [new RecordingSink(), new RecordingSink()];
  store.watch("/leases/", 1, gone);
  store.watch("/pods/", 1, kept);
  await store.progress();
  await gone.until(({ ended }) => ended !== undefined);
  assert(fault("Compacted")(gone.ended));
  assert.deepEqual(kept.seen, ["/pods/a=1@2", "/pods/a=2@4"]);
  await store.close();
  assert.deepEqual((await verifyStore(store.dataDir)).problems, []);

  const again = await openLmdbStore({ dataDir: store.dataDir, sync: "batched" });
  t.after(() => again.close());
  await assert.rejects(again.list("/leases/", { revision: 3 }), fault("Compacted"));
});

test("trims forget all of a prefix and nothing else, what was written before a restart as well", async (t) => {
  const prefixes = ["/leases/", "/events/"];
  const first = await openStore(t, prefixes);
  const write = async (store: LmdbStore) => {
    for (let at = 0; at < 450; at++) {
      await put(store, `${["/leases/", "/pods/", "/events/"][at % 3]}${at % 7}`, String(at));
    }
  };
  await write(first);
  await first.trim(100);
  // All log records up to 100 but those of pods are gone.
  assert.equal(first.sizes().logRecords, 450 - 67);
  await first.close();
  const store = await openLmdbStore({ dataDir: first.dataDir, sync: "batched", lastValueOnlyPrefixes: prefixes });
  t.after(() => store.close());
  await write(store);
  await store.trim(400);
  assert.equal(store.sizes().logRecords, 900 - 267);
  await store.trim(900);
  assert.equal(store.sizes().logRecords, 300);
  assert.equal((await state(store, "/pods/", 1 + 450)).length, 7);
  assert.equal((await state(store, "/leases/")).length, 7);
  await store.close();
  assert.deepEqual((await verifyStore(first.dataDir)).problems, []);
});

test("the compactor keeps five minutes of history, and one of last-value-only prefixes", async (t) => {
  const clock = new ManualClock();
  const calls: string[] = [];
  const store = {
    revision: 0,
    compact: async (revision: Revision) => void calls.push(`compact ${revision}`),
    trim: async (revision: Revision) => void calls.push(`trim ${revision}`),
  };
  const compactor: Compactor = startCompactor({ store, clock, onError: (error) => assert.fail(String(error)) });
  t.after(() => compactor.stop());
  await clock.advance(0);
  for (let minute = 1; minute <= 7; minute++) {
    store.revision = minute * 100;
    calls.length = 0;
    await clock.advance(60_000);
    // The pass at the end of minute n sees the revision set in it; five passes earlier it was 500 less.
    assert.deepEqual(
      calls,
      [`compact ${Math.max(0, minute - 5) * 100}`, `trim ${(minute - 1) * 100}`],
      `minute ${minute}`,
    );
  }
});

test("a compaction that fails is reported and tried again", async (t) => {
  const clock = new ManualClock();
  const errors: unknown[] = [];
  let calls = 0;
  const store = {
    revision: 5,
    compact: async () => {
      calls += 1;
      throw new Error("disk");
    },
  };
  const compactor = startCompactor({
    store,
    clock,
    intervalMs: 1000,
    keepMs: 1000,
    onError: (error) => errors.push(error),
  });
  t.after(() => compactor.stop());
  await clock.advance(3000);
  assert.equal(calls, 4);
  assert.equal(errors.length, 4);
});
