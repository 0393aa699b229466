/**
 * The whole comparison table against a running kube-apiserver, where one can be reached: ORACLE_KUBECONFIG names its kubeconfig, and
 * $TMPDIR/oracle/run/kubeconfig is looked at too. Without one it says so and skips; recorded answers stand in (test/http/answers.test.ts).
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { allCases, casesFor } from "./cases/index.js";
import { unneeded } from "./known-differences.js";
import { compareAll } from "./run-cases.js";
import { besideThisServer, type Side, sideOf } from "./sides.js";

async function reachable(): Promise<{ readonly theirs?: Side; readonly reason?: string }> {
  const kubeconfig = process.env.ORACLE_KUBECONFIG ?? join(tmpdir(), "oracle/run/kubeconfig");
  if (!existsSync(kubeconfig)) return { reason: `no kube-apiserver to compare with: there is no ${kubeconfig}` };
  try {
    return { theirs: await sideOf(kubeconfig) };
  } catch (error) {
    return { reason: `no kube-apiserver to compare with: ${(error as Error).message}` };
  }
}

test("every case has a name of its own", () => {
  const names = allCases.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("an entry of known differences that explains nothing is named, once its cases were asked", () => {
  const name = "delete with YAML that is none";
  const line = 'step 2 (DELETE /x).body.message: "yaml: a" | "yaml: mapping values are not allowed in this context"';
  const isNamed = (explained: readonly string[]) =>
    unneeded([{ name, explained }]).some(({ pattern }) => String(pattern).includes("mapping values"));
  assert.equal(isNamed([line]), false);
  assert.equal(isNamed([]), true);
  assert.deepEqual(unneeded([]), []);
});

test("no case of the table differs from kube-apiserver without a reason", async (t) => {
  const { theirs, reason } = await reachable();
  if (theirs === undefined) return t.skip(reason);
  const sides = await besideThisServer(theirs);
  try {
    const cases = casesFor(sides.both).filter(({ name }) => sides.mayAsk(name));
    const results = await compareAll({ ours: sides.ours.ask, theirs: theirs.ask }, cases);
    const lines = results.flatMap(({ name, unexplained }) => unexplained.map((line) => `${name}: ${line}`));
    t.diagnostic(`${results.length} cases compared with ${theirs.name}`);
    assert.deepEqual(lines, []);
  } finally {
    await sides.close();
  }
});
