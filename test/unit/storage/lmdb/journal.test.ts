/** Small commits live in the journal for a while: nobody can tell, and no crash takes them. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { backupStore, compactStore, restoreStore, withEnvironment } from "../../../../src/storage/lmdb/backup.js";
import { journalIn } from "../../../../src/storage/lmdb/journal.js";
import { blockBytes } from "../../../../src/storage/lmdb/journal-records.js";
import { type LmdbStore, openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../../../src/storage/lmdb/verify.js";
import type { Revision, Store } from "../../../../src/storage/store.js";
import { bytes, fault, put, RecordingSink, remove, state } from "../../../contract/store-support.js";
import fc from "../../../support/fast-check.js";
import { newestTransaction } from "../../../support/store/lmdb-file.js";

const skip = process.platform === "linux" ? false : "there are journals on Linux alone";

function folderOf(t: TestContext, name: string): string {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), `apiserver-${name}-`));
  t.after(() => fs.rmSync(folder, { recursive: true, force: true }));
  return folder;
}

interface Journaled {
  readonly store: LmdbStore;
  readonly dataDir: string;
  /** The file of LMDB. */
  readonly file: string;
  /** The revisions before the test's own. */
  readonly before: Revision;
}

/** A store whose next small commit goes to the journal, at its very beginning. */
async function journaled(t: TestContext): Promise<Journaled> {
  const dataDir = folderOf(t, "journal");
  const file = path.join(dataDir, "store.mdb");
  const store = await openLmdbStore({ dataDir, sync: "always" });
  t.after(() => store.close());
  // It is opened behind the back of the first commits.
  for (let attempt = 0; ; attempt++) {
    const transaction = newestTransaction(file);
    await put(store, "/first", "x");
    if (newestTransaction(file) === transaction) break;
    assert(attempt < 1000, "the journal is never used");
    await new Promise((resolve) => setTimeout(resolve, 1));
  }
  await store.backup(folderOf(t, "settled"));
  return { store, dataDir, file, before: store.revision };
}

/** What a crash would leave behind now. */
function crashed(t: TestContext, dataDir: string): string {
  const copy = folderOf(t, "crashed");
  for (const name of ["store.mdb", "store.journal"]) fs.copyFileSync(path.join(dataDir, name), path.join(copy, name));
  return copy;
}

async function reopened(t: TestContext, dataDir: string): Promise<LmdbStore> {
  const store = await openLmdbStore({ dataDir, sync: "always" });
  t.after(() => store.close());
  return store;
}

async function eventsAfter(store: Store, from: Revision): Promise<string[]> {
  const sink = new RecordingSink();
  const watch = store.watch("/", from, sink);
  await store.progress();
  watch.close();
  return sink.seen;
}

test("small commits are acknowledged without a transaction of LMDB, and a crash loses none of them", {
  skip,
}, async (t) => {
  const { store, dataDir, file, before } = await journaled(t);
  const transaction = newestTransaction(file);
  await put(store, "/a", "1");
  await put(store, "/a", "2");
  await put(store, "/b", "1");
  await remove(store, "/b");
  assert.equal(newestTransaction(file), transaction);
  const again = await reopened(t, crashed(t, dataDir));
  assert.equal(again.revision, before + 4);
  assert.deepEqual(await state(again, "/"), await state(store, "/"));
  assert.deepEqual(await state(again, "/", before + 3), await state(store, "/", before + 3));
  assert.equal(await put(again, "/c", "1"), before + 5);
});

test("a store that is closed has everything in its one file", { skip }, async (t) => {
  const { store, dataDir } = await journaled(t);
  await put(store, "/a", "1");
  const shown = await state(store, "/");
  await store.close();
  fs.rmSync(journalIn(dataDir));
  assert.deepEqual((await verifyStore(dataDir)).problems, []);
  assert.deepEqual(await state(await reopened(t, dataDir), "/"), shown);
});

