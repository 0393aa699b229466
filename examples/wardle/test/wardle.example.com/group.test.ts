// Yours. What the group as a whole promises; each kind has a test of its own.
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../generated/index.js";

test("wardle.example.com has its versions, the preferred one first", () => {
  const group = groups.find((one) => one.name === "wardle.example.com");
  assert.deepEqual(
    group?.versions.map((version) => version.name),
    ["v1beta1", "v1alpha1"],
  );
});
