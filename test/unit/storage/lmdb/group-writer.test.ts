/** Which groups go where, and what becomes of acknowledged commits when the journal or LMDB fails. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type Environment, openEnvironment, storeFileName } from "../../../../src/storage/lmdb/environment.js";
import { ensureStoreFile, readTail } from "../../../../src/storage/lmdb/format.js";
import type { Journal } from "../../../../src/storage/lmdb/journal.js";
import { Reader } from "../../../../src/storage/lmdb/reader.js";
import { Unsettled } from "../../../../src/storage/lmdb/unsettled.js";
import { Writer } from "../../../../src/storage/lmdb/writer.js";
import type { Revision } from "../../../../src/storage/store.js";
import { silentLogger } from "../../../../src/util/logger.js";
import { bytes, fault } from "../../../contract/store-support.js";

/** A journal that keeps nothing. */
class FakeJournal {
  room = true;
  broken = false;
  readonly firsts: Revision[] = [];
  rewound = 0;
  closed = false;

  hasRoomFor(): boolean {
    return this.room;
  }

  append(_commits: unknown, first: Revision): Promise<void> {
    if (this.broken) return Promise.reject(new Error("the disk is gone"));
    this.firsts.push(first);
    return Promise.resolve();
  }

  rewind(): void {
    this.rewound += 1;
  }

  close(): void {
    this.closed = true;
  }
}

interface Rig {
  readonly writer: Writer;
  readonly reader: Reader;
  readonly unsettled: Unsettled;
  readonly journal: FakeJournal;
  /** Transactions of LMDB so far. */
  readonly transactions: () => number;
  /** What LMDB answers from now on. */
  fail(error: Error | undefined): void;
  /** LMDB does its work and does not tell before this is called. */
  holdBack(): () => void;
  put(key: string, extra?: (environment: Environment) => void, text?: string): Promise<Revision>;
}

/** `journal` is in use; `openJournal` says how else it is opened. */
async function rig(t: TestContext, openJournal?: () => Promise<Journal>): Promise<Rig> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-groups-"));
  t.after(() => fs.rmSync(dataDir, { recursive: true }));
  await ensureStoreFile(dataDir);
  const real = openEnvironment({ file: path.join(dataDir, storeFileName), sync: "batched" });
  let error: Error | undefined;
  let transactions = 0;
  let told = Promise.resolve();
  const transact = async (queue: () => void): Promise<void> => {
    transactions += 1;
    if (error !== undefined) throw error;
    await real.transact(queue);
    await told;
  };
  const environment: Environment = { ...real, transact };
  const tail = readTail(environment, new Reader(environment));
  const unsettled = new Unsettled(tail.revision);
  const reader = new Reader(environment, unsettled);
  const journal = new FakeJournal();
  const opened = () => Promise.resolve(journal as unknown as Journal);
  const writer = new Writer({
    environment,
    reader,
    tail,
    unsettled,
    openJournal: openJournal ?? opened,
    sync: "always",
    maxValueBytes: 2 ** 20,
    maxQueuedBytes: 2 ** 24,
    logger: silentLogger,
    checkLeases: () => {},
    onCommitted: () => {},
  });
  t.after(async () => {
    await writer.close();
    await real.root.close();
  });
  const put: Rig["put"] = (key, extra, text = "v") =>
    writer.commit({ preconditions: [], writes: [{ key, value: bytes(text) }] }, extra === undefined ? {} : { extra });
  await put("/first");
  return {
    writer,
    reader,
    unsettled,
    journal,
    transactions: () => transactions,
    fail: (cause) => {
      error = cause;
    },
    holdBack: () => {
      let tell = () => {};
      told = new Promise((resolve) => {
        tell = resolve;
      });
      return tell;
    },
    put,
  };
}

const noSpace = Object.assign(new Error("no space"), { code: 28 });

