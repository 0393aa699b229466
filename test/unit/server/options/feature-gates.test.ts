/** `--feature-gates`: what switches something here, what does not, what is no gate. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFeatureGates } from "../../../../src/server/options/feature-gates.js";

test("gates are on or off by their last word, with a component in front or not", () => {
  const on = (...items: string[]): string[] => [...parseFeatureGates(items).on];
  const usual = "APIServerIdentity";
  assert.deepEqual(on(), [usual]);
  assert.deepEqual(on("CBORServingAndStorage=true"), [usual, "CBORServingAndStorage"]);
  assert.deepEqual(on("kube:CBORServingAndStorage=true"), [usual, "CBORServingAndStorage"]);
  assert.deepEqual(on("CBORServingAndStorage=true", "CBORServingAndStorage=false"), [usual]);
  assert.deepEqual(on("APIServerIdentity=false"), []);
});

test("a gate that needs another one which is off is a problem, in kube-apiserver's words", () => {
  assert.deepEqual(parseFeatureGates(["StorageVersionAPI=true", "APIServerIdentity=false"]).problems, [
    "StorageVersionAPI is enabled, but depends on features that are disabled: [APIServerIdentity]",
  ]);
});

test("gates that switch nothing here are named, and words that are no gates are problems", () => {
  const parsed = parseFeatureGates(["WatchList=false", "", "oops", "CBORServingAndStorage=maybe"]);
  assert.deepEqual(parsed.without, ["WatchList"]);
  assert.deepEqual(parsed.problems, [
    '"oops" is not gate=true or gate=false',
    '"CBORServingAndStorage=maybe" is not gate=true or gate=false',
  ]);
});
