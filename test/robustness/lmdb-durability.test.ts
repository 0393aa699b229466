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
async function callsOfOneCommit(t: TestContext, sync: string, what = "write"): Promise<readonly string[] | undefined> {
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
    what,
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
  const journal = lines.filter((line) => line.includes('store.journal"') && line.includes("O_DSYNC")).at(-1);
  const names = { O_DSYNC: synced, journal };
  return lines.slice(from + 1, to).map((line) => {
    for (const [name, opened] of Object.entries(names)) {
      const start = `pwrite64(${opened?.split("= ").at(-1)},`;
      if (line.startsWith(start)) return line.replace(start, `pwrite64(${name},`);
    }
    return line;
  });
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

test("always: a lone small commit is one write to the journal, through O_DSYNC, and then the acknowledgement", async (t) => {
  const calls = await callsOfOneCommit(t, "always", "rewrite");
  if (calls === undefined) return;
  const toFiles = calls.filter((call) => /^(pwrite|pwritev|writev|fsync|fdatasync|msync)/.test(call));
  assert.equal(toFiles.length, 1, calls.join("\n"));
  assert.match(toFiles[0] ?? "", /^pwrite64\(journal,.*, 4096, \d+\) = 4096$/);
});

test("batched: pages are synced before the acknowledgement, the meta page is not waited for", async (t) => {
  const calls = await callsOfOneCommit(t, "batched");
  if (calls !== undefined) {
    assert(last(calls, "fdatasync(") >= 0, calls.join("\n"));
    assert.equal(last(calls, "pwrite64(O_DSYNC,"), -1, calls.join("\n"));
  }
});
