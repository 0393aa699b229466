/** `--feature-gates`: what switches something here, what does not, what is no gate. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../../../src/generated/index.js";
import type { GroupDefinition } from "../../../../src/registry/resource-definition.js";
import { parseFlags } from "../../../../src/server/flags/parse.js";
import { flagTable } from "../../../../src/server/flags/table.js";
import { effectiveVersionsFrom } from "../../../../src/server/options/effective-versions.js";
import { ownGates, parseFeatureGates } from "../../../../src/server/options/feature-gates.js";
import { stageOf } from "../../../../src/server/options/gated-resources.js";
import { knownGates } from "../../../../src/server/options/known-gates.js";
import { idleGates, refusedGates } from "../../../../src/server/options/refused-gates.js";

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

function refused(...items: string[]): string | undefined {
  const gateWishes = parseFeatureGates(items).wishes;
  const versions = effectiveVersionsFrom(parseFlags([], flagTable), []);
  return refusedGates([], { gateWishes, versions });
}

test("a gate that needs another one which is off is a problem, in kube-apiserver's words", () => {
  const why = "is enabled, but depends on features that are disabled: [APIServerIdentity]";
  assert.equal(refused("APIServerIdentity=false"), `UnknownVersionInteroperabilityProxy ${why}`);
  assert.equal(
    refused("APIServerIdentity=false", "UnknownVersionInteroperabilityProxy=false", "StorageVersionAPI=true"),
    `StorageVersionAPI ${why}`,
  );
});

test("gates that switch nothing here are named, and words that are no gates are problems", () => {
  const parsed = parseFeatureGates(["WatchList=false", "", "oops", "AllBeta=true", "CBORServingAndStorage=maybe"]);
  assert.deepEqual(idleGates([], parsed.wishes), ["WatchList"]);
  assert.deepEqual(parsed.problems, [
    "missing bool value for oops",
    'invalid value of CBORServingAndStorage=maybe, err: strconv.ParseBool: parsing "maybe": invalid syntax',
  ]);
});

test("a gate nobody knows is a mistake, unless a definition names it", () => {
  assert.equal(refused("Watchlist=true"), "unrecognized feature gate: Watchlist");
  const own = { ...groups[0], featureGates: { Watchlist: { alpha: "1.30" } } } as GroupDefinition;
  const choices = {
    gateWishes: new Map([["Watchlist", true]]),
    versions: effectiveVersionsFrom(parseFlags([], flagTable), []),
  };
  assert.equal(refusedGates([own], choices), undefined);
});

test("what definitions say of kube-apiserver's gates is what kube-apiserver says of them", () => {
  const known = knownGates();
  for (const { featureGates = {} } of groups) {
    for (const [gate, life] of Object.entries(featureGates)) {
      for (const emulated of ["1.33", "1.34", "1.35", "1.36"]) {
        const versions = { ...effectiveVersionsFrom(parseFlags([], flagTable), []), emulated };
        const stage = stageOf(life, versions);
        const state = known.stateOf(gate, emulated);
        const isOn = stage === "stable" || (stage === "beta" && life.onInBeta !== false);
        const said = typeof state === "string" ? state : `${state.stage} ${state.isOn}`;
        assert.equal(said, stage === "unborn" ? "unborn" : `${stage} ${isOn}`, `${gate} ${emulated}`);
      }
    }
  }
});

test("every gate that can be switched here is one of kube-apiserver's", () => {
  const known = knownGates();
  assert.deepEqual(
    ownGates.filter((gate) => known.stateOf(gate, "1.36") === "unknown"),
    [],
  );
  for (const [gate, needed] of known.needs) {
    assert.notEqual(known.stateOf(gate, "1.36"), "unknown", gate);
    assert.notEqual(known.stateOf(needed, "1.36"), "unknown", needed);
  }
});
