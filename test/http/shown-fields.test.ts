/**
 * Tables: what they show of each field of each kind, in every version, with the columns of `kubectl get -o wide`. What a real
 * kube-apiserver shows is recorded (test/oracle/record-fields.ts).
 */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { kindsServed } from "../oracle/cases/kinds.js";
import { cellProbes, cellsOf, type KindCells } from "../oracle/fields/cells.js";
import { fateIn, type KindFates } from "../oracle/fields/fates.js";
import { probeKind } from "../oracle/fields/probe.js";
import { askHandler } from "../oracle/in-process.js";
import { everythingOn } from "../support/everything-on.js";
import { readFixture } from "../support/fixture.js";
import { ManualClock } from "../support/manual-clock.js";

const recorded = readFixture<Readonly<Record<string, KindCells>>>("test/http/answers/shown-fields.json");
const kept = readFixture<Readonly<Record<string, KindFates>>>("test/http/answers/kept-fields.json");

/** Cells that hang on something else than the kind, by their place; where it changes while it is looked at, the kind is left out. */
const elsewhere: Readonly<Record<string, { readonly cell?: number; readonly reason: string }>> = {
  "v1 Service": { cell: 2, reason: "addresses are allocated: the issue of the allocators" },
  "certificates.k8s.io/v1 CertificateSigningRequest": { cell: 3, reason: "who asks has another name there" },
  "flowcontrol.apiserver.k8s.io/v1 FlowSchema": { reason: "a controller there sets its conditions" },
};

const kinds = kindsServed(() => true).filter(({ title }) => {
  return recorded[title] !== undefined && (elsewhere[title] === undefined || elsewhere[title].cell !== undefined);
});

test("each field is shown in the Table of its kind as kube-apiserver shows it", async (t) => {
  // Nothing grows older while it is looked at, however slow the machine is.
  const server = await startTestServer({ groups, flags: everythingOn, clock: new ManualClock(Date.now()) });
  t.after(() => server.close());
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: cellProbes.namespace } });
  for (const kind of kinds) {
    await t.test(kind.title, async () => {
      const expected = recorded[kind.title] as KindCells;
      const found = cellsOf(await probeKind(askHandler(server.handler), kind, cellProbes));
      const same = (cells: readonly unknown[]) => cells.filter((_, at) => at !== elsewhere[kind.title]?.cell);
      const wrong: string[] = [];
      for (const [door, cells] of Object.entries(expected.usual)) {
        assert.deepEqual(same(found.usual[door] ?? []), same(cells), `what is usual for a ${door}`);
      }
      for (const [key, cells] of Object.entries(expected.told)) {
        const shown = found.told[key] ?? found.usual[key.split(" ")[0] ?? ""] ?? [];
        if (JSON.stringify(same(shown)) === JSON.stringify(same(cells))) continue;
        wrong.push(`${key}: ${JSON.stringify(shown)}, not ${JSON.stringify(cells)}`);
      }
      for (const key of Object.keys(found.told)) {
        // The status of a few kinds has no Table there: 406 where this server shows one.
        if (expected.usual[key.split(" ")[0] ?? ""] === undefined) continue;
        if (expected.told[key] === undefined && !isRefused(kind.title, key)) wrong.push(`${key}: shown here only`);
      }
      assert.deepEqual(wrong, []);
    });
  }
});

/** Refused there, and not here: the issue of validation by kind. */
function isRefused(title: string, key: string): boolean {
  const [, door = "", path = "", value = ""] = /^(\w+) ([^=]+)=(.*)$/.exec(key) ?? [];
  const fates = kept[title]?.[door as keyof KindFates] ?? {};
  return fateIn(fates, path.split("."), JSON.parse(value)) === "refused";
}
