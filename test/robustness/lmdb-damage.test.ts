/** Files and folders the embedded store must refuse, each with an error that says what to do, and without changing them. */
import assert from "node:assert/strict";
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";
import { open } from "lmdb";
import { openEnvironment } from "../../src/storage/lmdb/environment.js";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../src/storage/lmdb/verify.js";
import { type Store, StoreError, type StoreFault } from "../../src/storage/store.js";

const once = fileURLToPath(new URL("../support/store/once.js", import.meta.url));

function folder(t: TestContext): string {
  const name = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-damage-"));
  t.after(() => fs.rmSync(name, { recursive: true }));
  return name;
}

async function filledStore(t: TestContext): Promise<{ readonly dataDir: string; readonly file: string }> {
  const dataDir = folder(t);
  const store = await openLmdbStore({ dataDir, sync: "batched" });
  await Promise.all(
    Array.from({ length: 400 }, (_, at) => {
      const value = Buffer.from(JSON.stringify({ at, text: "v".repeat(at % 10 === 0 ? 9000 : 700) }));
      return store.commit({ preconditions: [], writes: [{ key: `/k${String(at % 300).padStart(3, "0")}`, value }] });
    }),
  );
  await store.close();
  return { dataDir, file: path.join(dataDir, "store.mdb") };
}

const digest = (file: string): string => createHash("sha256").update(fs.readFileSync(file)).digest("hex");

async function refused(dataDir: string, kind: StoreFault["kind"], words: RegExp): Promise<void> {
  await assert.rejects(openLmdbStore({ dataDir, sync: "always" }), (error) => {
    assert(error instanceof StoreError, String(error));
    assert.equal(error.fault.kind, kind, error.message);
    assert.match(error.message, words);
    return true;
  });
}

async function readAll(store: Store): Promise<readonly string[]> {
  const { entries } = await store.list("/");
  for (const entry of entries) {
    assert.deepEqual(await store.get(entry.key), entry);
  }
  return entries.map((entry) => `${entry.key} ${entry.revision} ${entry.value}`);
}

test("a file that was cut short is refused wherever the cut is, and left as it is", async (t) => {
  const { dataDir, file } = await filledStore(t);
  const whole = fs.readFileSync(file);
  for (const share of [0, 0.001, 0.01, 0.1, 0.5, 0.9]) {
    fs.writeFileSync(file, whole.subarray(0, Math.floor(whole.length * share)));
    const before = digest(file);
    await refused(dataDir, "Corrupt", /restore a backup/i);
    assert.equal(digest(file), before);
  }
});

test("flipped bytes are refused or do not matter; wrong data is never served and the process lives", async (t) => {
  const { dataDir, file } = await filledStore(t);
  const whole = fs.readFileSync(file);
  const expected = await openLmdbStore({ dataDir, sync: "always" });
  const contents = await readAll(expected);
  await expected.close();
  let noticed = 0;
  const places = 120;
  for (let place = 0; place < places; place++) {
    const damaged = Buffer.from(whole);
    // The first places are the fields of the meta pages and headers; the others are spread evenly over the file.
    const at =
      place < 40 ? (place % 2) * 4096 + 4 * place : Math.floor((whole.length * (place - 40)) / (places - 40)) + place;
    damaged.fill(~(damaged[at] ?? 0), at, Math.min(at + 3, damaged.length));
    fs.writeFileSync(file, damaged);
    try {
      const store = await openLmdbStore({ dataDir, sync: "always" });
      try {
        assert.deepEqual(await readAll(store), contents);
      } finally {
        await store.close();
      }
    } catch (error) {
      assert(error instanceof StoreError, `byte ${at}: ${error}`);
      assert.equal(error.fault.kind, "Corrupt", `byte ${at}: ${error.message}`);
      noticed += 1;
    }
  }
  assert(noticed > places / 3, `${noticed} of ${places} noticed`);
});

test("verify names a damaged value that opening does not look at", async (t) => {
  const { dataDir, file } = await filledStore(t);
  assert.deepEqual((await verifyStore(dataDir)).problems, []);
  const bytes = fs.readFileSync(file);
  // Copies in pages that have been freed may be among them.
  for (let at = bytes.indexOf('{"at":105,'); at > 0; at = bytes.indexOf('{"at":105,', at + 1)) {
    bytes[at + 200] = 0x21;
  }
  fs.writeFileSync(file, bytes);
  const { problems } = await verifyStore(dataDir);
  assert(
    problems.some((problem) => problem.startsWith("/k105") || problem.includes("/105")),
    problems.join("; "),
  );
});

