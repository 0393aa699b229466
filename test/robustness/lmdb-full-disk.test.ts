/** A full disk refuses writes with a clear error, loses nothing that was acknowledged, and is forgotten once there is space again. */
import assert from "node:assert/strict";
import { type SpawnSyncReturns, spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

const once = fileURLToPath(new URL("../support/store/once.js", import.meta.url));
const fill = fileURLToPath(new URL("../support/store/fill.js", import.meta.url));

interface Outcome {
  readonly acknowledged: number;
  readonly kind: string;
  readonly message: string;
  readonly revisionsBetween: number;
  readonly lost: readonly string[];
}

function judge(stdout: string, stderr: string): void {
  assert(stdout !== "", `the process ended early: ${stderr}`);
  const outcome: Outcome = JSON.parse(stdout.trim().split("\n").at(-1) ?? "");
  assert(outcome.acknowledged > 10, "some writes went through before");
  assert.equal(outcome.kind, "Unavailable");
  assert.match(
    outcome.message,
    /(no space left on the disk|the disk is full or failing); nothing was written; free some space/,
  );
  assert.deepEqual(outcome.lost, []);
  assert.equal(outcome.revisionsBetween, 1, "refused writes use up no revision");
}

test("a full file system", (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-full-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  const mounted = spawnSync("mount", ["-t", "tmpfs", "-o", "size=6m", "tmpfs", folder], { encoding: "utf8" });
  if (mounted.status !== 0) {
    t.skip(`no small file system can be mounted here: ${mounted.error?.message ?? mounted.stderr.trim()}`);
    return;
  }
  try {
    const ballast = path.join(folder, "ballast");
    fs.writeFileSync(ballast, Buffer.alloc(3 * 2 ** 20));
    const args = [fill, path.join(folder, "data"), `rm ${ballast}`];
    const { stdout, stderr } = spawnSync(process.execPath, args, { encoding: "utf8" });
    judge(stdout, stderr);
  } finally {
    spawnSync("umount", [folder]);
  }
});

/** Runs `once.js`, which opens a store and closes it, on a file system of this size that was made fit first. */
function openOn(
  t: TestContext,
  size: string,
  prepare: (dataDir: string) => void,
): SpawnSyncReturns<string> | undefined {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-full-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  if (spawnSync("mount", ["-t", "tmpfs", "-o", `size=${size}`, "tmpfs", folder]).status !== 0) {
    t.skip("no small file system can be mounted here");
    return undefined;
  }
  try {
    const dataDir = path.join(folder, "data");
    prepare(dataDir);
    return spawnSync(process.execPath, [once, dataDir, "always"], { encoding: "utf8" });
  } finally {
    spawnSync("umount", [folder]);
  }
}

for (const size of ["4k", "12k", "16k", "40k", "44k", "64k", "900k"]) {
  test(`a new store on a file system of ${size} is refused in words, not by a signal`, (t) => {
    const ended = openOn(t, size, () => {});
    if (ended === undefined) return;
    assert.deepEqual([ended.status, ended.signal], [1, null], ended.stderr);
    assert.match(ended.stderr, /StoreError: .*no (room|space).*Free some space on the disk/);
  });
}

for (const [left, says] of [
  [0, /cannot be locked .*Free some space on the disk/],
  [16, /there is no room for the store .*Free some space on the disk/],
] as const) {
  test(`a store whose lock file is gone is refused in words where ${left} kB are left`, (t) => {
    const ended = openOn(t, "4m", (dataDir) => {
      assert.equal(spawnSync(process.execPath, [once, dataDir, "always"]).status, 0);
      fs.rmSync(path.join(dataDir, "store.mdb-lock"));
      const { bavail, bsize } = fs.statfsSync(dataDir);
      fs.writeFileSync(path.join(dataDir, "ballast"), Buffer.alloc(bavail * bsize - left * 1024));
    });
    if (ended === undefined) return;
    assert.deepEqual([ended.status, ended.signal], [1, null], ended.stderr);
    assert.match(ended.stderr, says);
  });
}

test("a limit on the size of files", (t) => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), "apiserver-full-"));
  t.after(() => fs.rmSync(folder, { recursive: true }));
  if (spawnSync("prlimit", ["--version"]).error !== undefined) {
    t.skip("there is no prlimit here");
    return;
  }
  const limited = ["--fsize=3000000:unlimited", process.execPath, fill, folder, "prlimit --pid PID --fsize=unlimited"];
  const { stdout, stderr, signal } = spawnSync("prlimit", limited, { encoding: "utf8" });
  if (signal === "SIGXFSZ") {
    t.skip("this system ends a process that reaches the limit");
    return;
  }
  judge(stdout, stderr);
});
