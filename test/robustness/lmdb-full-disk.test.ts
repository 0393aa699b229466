/** A full disk refuses writes with a clear error, loses nothing that was acknowledged, and is forgotten once there is space again. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs";
import os from "node:os";
import path from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

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