test("verify finds a missing index entry, a missing log record and a missing value", async (t) => {
  const { dataDir, file } = await filledStore(t);
  const environment = openEnvironment({ file, sync: "always" });
  const firstIndex = [...environment.index.getKeys({ start: Buffer.from([0]), limit: 1 })][0];
  const someLog = [...environment.log.getKeys({ start: Buffer.from([0]), limit: 1 })][0];
  assert(firstIndex && someLog);
  await environment.root.batch(() => {
    environment.index.remove(Buffer.from(firstIndex));
    environment.log.remove(Buffer.from(someLog));
    environment.head.remove("/k200");
  });
  await environment.root.close();
  const problems = (await verifyStore(dataDir)).problems.join("\n");
  assert.match(problems, /the index of \/k000 is wrong/);
  assert.match(problems, /\/k200: written at \d+ and not deleted since, but it is gone/);
  assert.match(problems, /log: revisions 1 to 1 are missing/);
  assert.match(problems, /replaced the value of \/k000 at 1, which the log does not have/);
});

test("a foreign file is refused and not touched: text, an LMDB file of another program, an empty file", async (t) => {
  const dataDir = folder(t);
  const file = path.join(dataDir, "store.mdb");
  const foreign: Record<string, () => Promise<void> | void> = {
    text: () => fs.writeFileSync(file, "this is not a database\n".repeat(1000)),
    empty: () => fs.writeFileSync(file, ""),
    "other LMDB": async () => {
      fs.rmSync(file);
      const root = open(file, { noSubdir: true, overlappingSync: false });
      await root.openDB({ name: "things" }).put("a", 1);
      await root.close();
    },
  };
  for (const [name, make] of Object.entries(foreign)) {
    await make();
    const before = digest(file);
    await refused(dataDir, "Corrupt", /not a store of this program/);
    assert.equal(digest(file), before, name);
  }
});

test("a store of a newer format is refused and the error says so", async (t) => {
  const { dataDir, file } = await filledStore(t);
  const environment = openEnvironment({ file, sync: "always" });
  await environment.meta.put("format", Buffer.from(JSON.stringify({ program: "apiserver", format: 3 })));
  await environment.root.close();
  await refused(dataDir, "Corrupt", /newer program \(format 3, this one knows 2\)/);
});

test("a second opener is refused with the process id of the first, in this process and in another", async (t) => {
  const dataDir = folder(t);
  const store = await openLmdbStore({ dataDir, sync: "always" });
  await refused(dataDir, "Unavailable", /in use by this process itself/);
  const other = spawnSync(process.execPath, [once, dataDir, "always", "hold"], { encoding: "utf8" });
  assert.notEqual(other.status, 0);
  assert.match(other.stderr, new RegExp(`in use by process ${process.pid}\\. Stop it first`));
  await store.close();

  const holder = spawn(process.execPath, [once, dataDir, "always", "hold"], { stdio: ["ignore", "pipe", "inherit"] });
  await new Promise((resolve) => holder.stdout.once("data", resolve));
  await refused(dataDir, "Unavailable", new RegExp(`in use by process ${holder.pid}`));
  const ended = new Promise((resolve) => holder.once("close", resolve));
  holder.kill("SIGKILL");
  await ended;
  await (await openLmdbStore({ dataDir, sync: "always" })).close();
});

test("a lock of a process whose id was used again is taken over", async (t) => {
  const dataDir = folder(t);
  const lock = { pid: process.pid, startedAt: "another boot/1", nonce: "n" };
  fs.writeFileSync(path.join(dataDir, "store.pid"), JSON.stringify(lock));
  if (!fs.existsSync("/proc/self/stat")) {
    t.skip("this system has no /proc to tell when a process started");
    return;
  }
  await (await openLmdbStore({ dataDir, sync: "always" })).close();
});

test("a folder that cannot be made is refused with advice", async (t) => {
  const blocker = path.join(folder(t), "file");
  fs.writeFileSync(blocker, "");
  await refused(
    path.join(blocker, "data"),
    "Unavailable",
    /the store's folder cannot be used.*choose another --data-dir/,
  );
});

test("a read-only folder is refused with advice", async (t) => {
  const { dataDir, file } = await filledStore(t);
  if (process.getuid?.() === 0) {
    // Root writes everywhere, except to what is marked immutable or mounted read-only.
    const mounted = spawnSync("mount", ["--bind", dataDir, dataDir]);
    if (mounted.status !== 0 || spawnSync("mount", ["-o", "remount,ro,bind", dataDir]).status !== 0) {
      spawnSync("umount", [dataDir]);
      t.skip("root may write to a read-only folder, and a read-only mount cannot be made here");
      return;
    }
    t.after(() => spawnSync("umount", [dataDir]));
    await refused(dataDir, "Unavailable", /Make its folder writable/);
    spawnSync("umount", [dataDir]);
  } else {
    fs.chmodSync(dataDir, 0o500);
    await refused(dataDir, "Unavailable", /Make its folder writable/);
    fs.chmodSync(dataDir, 0o700);
    fs.chmodSync(file, 0o000);
    await refused(dataDir, "Unavailable", /writable for this user/);
    fs.chmodSync(file, 0o600);
  }
  await (await openLmdbStore({ dataDir, sync: "always" })).close();
});