test("what was settled is not there twice after a crash, whatever old records the journal has", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  for (let n = 1; n <= 5; n++) await put(store, "/a", `old ${n}`);
  await store.backup(folderOf(t, "settles"));
  await put(store, "/a", "new 1");
  await put(store, "/b", "new 2");
  const again = await reopened(t, crashed(t, dataDir));
  assert.equal(again.revision, before + 7);
  assert.deepEqual(await eventsAfter(again, before), await eventsAfter(store, before));
});

test("the last record may be torn: it was not acknowledged, and everything before it is there", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  await put(store, "/a", "1");
  await put(store, "/a", "2");
  const copy = crashed(t, dataDir);
  for (const at of [0, 5, 17, 40, 49]) {
    const torn = crashed(t, copy);
    flip(journalIn(torn), blockBytes + at);
    const again = await reopened(t, torn);
    assert.deepEqual([again.revision, String((await again.get("/a"))?.value)], [before + 1, "1"], `byte ${at}`);
  }
  fs.truncateSync(journalIn(copy), blockBytes + 20);
  assert.equal((await reopened(t, copy)).revision, before + 1);
});

test("a record that is damaged with newer ones behind it is no torn one: the store is refused, and verify tells", {
  skip,
}, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  for (let n = 1; n <= 3; n++) await put(store, "/a", String(n));
  const copy = crashed(t, dataDir);
  flip(journalIn(copy), blockBytes + 40);
  const missing = new RegExp(`revisions ${before + 2} to ${before + 2} are missing in the journal`);
  await assert.rejects(openLmdbStore({ dataDir: copy, sync: "always" }), (error) => {
    assert.match(String(error), missing);
    return fault("Corrupt")(error);
  });
  assert.match((await verifyStore(copy)).problems.join(), missing);
});

test("a journal that begins after the store's end is refused: the store is an older copy", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  const copy = crashed(t, dataDir);
  await put(store, "/a", "1");
  await store.backup(folderOf(t, "settles"));
  await put(store, "/a", "2");
  fs.copyFileSync(journalIn(dataDir), journalIn(copy));
  await assert.rejects(openLmdbStore({ dataDir: copy, sync: "always" }), (error) => {
    assert.match(String(error), new RegExp(`revisions ${before + 1} to ${before + 1} are missing in the journal`));
    return fault("Corrupt")(error);
  });
});

test("the journal of another store means nothing", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  await put(store, "/a", "1");
  const other = await journaled(t);
  while (other.store.revision < before) await put(other.store, "/other", "1");
  await other.store.close();
  fs.copyFileSync(journalIn(dataDir), journalIn(other.dataDir));
  assert.equal(await (await reopened(t, other.dataDir)).get("/a"), undefined);
});

test("verify, backup and compact of what a crash left take the journal along", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  await put(store, "/a", "1");
  const copy = crashed(t, dataDir);
  const { problems, revision } = await verifyStore(copy);
  assert.deepEqual([problems, revision], [[], before + 1]);
  const to = path.join(folderOf(t, "backup"), "copy");
  assert.equal((await backupStore({ dataDir: copy, to })).revision, before + 1);
  assert.deepEqual(fs.readdirSync(to), ["store.mdb"]);
  assert.equal((await compactStore({ dataDir: copy, keepHistory: true })).revision, before + 1);
  for (const dataDir of [to, copy]) {
    fs.rmSync(journalIn(dataDir), { force: true });
    assert.equal(String((await (await reopened(t, dataDir)).get("/a"))?.value), "1");
  }
});

test("a restore forgets the journal of what it replaces", { skip }, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  const from = path.join(folderOf(t, "backup"), "copy");
  await store.backup(from);
  await put(store, "/a", "1");
  const copy = crashed(t, dataDir);
  await restoreStore({ from, dataDir: copy, force: true });
  fs.copyFileSync(journalIn(dataDir), journalIn(copy));
  const again = await reopened(t, copy);
  assert.equal(again.revision, before);
  assert.equal(await again.get("/a"), undefined);
});

