/** A backup by another process, as `apiserver store backup` makes it, while the server writes. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { backupStore } from "../../src/storage/lmdb/backup.js";
import { storeFileName } from "../../src/storage/lmdb/environment.js";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../src/storage/lmdb/verify.js";
import { removeFolder } from "../support/remove-folder.js";

const copier = fileURLToPath(new URL("../support/store/backup.js", import.meta.url));
const writer = fileURLToPath(new URL("../support/store/writer.js", import.meta.url));

for (const sync of ["always", "batched"] as const) {
  test(`backups of a store that another process writes to (${sync}) hold what was acknowledged before`, async (t) => {
    const folder = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-backup-"));
    t.after(() => removeFolder(folder));
    const dataDir = path.join(folder, "store");
    const child = spawn(process.execPath, [writer, dataDir, sync, "16"], { stdio: ["ignore", "pipe", "inherit"] });
    const ended = new Promise((resolve) => child.once("close", resolve));
    let output = "";
    const newest = () => Number(output.slice(0, output.lastIndexOf("\n")).split(/\s/).at(-1));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
    });
    try {
      for (let copy = 1; copy <= 5; copy++) {
        const before = output.length;
        while (output.length < before + 2000) {
          await new Promise((resolve) => child.stdout.once("data", resolve));
        }
        const acknowledged = newest();
        const to = path.join(folder, `copy-${copy}`);
        const { revision } = await backupStore({ dataDir, to });
        assert(revision >= acknowledged, `${revision}, but ${acknowledged} was acknowledged before`);
        assert.deepEqual(await fs.readdir(to), [storeFileName]);
        const report = await verifyStore(to);
        assert.deepEqual(report.problems, []);
        assert.equal(revision, report.revision, "what is reported is the revision of the copy");
        assert(report.logRecords > 0);
      }
    } finally {
      child.kill("SIGKILL");
      await ended;
    }
    const store = await openLmdbStore({ dataDir, sync });
    assert(store.revision >= newest());
    await store.close();
    assert.deepEqual((await verifyStore(dataDir)).problems, []);
  });
}

test("a backup that is held up at any read of the store's file does the writer no harm", async (t) => {
  const folder = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-backup-"));
  t.after(() => removeFolder(folder));
  const dataDir = path.join(folder, "store");
  const store = await openLmdbStore({ dataDir, sync: "always" });
  t.after(() => store.close());
  const put = (name: string) =>
    store.commit({ preconditions: [], writes: [{ key: `/${name}`, value: Buffer.from(name) }] });
  const delay = ["-f", "-qq", "-o", path.join(folder, "trace"), "-P", path.join(dataDir, storeFileName)];
  const inject = ["-e", "trace=pread64", "-e", "inject=pread64:delay_exit=200000"];
  const args = [...delay, ...inject, process.execPath, copier, dataDir, path.join(folder, "copy")];
  const child = spawn("strace", args, { stdio: ["ignore", "pipe", "pipe"] });
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += String(chunk)));
  const ended = new Promise<number | Error | null>((resolve) => child.once("close", resolve).once("error", resolve));
  let outcome: number | Error | null | undefined;
  void ended.then((how) => (outcome = how));
  const acknowledged = new Map<string, number>();
  for (let step = 0; outcome === undefined || step < 20; step++) {
    acknowledged.set(`${step}`, await put(`${step}`));
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  if (outcome instanceof Error || stderr.includes("ptrace") || stderr.includes("inject")) {
    t.skip(`strace does not run here: ${String(outcome)} ${stderr}`);
    return;
  }
  assert.equal(outcome, 0, stderr);
  for (const [name, revision] of acknowledged) {
    assert.equal((await store.get(`/${name}`))?.revision, revision);
  }
  await store.close();
  assert.deepEqual((await verifyStore(dataDir)).problems, []);
  assert.deepEqual((await verifyStore(path.join(folder, "copy"))).problems, []);
});
