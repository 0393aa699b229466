/** How the writer keeps the disk at work: the next group goes before the last one is acknowledged, and nobody can tell. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { type Environment, openEnvironment, storeFileName } from "../../../../src/storage/lmdb/environment.js";
import { ensureStoreFile, readTail } from "../../../../src/storage/lmdb/format.js";
import { Reader } from "../../../../src/storage/lmdb/reader.js";
import { Unsettled } from "../../../../src/storage/lmdb/unsettled.js";
import { loneGroups, Writer } from "../../../../src/storage/lmdb/writer.js";
import type { Revision } from "../../../../src/storage/store.js";
import { silentLogger } from "../../../../src/util/logger.js";
import { bytes, fault } from "../../../contract/store-support.js";
import { newestTransaction } from "../../../support/store/lmdb-file.js";

interface Rig {
  readonly writer: Writer;
  /** In order: `disk` (a group was handed to LMDB), `told N` (watchers heard of revision N). */
  readonly happened: string[];
  put(key: string): Promise<Revision>;
  /** Resolves when the first group is with LMDB, which keeps it until `answer`. */
  readonly begun: Promise<void>;
  /** LMDB's answer about the first group: done, or this error in place of doing anything. */
  answer(error?: Error): void;
  /** What later groups meet. */
  failLater(error: Error | undefined): void;
}

async function open(t: TestContext): Promise<Environment> {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-writer-"));
  t.after(() => fs.rmSync(dataDir, { recursive: true }));
  await ensureStoreFile(dataDir);
  return openEnvironment({ file: path.join(dataDir, storeFileName), sync: "batched" });
}

async function rig(t: TestContext): Promise<Rig> {
  const real = await open(t);
  const happened: string[] = [];
  let later: Error | undefined;
  const [begun, begin] = gate<void>();
  const [first, answer] = gate<Error | undefined>();
  const transact = async (queue: () => void): Promise<void> => {
    const isFirst = happened.length === 0;
    happened.push("disk");
    if (isFirst) {
      begin();
    }
    const error = isFirst ? await first : later;
    if (error !== undefined) {
      throw error;
    }
    await real.transact(queue);
  };
  const environment: Environment = { ...real, transact };
  const unsettled = new Unsettled(0);
  const reader = new Reader(environment, unsettled);
  const writer: Writer = new Writer({
    environment,
    reader,
    tail: readTail(environment, reader),
    unsettled,
    sync: "batched",
    maxValueBytes: 1000,
    maxQueuedBytes: 100_000,
    logger: silentLogger,
    checkLeases: () => {},
    onCommitted: (events, revision) => {
      happened.push(`told ${revision}`);
      assert.equal(writer.revision, revision);
      for (const event of events) {
        assert.equal(reader.headRevision(event.key), event.revision, "what watchers hear of can be read");
      }
    },
  });
  t.after(async () => {
    await writer.close();
    await real.root.close();
  });
  return {
    writer,
    happened,
    begun,
    put: (key) => writer.commit({ preconditions: [{ key, revision: 0 }], writes: [{ key, value: bytes("v") }] }),
    answer,
    failLater: (error) => {
      later = error;
    },
  };
}

function gate<T>(): [Promise<T>, (value: T) => void] {
  let release: (value: T) => void = () => {};
  const passed = new Promise<T>((resolve) => {
    release = resolve;
  });
  return [passed, (value) => release(value)];
}

const noSpace = Object.assign(new Error("no space"), { code: 28 });
const notPermitted = Object.assign(new Error("not permitted"), { code: 1 });

test("the next group goes to the disk before the last one is acknowledged, and both in the order of their revisions", async (t) => {
  const { begun, put, answer, happened, writer } = await rig(t);
  const first = [put("/a"), put("/b")];
  await begun;
  const second = [put("/c"), put("/d")];
  assert(writer.isPending("/a") && writer.isPending("/c"));
  answer();
  assert.deepEqual(await Promise.all([...first, ...second]), [1, 2, 3, 4]);
  assert.deepEqual(happened, ["disk", "disk", "told 2", "told 4"]);
});

