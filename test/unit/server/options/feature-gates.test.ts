/** `--feature-gates`: what switches something here, what does not, what is no gate. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseFeatureGates } from "../../../../src/server/options/feature-gates.js";
import { idleGates } from "../../../../src/server/options/gated-resources.js";

test("gates are on or off by their last word, with a component in front or not", () => {
  const on = (...items: string[]): string[] => [...parseFeatureGates(items).on].sort();
  const usual = ["APIServerIdentity", "StorageVersionHash"];
  assert.deepEqual(on(), usual);
  assert.deepEqual(on("CBORServingAndStorage=true"), ["APIServerIdentity", "CBORServingAndStorage", usual[1]]);
  assert.deepEqual(on("kube:CBORServingAndStorage=true"), ["APIServerIdentity", "CBORServingAndStorage", usual[1]]);
  assert.deepEqual(on("CBORServingAndStorage=true", "CBORServingAndStorage=false"), usual);
  assert.deepEqual(on("APIServerIdentity=false"), ["StorageVersionHash"]);
});

test("AllAlpha and AllBeta speak for gates of that stage that are not named themselves", () => {
  const on = (...items: string[]): string[] => [...parseFeatureGates(items).on].sort();
  assert.deepEqual(on("AllBeta=false"), []);
  assert.deepEqual(on("StorageVersionHash=true", "AllBeta=false"), ["StorageVersionHash"]);
  assert.deepEqual(on("AllAlpha=true", "CBORServingAndStorage=false"), [
    "APIServerIdentity",
    "StorageVersionAPI",
    "StorageVersionHash",
  ]);
});

test("a gate that needs another one which is off is a problem, in kube-apiserver's words", () => {
  assert.deepEqual(parseFeatureGates(["StorageVersionAPI=true", "APIServerIdentity=false"]).problems, [
    "StorageVersionAPI is enabled, but depends on features that are disabled: [APIServerIdentity]",
  ]);
});

test("gates that switch nothing here are named, and words that are no gates are problems", () => {
  const parsed = parseFeatureGates(["WatchList=false", "", "oops", "AllBeta=true", "CBORServingAndStorage=maybe"]);
  assert.deepEqual(idleGates([], parsed.wishes), ["WatchList"]);
  assert.deepEqual(parsed.problems, [
    '"oops" is not gate=true or gate=false',
    '"CBORServingAndStorage=maybe" is not gate=true or gate=false',
  ]);
});
