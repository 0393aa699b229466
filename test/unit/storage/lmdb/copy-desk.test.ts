/** Copies of an open store are made by the process that has it open. */
import assert from "node:assert/strict";
import fs from "node:fs";
import net from "node:net";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { backupStore } from "../../../../src/storage/lmdb/backup.js";
import { askForCopy, openCopyDesk } from "../../../../src/storage/lmdb/copy-desk.js";
import { openLmdbStore } from "../../../../src/storage/lmdb/lmdb-store.js";
import { StoreError } from "../../../../src/storage/store.js";
import { fault, put } from "../../../contract/store-support.js";

function folder(t: TestContext): string {
  const made = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-desk-"));
  t.after(() => fs.rmSync(made, { recursive: true }));
  return made;
}

test("a backup of a store that is open is made by its process, whatever the length of the folder's name", async (t) => {
  const long = path.join(folder(t), "long".repeat(30), "names".repeat(20));
  const dataDir = path.join(long, "data");
  const store = await openLmdbStore({ dataDir, sync: "always" });
  await put(store, "/a", "1");
  const to = path.join(long, "copy");
  assert.equal((await backupStore({ dataDir, to })).revision, 1);
  assert.deepEqual(fs.readdirSync(to), ["store.mdb"]);
  await assert.rejects(backupStore({ dataDir, to }), (error) => {
    assert(fault("Unavailable")(error) && error instanceof Error);
    return /exists already/.test(error.message);
  });
  await store.close();
  assert.deepEqual(
    fs.readdirSync(dataDir).filter((name) => /sock|pid/.test(name)),
    [],
  );
  assert.equal((await backupStore({ dataDir, to: path.join(long, "later") })).revision, 1);
});

test("what the copying process says is what the asking one says: done, not possible, damaged", async (t) => {
  const dataDir = folder(t);
  const asked: string[] = [];
  const errors: Record<string, Error> = {
    full: new StoreError({ kind: "Unavailable", detail: "no space" }),
    damaged: new StoreError({ kind: "Corrupt", detail: "bad page" }),
    bug: new Error("a bug"),
  };
  const desk = await openCopyDesk(dataDir, async (name) => {
    asked.push(name);
    const error = errors[path.basename(name)];
    if (error !== undefined) throw error;
  });
  await askForCopy(dataDir, "relative/done");
  await assert.rejects(askForCopy(dataDir, "/x/full"), { fault: { kind: "Unavailable", detail: "no space" } });
  await assert.rejects(askForCopy(dataDir, "/x/damaged"), { fault: { kind: "Corrupt", detail: "bad page" } });
  await assert.rejects(askForCopy(dataDir, "/x/bug"), { fault: { kind: "Unavailable", detail: "a bug" } });
  assert.deepEqual(asked, [path.resolve("relative/done"), "/x/full", "/x/damaged", "/x/bug"]);
  await desk.close();
});

test("a socket that was left behind is replaced, and nonsense is answered with an error", async (t) => {
  const dataDir = folder(t);
  fs.writeFileSync(path.join(dataDir, "store.sock"), "");
  let copies = 0;
  const desk = await openCopyDesk(dataDir, async () => {
    copies += 1;
  });
  for (const nonsense of ["", "{", "{}", '{"folder":1}', "x".repeat(100_000)]) {
    const socket = net.connect({ path: path.join(dataDir, "store.sock"), allowHalfOpen: true });
    socket.end(nonsense);
    let answer = "";
    for await (const chunk of socket) answer += String(chunk);
    assert.match(answer, /"kind":"Unavailable"/);
  }
  await askForCopy(dataDir, "/x");
  assert.equal(copies, 1);
  await desk.close();
});

test("a process that has the store open and makes no copies is named as the reason, after some patience", async (t) => {
  const dataDir = folder(t);
  await assert.rejects(askForCopy(dataDir, "/x", { patienceMs: 250 }), (error) => {
    assert(fault("Unavailable")(error) && error instanceof Error);
    return /the process that has the store open makes no copy .*Stop it first/.test(error.message);
  });
});

test("closing answers the copy that is under way and waits for nobody who asks nothing", async (t) => {
  const dataDir = folder(t);
  let finish: () => void = () => {};
  let begun: () => void = () => {};
  const begins = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const desk = await openCopyDesk(dataDir, () => {
    begun();
    return new Promise((resolve) => {
      finish = resolve;
    });
  });
  const silent = net.connect({ path: path.join(dataDir, "store.sock") });
  await new Promise<void>((resolve) => silent.once("connect", resolve));
  silent.on("error", () => {});
  const copied = askForCopy(dataDir, "/x");
  await begins;
  const closed = desk.close();
  finish();
  await Promise.all([copied, closed]);
});
