/** Lists of resources are rounded up to thousandths when they are read, as kube-apiserver 1.36.3 does. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { schemas as core } from "../../../src/generated/core/v1/schemas.js";
import { schemas as shared } from "../../../src/generated/meta/v1/schemas.js";
import { schemas as node } from "../../../src/generated/node.k8s.io/v1/schemas.js";
import { compileDecoder } from "../../../src/meta/compile/decoder.js";
import { milli, normaliseQuantity } from "../../../src/meta/quantity.js";

const schemas = new Map(Object.entries({ ...shared, ...core, ...node }));

for (const [sent, stored] of [
  ["100u", "1m"],
  ["1n", "1m"],
  ["1000u", "1m"],
  ["1500u", "2m"],
  ["-100u", "-1m"],
  ["-1500u", "-2m"],
  ["1.0001", "1001m"],
  ["1e-4", "1e-3"],
  ["0.0001Ki", "103m"],
  ["0u", "0"],
  ["999999999999999999999n", "1T"],
  ["+5", "+5"],
  ["1e3", "1e3"],
  ["0.5", "500m"],
] as const) {
  test(`${sent} in a list of resources is kept as ${stored}`, () => {
    assert.deepEqual(normaliseQuantity(sent, milli), { text: stored });
  });
}

test("lists of resources of core types are rounded, those of other groups and single quantities are not", () => {
  const claim = { spec: { resources: { requests: { storage: "100u" } } }, status: { capacity: { storage: "100u" } } };
  assert.deepEqual(compileDecoder(schemas, "core/v1/PersistentVolumeClaim").decode(claim, undefined), {
    spec: { resources: { requests: { storage: "1m" } } },
    status: { capacity: { storage: "1m" } },
  });
  const volume = { emptyDir: { sizeLimit: "100u" } };
  assert.deepEqual(compileDecoder(schemas, "core/v1/Volume").decode(volume, undefined), volume);
  const overhead = { podFixed: { cpu: "100u" } };
  assert.deepEqual(compileDecoder(schemas, "node.k8s.io/v1/Overhead").decode(overhead, undefined), overhead);
});
