/** What comparisons make of answers that cannot be read. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { encodeCbor, loadCbor } from "../../../src/meta/cbor/cbor.js";
import type { Reply } from "../../oracle/client.js";
import { answerDifferences, comparable } from "../../oracle/normalise.js";

function reply(bytes: Buffer, contentType = "application/cbor-seq"): Reply {
  return { status: 200, headers: { "content-type": contentType }, body: bytes.toString(), bytes };
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

test("of a cell's text only an age is taken for one, not the end of a uid", () => {
  const cells = ["400d", "6y320d", "1 (6y320d ago)", "uid=0b9d6c1e-8f9a-4b57-9c5d-12345678901d"];
  const table = { kind: "Table", rows: [{ cells }] };
  const shown = comparable(reply(Buffer.from(JSON.stringify(table)), "application/json"));
  const rows = [{ cells: ["<long ago>", "<long ago>", "1 (<long ago> ago)", "uid=<uid>"] }];
  assert.deepEqual(shown.body, { kind: "Table", rows });
});
