/** Killed at any moment, the embedded store loses nothing it acknowledged and never gives a revision twice. */
import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { verifyStore } from "../../src/storage/lmdb/verify.js";
import type { Store } from "../../src/storage/store.js";
import { removeFolder } from "../support/remove-folder.js";
import { nthWrite, workers } from "../support/store/writer.js";

const writer = fileURLToPath(new URL("../support/store/writer.js", import.meta.url));
const kills = process.env.TEST_ALL === "1" ? 100 : 10;

/** Lets the writer run until it has acknowledged `writes` and a random moment has passed, kills it, and returns its output. */
function runAndKill(
  dataDir: string,
  sync: string,
  { count, writes }: { count: number; writes: number },
): Promise<string> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, dataDir, sync, String(count)], {
      stdio: ["ignore", "pipe", "inherit"],
    });
    let output = "";
    let armed = false;
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      output += text;
      if (!armed && output.length > writes * 10) {
        armed = true;
        setTimeout(() => child.kill("SIGKILL"), Math.random() * 30);
      }
    });
    child.on("error", reject);
    child.on("close", (code, signal) => {
      if (signal === "SIGKILL") {
        resolve(output);
      } else {
        reject(new Error(`the writer ended by itself with ${code}`));
      }
    });
  });
}

/** What is in the store, by key; absent: deleted or never written. */
type Contents = Map<string, string>;

interface Life {
  readonly life: number;
  /** The last step of each worker that was acknowledged; -1 when none was. */
  readonly lastSteps: readonly number[];
  readonly newest: number;
  readonly acknowledged: number;
}

/** Applies what the writer printed to `contents`. */
function replay(output: string, contents: Contents, newestBefore: number): Life {
  const [opened = "", ...lines] = output.split("\n");
  const life = Number(opened);
  assert(life >= newestBefore, `opened at ${life}, ${newestBefore} was acknowledged before`);
  const lastSteps: number[] = new Array(workers).fill(-1);
  let newest = life;
  // What follows the last newline was cut off by the kill.
  for (const line of lines.slice(0, -1)) {
    const [worker = -1, step = -1, revision = -1] = line.split(" ").map(Number);
    assert(revision > newest, `revision ${revision} was given out after ${newest}`);
    assert.equal(step, (lastSteps[worker] ?? -1) + 1);
    lastSteps[worker] = step;
    newest = revision;
    apply(contents, nthWrite(life, worker, step));
  }
  return { life, lastSteps, newest, acknowledged: Math.max(0, lines.length - 1) };
}

function apply(contents: Contents, { key, value }: { readonly key: string; readonly value: string | null }): void {
  if (value === null) {
    contents.delete(key);
  } else {
    contents.set(key, value);
  }
}

/**
 * The store must hold exactly what was acknowledged, except that the one write each worker had under way may have become durable
 * before the kill. `contents` becomes what is there.
 */
async function compare(store: Store, contents: Contents, { life, lastSteps, newest }: Life): Promise<void> {
  assert(store.revision >= newest, `at ${store.revision}, ${newest} was acknowledged`);
  const { entries } = await store.list("/w");
  const actual: Contents = new Map(entries.map((entry) => [entry.key, String(entry.value)]));
  for (const [worker, step] of lastSteps.entries()) {
    const underWay = nthWrite(life, worker, step + 1);
    if ((actual.get(underWay.key) ?? null) === underWay.value) {
      apply(contents, underWay);
    }
  }
  assert.deepEqual(new Map([...actual].sort()), new Map([...contents].sort()));
}

for (const sync of ["always", "batched"] as const) {
  test(`kill -9 amid concurrent writes (${sync}), ${kills} times: every acknowledged write is there`, async (t) => {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-crash-"));
    t.after(() => removeFolder(dataDir));
    const contents: Contents = new Map();
    let newest = 0;
    let total = 0;
    for (let round = 0; round < kills; round++) {
      // Few workers make small groups, which go to the journal; many fill groups that go to LMDB.
      const load = { count: [workers, 3, 1][round % 3] ?? 1, writes: Math.random() * 500 };
      const life = replay(await runAndKill(dataDir, sync, load), contents, newest);
      const store = await openLmdbStore({ dataDir, sync });
      try {
        await compare(store, contents, life);
        newest = await store.commit({ preconditions: [], writes: [{ key: "/next", value: Buffer.from("x") }] });
        assert(newest > life.newest, `revision ${newest} was given out after ${life.newest}`);
      } finally {
        await store.close();
      }
      total += life.acknowledged;
    }
    assert.deepEqual((await verifyStore(dataDir)).problems, []);
    t.diagnostic(`${total} acknowledged writes in ${kills} lives`);
  });
}
