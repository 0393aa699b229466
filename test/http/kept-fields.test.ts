/**
 * Strategies: what a create, an update and an update of the status keep of each field of each kind, in every version. What a real
 * kube-apiserver keeps is recorded (test/oracle/record-fields.ts); what it refused tells nothing.
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { kindsServed } from "../oracle/cases/kinds.js";
import { doors, fateIn, type KindFates } from "../oracle/fields/fates.js";
import { probeKind } from "../oracle/fields/probe.js";
import { askHandler } from "../oracle/in-process.js";
import { everythingOn } from "../support/everything-on.js";
import { readFixture } from "../support/fixture.js";

const recorded = readFixture<Readonly<Record<string, KindFates>>>("test/http/answers/kept-fields.json");
/** What hangs on something else than the kind. */
const elsewhere: Readonly<Record<string, { readonly path: RegExp; readonly reason: string }>> = {
  "v1 Service": { path: /^spec\.clusterIP/, reason: "addresses are allocated: the issue of the allocators" },
  "certificates.k8s.io/v1 CertificateSigningRequest": {
    path: /^spec\.uid/,
    reason: "who asks there has a uid, and has none here",
  },
};

const kinds = kindsServed(() => true).filter(({ title }) => recorded[title] !== undefined);

test("every kind with a recording is served", () => {
  assert.deepEqual(kinds.map(({ title }) => title).sort(), Object.keys(recorded).sort());
});

test("each kind keeps, drops and counts what kube-apiserver does", async (t) => {
  const server = await startTestServer({ groups, flags: everythingOn });
  t.after(() => server.close());
  const ask = askHandler(server.handler);
  for (const kind of kinds) {
    await t.test(kind.title, async () => {
      const expected = recorded[kind.title] as KindFates;
      const wrong: string[] = [];
      for (const { leaf, fates } of await probeKind(ask, kind, { namespace: "default" })) {
        for (const [at, door] of doors.entries()) {
          if (elsewhere[kind.title]?.path.test(leaf.path.join("."))) continue;
          const fate = fateIn(expected[door], leaf.path, leaf.value);
          if (fate === undefined || fate === "refused" || fate === fates[at]) continue;
          wrong.push(`${door} ${leaf.path.join(".")}=${JSON.stringify(leaf.value)}: ${fates[at]}, not ${fate}`);
        }
      }
      assert.deepEqual(wrong, []);
    });
  }
});
