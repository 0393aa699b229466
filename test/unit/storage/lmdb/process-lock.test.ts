/** Who has a store open, across containers: process ids mean nothing there, an answering socket does. */
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { backupStore } from "../../../../src/storage/lmdb/backup.js";
import { openCopyDesk } from "../../../../src/storage/lmdb/copy-desk.js";
import { openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { acquireProcessLock, isLocked } from "../../../../src/storage/lmdb/process-lock.js";
import { put } from "../../../contract/store-support.js";

const noNamespaces = fs.existsSync("/proc/self/ns/pid") ? false : "this system has no process namespaces";

/** A folder with the lock of a process of another container, as old as is said. */
function lockedElsewhere(t: TestContext, { ageMs }: { ageMs: number }): { dataDir: string; lock: string } {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-lock-"));
  t.after(() => fs.rmSync(dataDir, { recursive: true }));
  const lock = path.join(dataDir, "store.pid");
  // This very process' id, so that ids alone would say the lock is stale: it has another start time.
  const owner = { pid: process.pid, startedAt: "boot/1", pidNamespace: "pid:[1]", nonce: "n" };
  fs.writeFileSync(lock, JSON.stringify(owner));
  const at = (Date.now() - ageMs) / 1000;
  fs.utimesSync(lock, at, at);
  return { dataDir, lock };
}

test("a lock of another container whose owner answers is held", { skip: noNamespaces }, async (t) => {
  const { dataDir, lock } = lockedElsewhere(t, { ageMs: 60_000 });
  const desk = await openCopyDesk(dataDir, async () => {});
  assert.equal(await isLocked(lock), true);
  const refused = new RegExp(`in use by process ${process.pid} of another container\\. Stop it first`);
  await assert.rejects(acquireProcessLock(lock), refused);
  await assert.rejects(openLmdbStore({ dataDir, sync: "always" }), refused);
  await desk.close();
});

test("a lock of another container that nobody answers for is taken over", { skip: noNamespaces }, async (t) => {
  const { dataDir, lock } = lockedElsewhere(t, { ageMs: 60_000 });
  assert.equal(await isLocked(lock), false);
  await (await openLmdbStore({ dataDir, sync: "always" })).close();
  assert.equal(fs.existsSync(lock), false);
});

test("a lock of another container that was just written waits for its owner's socket", {
  skip: noNamespaces,
}, async (t) => {
  const { dataDir, lock } = lockedElsewhere(t, { ageMs: 0 });
  const asked = isLocked(lock);
  const desk = await openCopyDesk(dataDir, async () => {});
  assert.equal(await asked, true);
  await desk.close();
});

test("a lock without a namespace, as earlier versions wrote it, is told by its process", async (t) => {
  const { lock } = lockedElsewhere(t, { ageMs: 0 });
  fs.writeFileSync(lock, JSON.stringify({ pid: process.pid, startedAt: "", nonce: "n" }));
  assert.equal(await isLocked(lock), true);
  await assert.rejects(acquireProcessLock(lock), /in use by this process itself/);
});

test("a copy that the owner wrote to another file system is told as such", { skip: noNamespaces }, async (t) => {
  const { dataDir } = lockedElsewhere(t, { ageMs: 60_000 });
  fs.writeFileSync(path.join(dataDir, "store.mdb"), "");
  const desk = await openCopyDesk(dataDir, async () => {});
  await assert.rejects(backupStore({ dataDir, to: path.join(dataDir, "copy") }), /copy: .*it has another file system/);
  await desk.close();
});

test("an owner answers until it has let go of the file, so nobody takes the lock while it closes", async (t) => {
  const dataDir = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-lock-"));
  t.after(() => fs.rmSync(dataDir, { recursive: true }));
  const store = await openLmdbStore({ dataDir, sync: "always" });
  const socket = path.join(dataDir, "store.sock");
  while (!fs.existsSync(socket)) await new Promise((resolve) => setTimeout(resolve, 10));
  const seen: string[] = [];
  const close = net.Server.prototype.close;
  t.mock.method(net.Server.prototype, "close", function (this: net.Server, done: () => void) {
    seen.push("no longer answers");
    return close.call(this, done);
  });
  const written = put(store, "/a", "1").then(() => seen.push("written"));
  await Promise.all([written, store.close()]);
  assert.deepEqual(seen, ["written", "no longer answers"]);
});
