/** What reaches the disk before a commit is acknowledged, as the system calls of the process tell it. */
import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { type TestContext, test } from "node:test";
import { fileURLToPath } from "node:url";

const once = fileURLToPath(new URL("../support/store/once.js", import.meta.url));

/** The system calls between `open` and `acknowledged`, or undefined where the process cannot be traced. */
async function callsOfOneCommit(t: TestContext, sync: string): Promise<readonly string[] | undefined> {
  const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-trace-"));
  t.after(() => fs.rm(dataDir, { recursive: true }));
  const trace = path.join(dataDir, "trace");
  const calls = "trace=openat,write,writev,pwrite64,pwritev,fdatasync,fsync,msync";
  const args = [
    "-f",
    "-s",
    "32",
    "-e",
    calls,
    "-o",
    trace,
    process.execPath,
    once,
    path.join(dataDir, "data"),
    sync,
    "write",
  ];
  const { error, stderr, status } = spawnSync("strace", args, { encoding: "utf8" });
  if (error !== undefined || (status !== 0 && stderr.includes("ptrace"))) {
    t.skip(`strace does not run here: ${error?.message ?? stderr.trim()}`);
    return undefined;
  }
  assert.equal(status, 0, stderr);
  const lines = joined((await fs.readFile(trace, "utf8")).split("\n"));
  const synced = lines.filter((line) => line.includes('store.mdb"') && line.includes("O_DSYNC")).at(-1);
  const from = lines.findIndex((line) => line.startsWith('write(1, "open'));
  const to = lines.findIndex((line) => line.startsWith('write(1, "acknowledged'));
  assert(
    from >= 0 && to > from && synced !== undefined,
    "the trace has both marks and the descriptor of the meta page",
  );
  const descriptor = synced.split("= ").at(-1);
  return lines.slice(from + 1, to).map((line) => line.replace(`pwrite64(${descriptor},`, "pwrite64(O_DSYNC,"));
}

/** A call during which another thread made one is in two lines: the end of it goes to its beginning, and all lose the thread's id. */
function joined(lines: readonly string[]): readonly string[] {
  const begun = new Map<string, number>();
  const calls: string[] = [];
  for (const line of lines) {
    const [, thread = "", call = ""] = /^(\d+)\s+(.*)$/.exec(line) ?? [];
    const rest = /^<\.\.\. \w+ resumed>(.*)$/.exec(call)?.[1];
    const at = begun.get(thread);
    if (rest !== undefined && at !== undefined) {
      calls[at] += rest;
      begun.delete(thread);
      continue;
    }
    if (call.endsWith(" <unfinished ...>")) begun.set(thread, calls.length);
    calls.push(call.replace(/ <unfinished \.\.\.>$/, ""));
  }
  return calls;
}

/** Position of the last call that starts so; -1 when there is none. */
const last = (calls: readonly string[], start: string): number => calls.findLastIndex((call) => call.startsWith(start));

test("always: pages are written, then fdatasync, then the meta page through O_DSYNC, then the acknowledgement", async (t) => {
  const calls = await callsOfOneCommit(t, "always");
  if (calls !== undefined) {
    const pages = Math.max(
      calls.findLastIndex((call) => /^pwrite64\(\d/.test(call)),
      last(calls, "writev("),
      last(calls, "pwritev("),
    );
    const data = last(calls, "fdatasync(");
    const meta = last(calls, "pwrite64(O_DSYNC,");
    assert(pages >= 0 && pages < data, `pages are written before fdatasync:\n${calls.join("\n")}`);
    assert(data < meta, `the meta page follows fdatasync:\n${calls.join("\n")}`);
  }
});

test("batched: pages are synced before the acknowledgement, the meta page is not waited for", async (t) => {
  const calls = await callsOfOneCommit(t, "batched");
  if (calls !== undefined) {
    assert(last(calls, "fdatasync(") >= 0, calls.join("\n"));
    assert.equal(last(calls, "pwrite64(O_DSYNC,"), -1, calls.join("\n"));
  }
});
