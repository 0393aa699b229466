#!/usr/bin/env node
/**
 * Runs the compiled tests (dist/test) and closes with `N passed, N failed, N skipped`.
 *
 *   node test/run.js                  the kinds `npm test` runs: no Go, etcd or kubectl needed
 *   node test/run.js --all            every kind; sets TEST_ALL=1, which also lengthens the robustness tests
 *   node test/run.js unit http        only these kinds (folders of test/)
 */
import { readdirSync } from "node:fs";
import { dirname, join } from "node:path";
import { run } from "node:test";
import { spec } from "node:test/reporters";
import { fileURLToPath } from "node:url";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const usualKinds = ["tidy", "unit", "codegen", "contract", "http", "robustness"];
const allKinds = [...usualKinds, "kubectl", "clients", "oracle"];

const args = process.argv.slice(2);
const all = args.includes("--all");
const named = args.filter((arg) => !arg.startsWith("-"));
if (all) process.env.TEST_ALL = "1";
const kinds = named.length > 0 ? named : all ? allKinds : usualKinds;

const files = kinds.flatMap((kind) => testFiles(join(root, "dist", "test", kind)));
if (files.length === 0) {
  console.error(`no compiled tests for ${kinds.join(", ")}: run npm run build first`);
  process.exit(1);
}

const counts = { pass: 0, fail: 0, skip: 0 };
const reasons = [];
/** Of one file, on the slowest machine: only what hangs comes to it. */
const fileTimeoutMs = 60 * 60_000;
const stream = run({ files, concurrency: 2, timeout: fileTimeoutMs });
stream.on("test:pass", (event) => {
  if (event.details?.type === "suite") return;
  if (event.skip !== undefined && event.skip !== false) {
    counts.skip++;
    reasons.push(`${event.name}: ${event.skip === true ? "no reason given" : event.skip}`);
  } else counts.pass++;
});
stream.on("test:fail", (event) => {
  if (event.details?.type !== "suite") counts.fail++;
});
stream.compose(new spec()).pipe(process.stdout);
stream.on("end", () => {
  setImmediate(() => {
    for (const reason of reasons) console.log(`skipped: ${reason}`);
    console.log(`${counts.pass} passed, ${counts.fail} failed, ${counts.skip} skipped`);
    process.exit(counts.fail > 0 || counts.pass === 0 ? 1 : 0);
  });
});

function testFiles(dir) {
  let entries;
  try {
    entries = readdirSync(dir, { recursive: true });
  } catch {
    return [];
  }
  return entries
    .filter((name) => name.endsWith(".test.js"))
    .sort()
    .map((name) => join(dir, name));
}
