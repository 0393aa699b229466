/** What V8 is shown at the start, so that the first scrape of /metrics does not undo what it compiled. */
import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";

const prepareEngine = new URL("../../../src/server/prepare-engine.js", import.meta.url).href;

/** Compiles a loop over an array, then does what prom-client does, and tells whether the loop is still compiled (bit 4). */
const program = `
  (await import(${JSON.stringify(prepareEngine)})).prepareEngine();
  const sum = (numbers) => { let total = 0; for (const one of numbers) total += one; return total; };
  %PrepareFunctionForOptimization(sum);
  for (let n = 0; n < 100; n++) sum([1, 2, 3]);
  %OptimizeFunctionOnNextCall(sum);
  sum([1, 2, 3]);
  const before = %GetOptimizationStatus(sum);
  const counter = { value: 0, labels: {} };
  for (const by of [1, 0.5]) counter.value += by;
  console.log(before & 16, %GetOptimizationStatus(sum) & 16);
`;

test("a counter that changes does not throw away compiled loops", () => {
  const args = ["--allow-natives-syntax", "--no-warnings", "--input-type=module", "-e", program];
  assert.equal(execFileSync(process.execPath, args, { encoding: "utf8" }).trim(), "16 16");
});
