/** The table of flags against the recorded flags of kube-apiserver. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { serveHelp } from "../../../../src/server/flags/help.js";
import { parseFlags } from "../../../../src/server/flags/parse.js";
import { flagTable } from "../../../../src/server/flags/table.js";
import { complaintAbout } from "../../../../src/server/flags/values.js";
import { hiddenKubeFlags, kubeFlags } from "./kube-flags.fixture.js";

test("every flag of kube-apiserver is in the table with its group, type, default and deprecation", () => {
  const table = new Map(flagTable.filter((flag) => flag.own !== true).map((flag) => [flag.name, flag]));
  const ours = kubeFlags.map(([name]) => {
    const flag = table.get(name);
    return [name, flag?.group, flag?.type, flag?.default ?? null, flag?.deprecated ?? false];
  });
  assert.deepEqual(ours, kubeFlags);
});

test("the table has no flag that is neither kube-apiserver's nor marked as our own, and none twice", () => {
  const recorded = new Set([...kubeFlags.map(([name]) => name), ...hiddenKubeFlags]);
  const strangers = flagTable.filter((flag) => flag.own !== true && !recorded.has(flag.name));
  assert.deepEqual(strangers, []);
  assert.equal(new Set(flagTable.map((flag) => flag.name)).size, flagTable.length);
});

test("flags that kube-apiserver takes without showing them are taken, and wanted as numbers", () => {
  const hidden = flagTable.filter((flag) => flag.hidden === true);
  assert.deepEqual(hidden.map(({ name }) => name).sort(), hiddenKubeFlags);
  for (const { name, support } of hidden) {
    assert.equal(support.kind, "ignored", name);
    parseFlags([`--${name}=1`], flagTable);
    assert.throws(() => parseFlags([`--${name}=x`], flagTable), /strconv.ParseInt: parsing "x": invalid syntax/);
  }
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