test("a store of the format before journals is opened, and older programs refuse it from then on", {
  skip,
}, async (t) => {
  const { store, dataDir, file } = await journaled(t);
  await put(store, "/a", "1");
  await store.close();
  await withEnvironment(file, false, async ({ root, meta }) => {
    await root.batch(() => {
      meta.put("format", bytes(JSON.stringify({ program: "apiserver", format: 1 })));
      meta.remove("storeId");
    });
  });
  const again = await reopened(t, dataDir);
  assert.equal(String((await again.get("/a"))?.value), "1");
  await again.close();
  const format = await withEnvironment(file, true, async ({ meta }) => String(meta.get("format")));
  assert.equal(format, '{"program":"apiserver","format":2}');
});

function flip(file: string, at: number): void {
  const descriptor = fs.openSync(file, "r+");
  const byte = Buffer.alloc(1);
  fs.readSync(descriptor, byte, 0, 1, at);
  fs.writeSync(descriptor, Buffer.from([byte[0]! ^ 0x55]), 0, 1, at);
  fs.closeSync(descriptor);
}

/** One turn of the random test: writes at once, which is one group or a few, or something that makes LMDB take all there is. */
type Turn =
  | { readonly writes: readonly { readonly key: number; readonly value: number | null }[] }
  | "settle"
  | "compact";

const turns = fc.array(
  fc.oneof(
    { weight: 12, arbitrary: fc.record({ writes: fc.array(write(), { minLength: 1, maxLength: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ writes: fc.array(write(), { minLength: 9, maxLength: 20 }) }) },
    { weight: 1, arbitrary: fc.constant("settle" as const) },
    { weight: 1, arbitrary: fc.constant("compact" as const) },
  ),
  { minLength: 5, maxLength: 25 },
);

function write() {
  return fc.record({ key: fc.nat(11), value: fc.option(fc.nat(99), { freq: 4 }) });
}

const keyOf = (key: number): string => `/k${String(key).padStart(2, "0")}`;

test("whatever is written, live and after a crash at any point: every state and every event as the commits made them", {
  skip,
}, async (t) => {
  const { store, dataDir, before } = await journaled(t);
  let ended = 0;
  const check = fc.asyncProperty(turns, async (all: readonly Turn[]) => {
    for (const turn of all) {
      if (turn === "settle") await store.backup(path.join(folderOf(t, "settles"), String(ended++)));
      else if (turn === "compact") await store.compact(Math.max(store.compactedRevision, store.revision - 15));
      else {
        const done = turn.writes.map(({ key, value }) =>
          value === null ? remove(store, keyOf(key)) : put(store, keyOf(key), String(value)),
        );
        await Promise.all(done);
      }
    }
    const again = await openLmdbStore({ dataDir: crashed(t, dataDir), sync: "always" });
    try {
      assert.equal(again.revision, store.revision);
      await same(store, again, Math.max(before, store.revision - 14));
    } finally {
      await again.close();
    }
  });
  await fc.assert(check, { numRuns: 25 });
});

/** Both stores against each other, and both against what their own events say. */
async function same(live: Store, again: Store, oldest: Revision): Promise<void> {
  const events = await eventsAfter(live, oldest);
  assert.deepEqual(await eventsAfter(again, oldest), events);
  for (let revision = oldest; revision <= live.revision; revision++) {
    const shown = await state(live, "/", revision);
    assert.deepEqual(await state(again, "/", revision), shown);
    for (let key = 0; key < 12; key++) {
      const entry = await live.get(keyOf(key), { revision });
      const listed = shown.find((line) => line.startsWith(`${keyOf(key)}=`));
      assert.equal(entry && `${entry.key}=${entry.value}@${entry.revision}`, listed);
    }
    const page = await live.list("/", { revision, from: keyOf(3), limit: 4 });
    const rest = shown.filter((line) => line >= keyOf(3));
    assert.deepEqual(
      page.entries.map((entry) => `${entry.key}=${entry.value}@${entry.revision}`),
      rest.slice(0, 4),
    );
    assert.equal(page.more, rest.length > 4);
  }
}
