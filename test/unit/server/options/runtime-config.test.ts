/** Which versions --runtime-config serves. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { isServed, parseRuntimeConfig, type RuntimeConfig } from "../../../../src/server/options/runtime-config.js";

function config(...items: string[]): RuntimeConfig {
  const parsed = parseRuntimeConfig(items);
  assert.ok(!("problem" in parsed), JSON.stringify(parsed));
  return parsed;
}

const beta = { group: "x.example.com", version: "v1beta1", servedByDefault: false };
const ga = { group: "apps", version: "v1", servedByDefault: true };

test("without an entry a version's own default counts", () => {
  assert.deepEqual([isServed(config(), beta), isServed(config(), ga)], [false, true]);
});

test("the version itself wins over its stability, which wins over everything", () => {
  assert.equal(isServed(config("api/all=true"), beta), true);
  assert.equal(isServed(config("api/all=true", "api/beta=false"), beta), false);
  assert.equal(isServed(config("api/beta=false", "x.example.com/v1beta1=true"), beta), true);
  assert.equal(isServed(config("api/all=false", "api/beta=true"), ga), false);
  assert.equal(isServed(config("api/all=false", "api/ga=true"), ga), true);
});

test("the core group's version is v1 or api/v1", () => {
  const core = { group: "", version: "v1", servedByDefault: true };
  assert.equal(isServed(config("v1=false"), core), false);
  assert.equal(isServed(config("api/v1=false"), core), false);
});

test("one resource of a version can be chosen", () => {
  assert.equal(isServed(config("apps/v1/deployments=false"), { ...ga, resource: "deployments" }), false);
  assert.equal(isServed(config("apps/v1/deployments=false"), { ...ga, resource: "daemonsets" }), true);
});

test("a key without a value means true", () => {
  assert.equal(isServed(config("x.example.com/v1beta1"), beta), true);
});