test("a lone group is acknowledged at once", async (t) => {
  const { begun, put, answer, happened } = await rig(t);
  const only = put("/a");
  await begun;
  answer();
  assert.equal(await only, 1);
  assert.deepEqual(happened, ["disk", "told 1"]);
});

test("where commits come alone the next one goes to the disk at once, and waits for neighbours where they come together", async (t) => {
  const { put, answer, happened } = await rig(t);
  answer();
  for (let n = 1; n <= loneGroups; n++) {
    const one = put(`/${n}`);
    assert.deepEqual(happened, [], "there may be neighbours");
    await one;
    assert.deepEqual(happened.splice(0), ["disk", `told ${n}`]);
  }
  const alone = put("/a");
  assert.deepEqual(happened, ["disk"]);
  await Promise.all([alone, put("/b"), put("/c")]);
  const told = [1, 3].map((n) => `told ${loneGroups + n}`);
  assert.deepEqual(happened.splice(0), ["disk", "disk", ...told]);
  const last = [put("/d"), put("/e")];
  assert.deepEqual(happened, [], "they came together the last time");
  await Promise.all(last);
  assert.deepEqual(happened, ["disk", `told ${loneGroups + 5}`]);
});

test("a commit that waits for a key of the last group is checked against what that group wrote", async (t) => {
  const { begun, put, answer, happened, writer } = await rig(t);
  const first = put("/a");
  await begun;
  const again = put("/a");
  const next = put("/b");
  const replaced = writer.commit({
    preconditions: [{ key: "/a", revision: 1 }],
    writes: [{ key: "/a", value: bytes("new") }],
  });
  answer();
  assert.equal(await first, 1);
  await assert.rejects(again, fault("KeyExists"));
  assert.equal(await next, 2);
  assert.equal(await replaced, 3);
  assert.deepEqual(happened, ["disk", "disk", "told 1", "disk", "told 2", "told 3"]);
});

test("a group that fails takes nothing from the one before it, and its revision goes to the next", async (t) => {
  const { begun, put, answer, failLater, writer } = await rig(t);
  const first = put("/a");
  await begun;
  failLater(noSpace);
  const second = put("/b");
  answer();
  assert.equal(await first, 1);
  await assert.rejects(second, fault("Unavailable"));
  assert.equal(writer.revision, 1);
  failLater(undefined);
  assert.equal(await put("/b"), 2);
});

test("a group that waited behind one that failed gets the revision of that one", async (t) => {
  const { begun, put, answer, happened } = await rig(t);
  const first = put("/a");
  await begun;
  const second = put("/b");
  const waits = put("/a");
  answer(noSpace);
  await assert.rejects(first, fault("Unavailable"));
  assert.equal(await second, 1);
  assert.equal(await waits, 2);
  assert.deepEqual(happened, ["disk", "disk", "disk", "told 1", "told 2"]);
});

test("after an error that stops the store, groups that waited are refused and never reach the disk", async (t) => {
  const { begun, put, answer, happened } = await rig(t);
  const first = put("/a");
  await begun;
  const waiting = [put("/b"), put("/a")];
  answer(notPermitted);
  await assert.rejects(first, fault("Unavailable"));
  for (const refused of waiting) {
    await assert.rejects(refused, fault("Unavailable"));
  }
  assert.deepEqual(happened, ["disk"]);
});

test("a transaction is under way when `transact` returns, also when the event loop is kept from turning", async (t) => {
  const environment = await open(t);
  t.after(() => environment.root.close());
  const before = newestTransaction(environment.file);
  const written = environment.transact(() => void environment.meta.put("something", bytes("v")));
  const nap = new Int32Array(new SharedArrayBuffer(4));
  for (let naps = 0; naps < 1000 && newestTransaction(environment.file) === before; naps++) {
    Atomics.wait(nap, 0, 0, 10);
  }
  assert(newestTransaction(environment.file) > before);
  await written;
  assert.equal(String(environment.meta.get("something")), "v");
});
