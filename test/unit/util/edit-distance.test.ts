/** Suggestions by edit distance. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { closest, editDistance } from "../../../src/util/edit-distance.js";

test("the distance counts insertions, deletions and substitutions", () => {
  assert.deepEqual(
    [editDistance("", "abc"), editDistance("kitten", "sitting"), editDistance("same", "same")],
    [3, 3, 0],
  );
});

test("the closest word within a third of the length is suggested, and nothing farther", () => {
  const words = ["secure-port", "bind-address", "v"];
  assert.equal(closest("secure-prot", words), "secure-port");
  assert.equal(closest("something-else", words), undefined);
});
