/** The table of flags against the recorded flags of kube-apiserver. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveHelp } from "../../../../src/server/flags/help.js";
import { flagTable } from "../../../../src/server/flags/table.js";
import { complaintAbout } from "../../../../src/server/flags/values.js";
import { kubeFlags } from "./kube-flags.fixture.js";

test("every flag of kube-apiserver is in the table with its group, type, default and deprecation", () => {
  const table = new Map(flagTable.filter((flag) => flag.own !== true).map((flag) => [flag.name, flag]));
  const ours = kubeFlags.map(([name]) => {
    const flag = table.get(name);
    return [name, flag?.group, flag?.type, flag?.default ?? null, flag?.deprecated ?? false];
  });
  assert.deepEqual(ours, kubeFlags);
});

test("the table has no flag that is neither kube-apiserver's nor marked as our own, and none twice", () => {
  const recorded = new Set(kubeFlags.map(([name]) => name));
  const strangers = flagTable.filter((flag) => flag.own !== true && !recorded.has(flag.name));
  assert.deepEqual(strangers, []);
  assert.equal(new Set(flagTable.map((flag) => flag.name)).size, flagTable.length);
});

test("every default is a value its own type accepts", () => {
  for (const flag of flagTable) {
    const value = flag.ownDefault ?? flag.default;
    if (value === undefined || value === "[]") continue;
    assert.equal(complaintAbout(flag.type, value), undefined, flag.name);
  }
});

test("help shows every flag once by name, whatever is done with it", () => {
  const help = serveHelp(100);
  for (const { name } of flagTable) assert.match(help, new RegExp(`--${name}(?![\\w-])`), name);
  assert.ok(help.split("\n").every((line) => line.length <= 100 || !line.includes("  --")));
});