test("small groups go to the journal until it is full, and then all of it to LMDB in one transaction", async (t) => {
  const { put, journal, transactions, unsettled } = await rig(t);
  await put("/a");
  await put("/b");
  assert.deepEqual([journal.firsts, transactions(), unsettled.commits.length], [[2, 3], 1, 2]);
  journal.room = false;
  assert.equal(await put("/c"), 4);
  assert.deepEqual([transactions(), unsettled.settled, unsettled.commits.length, journal.rewound], [2, 4, 0, 2]);
});

test("large groups, commits with more than writes and upkeep go to LMDB", async (t) => {
  const { put, journal, transactions, writer } = await rig(t);
  await Promise.all(Array.from({ length: 9 }, (_, at) => put(`/k${at}`)));
  await put("/a", () => {});
  await writer.maintain(0, () => {});
  assert.deepEqual([journal.firsts, transactions()], [[], 4]);
});

test("what the journal's commits replaced is kept in memory until there is too much of it", async (t) => {
  const { put, unsettled, transactions } = await rig(t);
  const keys = Array.from({ length: 5 }, (_, at) => `/large${at}`);
  await Promise.all([...keys, "/b", "/c", "/d", "/e"].map((key) => put(key, undefined, "x".repeat(2 ** 20))));
  assert.deepEqual([transactions(), unsettled.bytes], [2, 0]);
  for (const key of keys) await put(key);
  assert.deepEqual([transactions(), unsettled.commits.length], [3, 0]);
});

test("a journal that fails is given up: the group goes to LMDB, with what the journal held", async (t) => {
  const { put, journal, reader, unsettled, transactions } = await rig(t);
  await put("/a");
  journal.broken = true;
  assert.equal(await put("/b"), 3);
  assert.deepEqual([transactions(), unsettled.settled, journal.closed], [2, 3, true]);
  assert.equal(reader.stored("/a")?.revision, 2);
  journal.broken = false;
  assert.equal(await put("/c"), 4);
  assert.deepEqual(journal.firsts, [2]);
});

test("where no journal can be opened everything goes to LMDB", async (t) => {
  const { put, transactions } = await rig(t, () => Promise.reject(new Error("no")));
  await put("/a");
  assert.equal(transactions(), 2);
});

test("when LMDB has no room, what the journal holds stays acknowledged and readable, and goes to LMDB later", async (t) => {
  const { put, journal, reader, fail, writer, unsettled } = await rig(t);
  await put("/a");
  fail(noSpace);
  journal.room = false;
  await assert.rejects(put("/b"), fault("Unavailable"));
  assert.equal(writer.revision, 2);
  assert.equal(reader.head("/a")?.revision, 2);
  assert.deepEqual(
    (await reader.list("/", 2, false, {})).entries.map(({ key }) => key),
    ["/a", "/first"],
  );
  fail(undefined);
  assert.equal(await put("/b"), 3);
  assert.equal(unsettled.settled, 3);
  assert.equal(reader.stored("/a")?.revision, 2);
});

test("while LMDB has what it has not told of yet, readers see what is acknowledged, once", async (t) => {
  const { put, journal, reader, writer, holdBack } = await rig(t);
  await put("/a");
  await put("/a");
  const tell = holdBack();
  journal.room = false;
  const late = Promise.all([put("/a"), put("/b")]);
  while (reader.stored("/b") === undefined) await new Promise((resolve) => setTimeout(resolve, 1));
  assert(writer.isStoring);
  const { events } = reader.events("/", { after: 0, upTo: writer.revision, limit: 100 });
  assert.deepEqual(
    events.map(({ key, revision }) => `${key}@${revision}`),
    ["/first@1", "/a@2", "/a@3"],
  );
  const { entries } = await reader.list("/", writer.revision, true, {});
  assert.deepEqual(
    entries.map(({ key, revision }) => `${key}@${revision}`),
    ["/a@3", "/first@1"],
  );
  tell();
  assert.deepEqual(await late, [4, 5]);
});
