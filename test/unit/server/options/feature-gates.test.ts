/** `--feature-gates`: what switches something here, what does not, what is no gate. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFeatureGates } from "../../../../src/server/options/feature-gates.js";

test("gates are on or off by their last word, with a component in front or not", () => {
  const on = (...items: string[]): string[] => [...parseFeatureGates(items).on];
  assert.deepEqual(on(), []);
  assert.deepEqual(on("CBORServingAndStorage=true"), ["CBORServingAndStorage"]);
  assert.deepEqual(on("kube:CBORServingAndStorage=true"), ["CBORServingAndStorage"]);
  assert.deepEqual(on("CBORServingAndStorage=true", "CBORServingAndStorage=false"), []);
});

test("gates that switch nothing here are named, and words that are no gates are problems", () => {
  const parsed = parseFeatureGates(["WatchList=false", "", "oops", "CBORServingAndStorage=maybe"]);
  assert.deepEqual(parsed.without, ["WatchList"]);
  assert.deepEqual(parsed.problems, [
    '"oops" is not gate=true or gate=false',
    '"CBORServingAndStorage=maybe" is not gate=true or gate=false',
  ]);
});
