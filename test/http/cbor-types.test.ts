/** Which forms of CBOR are taken for which types, beside kube-apiserver's recorded answers (test/oracle/record-cbor-types.ts). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { readFixture } from "../support/fixture.js";
import { type CborOutcomes, cborOutcomes } from "./cbor-outcomes.js";

/** Schemas do not tell Go's pointers, to which undefined is null; and texts of bytes that are no UTF-8 have lost them. */
const excepted = /^undefined$|^a byte string that is no UTF-8$/;

test("each form of CBOR at a field of each type has kube-apiserver's outcome", async (t) => {
  const server = await startTestServer({ groups, flags: ["--feature-gates=CBORServingAndStorage=true"] });
  t.after(() => server.close());
  const expected = byValue(readFixture<CborOutcomes>("test/http/cbor-types.json"));
  const found = byValue(await cborOutcomes(askHandler(server.handler)));
  assert.equal(found.size, expected.size);
  const differing: string[] = [];
  for (const [where, outcome] of expected) {
    const ours = found.get(where);
    // What was read and then found invalid belongs to the rules of each kind.
    const sameKind = outcome.startsWith("422") && ours?.startsWith("400") === false;
    if (ours !== outcome && !sameKind) differing.push(`${where}: ${ours} | ${outcome}`);
  }
  assert.deepEqual(differing, []);
});

function byValue(outcomes: CborOutcomes): ReadonlyMap<string, string> {
  const map = new Map<string, string>();
  for (const [field, one] of Object.entries(outcomes)) {
    for (const [outcome, values] of Object.entries(one)) {
      for (const value of values) if (!excepted.test(value)) map.set(`${field}: ${value}`, outcome);
    }
  }
  return map;
}
