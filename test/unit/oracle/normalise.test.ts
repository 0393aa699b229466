/** What comparisons make of answers that cannot be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCbor, loadCbor } from "../../../src/meta/cbor/cbor.js";
import type { Reply } from "../../oracle/client.js";
import { answerDifferences, comparable } from "../../oracle/normalise.js";

function reply(bytes: Buffer): Reply {
  return { status: 200, headers: { "content-type": "application/cbor-seq" }, body: bytes.toString(), bytes };
}

test("CBOR that ends in the middle of an item is compared as text", async () => {
  await loadCbor();
  const whole = encodeCbor({ type: "ADDED", object: { kind: "Pod" } });
  const cut = whole.subarray(0, -2);
  assert.deepEqual(comparable(reply(whole)).body, [{ type: "ADDED", object: { kind: "Pod" } }]);
  assert.equal(comparable(reply(cut)).body, cut.toString("latin1"));
  assert.deepEqual(answerDifferences(reply(cut), reply(cut)), []);
  assert.equal(answerDifferences(reply(cut), reply(whole)).length, 1);
});
