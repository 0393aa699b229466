/** Backup, restore, compact and verify, as functions and as commands. */
import assert from "node:assert/strict";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import StoreBackup from "../../../../src/commands/store/backup.js";
import StoreCompact from "../../../../src/commands/store/compact.js";
import StoreRestore from "../../../../src/commands/store/restore.js";
import StoreVerify from "../../../../src/commands/store/verify.js";
import { backupStore, compactStore, restoreStore } from "../../../../src/storage/lmdb/backup.js";
import { openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../../../src/storage/lmdb/verify.js";
import { fault, put, state } from "../../../contract/store-support.js";

interface Folders {
  /** The server's data folder; the store is in `store` below it. */
  readonly server: string;
  readonly dataDir: string;
  readonly backup: string;
}

async function filled(t: TestContext): Promise<Folders> {
  const server = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-jobs-"));
  t.after(() => fs.rmSync(server, { recursive: true }));
  const dataDir = path.join(server, "store");
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  for (let round = 0; round < 5; round++) {
    await Promise.all(Array.from({ length: 200 }, (_, at) => put(store, `/k${at}`, `${round} ${"v".repeat(900)}`)));
  }
  await store.close();
  return { server, dataDir, backup: path.join(server, "backup") };
}

async function contents(dataDir: string): Promise<readonly [revision: number, entries: readonly string[]]> {
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  try {
    return [store.revision, await state(store, "/")];
  } finally {
    await store.close();
  }
}

test("a backup taken amid writes is one past state, whole, and passes verification", async (t) => {
  const { dataDir, backup } = await filled(t);
  const store = await openLmdbStore({ dataDir, sync: "always" });
  let stop = false;
  const writing = (async () => {
    for (let step = 0; !stop; step++) {
      await put(store, `/k${step % 200}`, `during ${step}`);
    }
  })();
  await put(store, "/before", "x");
  const reported = await backupStore({ dataDir, to: backup });
  await store.backup(`${backup}-2`);
  stop = true;
  await writing;
  for (const copy of [backup, `${backup}-2`]) {
    assert.deepEqual((await verifyStore(copy)).problems, []);
    const [revision, entries] = await contents(copy);
    assert(revision >= reported.revision && revision <= store.revision);
    assert.deepEqual(entries, await state(store, "/", revision));
    assert(entries.some((entry) => entry.startsWith("/before=")));
  }
  await store.close();
});

test("a backup does not overwrite a store", async (t) => {
  const { dataDir, backup } = await filled(t);
  await backupStore({ dataDir, to: backup });
  await assert.rejects(backupStore({ dataDir, to: backup }), fault("Unavailable"));
  await assert.rejects(backupStore({ dataDir: `${dataDir}-none`, to: backup }), /there is no store here/);
});

test("a restored store is the one that was backed up", async (t) => {
  const { dataDir, backup, server } = await filled(t);
  await backupStore({ dataDir, to: backup });
  const expected = await contents(dataDir);
  const target = path.join(server, "new", "store");
  await restoreStore({ from: backup, dataDir: target, force: false });
  assert.deepEqual(await contents(target), expected);
  assert.deepEqual(fs.readdirSync(target).sort(), ["store.mdb", "store.mdb-lock"]);
});

test("restore refuses a folder with something in it unless forced, and one whose store is open even then", async (t) => {
  const { dataDir, backup } = await filled(t);
  await backupStore({ dataDir, to: backup });
  const expected = await contents(dataDir);
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  await put(store, "/later", "x");
  await assert.rejects(restoreStore({ from: backup, dataDir, force: true }), /in use by/);
  await store.close();
  await assert.rejects(restoreStore({ from: backup, dataDir, force: false }), /not empty.*--force/);
  const missing = `${backup}-none`;
  await assert.rejects(restoreStore({ from: missing, dataDir, force: true }), /-none: there is no such backup/);
  assert.equal((await contents(dataDir))[0], expected[0] + 1);
  await restoreStore({ from: path.join(backup, "store.mdb"), dataDir, force: true });
  assert.deepEqual(await contents(dataDir), expected);
});

test("restore refuses a damaged backup and leaves the store alone", async (t) => {
  const { dataDir, backup } = await filled(t);
  await backupStore({ dataDir, to: backup });
  const expected = await contents(dataDir);
  const file = path.join(backup, "store.mdb");
  const bytes = fs.readFileSync(file);
  bytes.fill(0x21, bytes.indexOf("4 vvvv"), bytes.indexOf("4 vvvv") + 3);
  fs.writeFileSync(file, bytes);
  await assert.rejects(restoreStore({ from: backup, dataDir, force: true }), fault("Corrupt"));
  assert.deepEqual(await contents(dataDir), expected);
});

test("a bumped revision goes on above what clients may have seen, without history", async (t) => {
  const { dataDir, backup } = await filled(t);
  await backupStore({ dataDir, to: backup });
  await restoreStore({ from: backup, dataDir, force: true, bumpRevision: 1000 });
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  t.after(() => store.close());
  assert.equal(store.revision, 2000);
  assert.equal(store.compactedRevision, 2000);
  assert.equal(await put(store, "/k0", "next"), 2001);
  await assert.rejects(store.list("/", { revision: 1000 }), fault("Compacted"));
});

test("compact shrinks the file and keeps every key and the revision", async (t) => {
  const { dataDir } = await filled(t);
  const expected = await contents(dataDir);
  const { bytes, bytesBefore, revision } = await compactStore({ dataDir, keepHistory: false });
  assert(bytes < bytesBefore / 2, `${bytes} of ${bytesBefore}`);
  assert.equal(revision, expected[0]);
  assert.deepEqual(await contents(dataDir), expected);
  assert.deepEqual((await verifyStore(dataDir)).problems, []);
});

test("the commands report what they did, and their exit codes what was wrong", async (t) => {
  const { server, dataDir, backup } = await filled(t);
  const here = import.meta.url;
  const exitOf = async (run: Promise<unknown>): Promise<unknown> => {
    const error: unknown = await run.then(
      () => undefined,
      (reason) => reason,
    );
    return error instanceof Error && "oclif" in error ? Reflect.get(Object(error.oclif), "exit") : error;
  };
  t.mock.method(console, "log", () => {});
  t.mock.method(process.stderr, "write", () => true);
  const data = ["--data-dir", server];
  assert.equal((await StoreVerify.run(data, here)).keys, 200);
  assert.equal((await StoreBackup.run([backup, ...data], here)).revision, 1000);
  assert.equal(await exitOf(StoreBackup.run([backup, ...data], here)), 1);
  assert.equal(await exitOf(StoreRestore.run([backup, ...data], here)), 1);
  assert.equal((await StoreRestore.run([backup, ...data, "--force", "--bump-revision", "5"], here)).revision, 1005);
  assert.equal((await StoreCompact.run(data, here)).revision, 1005);
  assert.equal(await exitOf(StoreVerify.run(["--no-such-flag"], here)), 2);
  fs.writeFileSync(path.join(dataDir, "store.mdb"), "not a store");
  assert.equal(await exitOf(StoreVerify.run(data, here)), 3);
  assert.equal(await exitOf(StoreCompact.run(data, here)), 3);
});
