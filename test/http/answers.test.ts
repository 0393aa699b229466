/** What a real kube-apiserver answered to the telling cases (recorded by test/oracle/record-answers.ts), asked of this server. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { cborCases } from "../oracle/cases/cbor.js";
import { allCases } from "../oracle/cases/index.js";
import { askHandler } from "../oracle/in-process.js";
import { isKnown } from "../oracle/known-differences.js";
import { type Comparable, comparable, recordedDifferences } from "../oracle/normalise.js";
import { answersOf, differenceLine } from "../oracle/run-cases.js";
import { tellingCases } from "../oracle/telling-cases.js";
import { flagsOf, tellingForms } from "../oracle/telling-forms.js";
import { readFixture } from "../support/fixture.js";

type Recorded = Readonly<Record<string, readonly (Comparable | null)[]>>;

for (const [topic, names] of Object.entries({ ...tellingCases, ...tellingForms })) {
  test(`${topic}: every recorded answer of kube-apiserver is this server's too`, async (t) => {
    const recorded = readFixture<Recorded>(`test/http/answers/${topic}.json`);
    assert.deepEqual(Object.keys(recorded).sort(), [...names].sort(), "the recording is of these cases");
    const server = await startTestServer({ groups, flags: flagsOf(topic) });
    t.after(() => server.close());
    for (const name of names) {
      await t.test(name, async () => {
        const one = [...allCases, ...cborCases].find((candidate) => candidate.name === name);
        assert.ok(one !== undefined, "the case is in the table");
        const replies = await answersOf(askHandler(server.handler), one, "recorded");
        const differing = replies.flatMap((reply, at) => {
          const expected = recorded[name]?.[at] ?? null;
          const found = expected === null ? [] : recordedDifferences(comparable(reply), expected);
          return found.map((line) => differenceLine(one, at, line));
        });
        assert.deepEqual(
          differing.filter((line) => !isKnown(name, line)),
          [],
        );
      });
    }
  });
}
