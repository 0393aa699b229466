/**
 * The whole comparison table against a running kube-apiserver, where one can be reached: ORACLE_KUBECONFIG names its kubeconfig, and
 * $TMPDIR/oracle/run/kubeconfig is looked at too. Without one it says so and skips; recorded answers stand in (test/http/answers.test.ts).
 */
import assert from "node:assert/strict";
import { existsSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { allCases } from "./cases/index.js";
import { type Ask, askerOf } from "./client.js";
import { askHandler } from "./in-process.js";
import { compareAll } from "./run-cases.js";

async function reachable(): Promise<{ readonly theirs?: Ask; readonly reason?: string }> {
  const kubeconfig = process.env.ORACLE_KUBECONFIG ?? join(tmpdir(), "oracle/run/kubeconfig");
  if (!existsSync(kubeconfig)) return { reason: `no kube-apiserver to compare with: there is no ${kubeconfig}` };
  const theirs = askerOf(kubeconfig);
  try {
    const { status } = await theirs({ method: "GET", path: "/readyz" });
    return status === 200 ? { theirs } : { reason: `the kube-apiserver of ${kubeconfig} is not ready` };
  } catch (error) {
    return { reason: `the kube-apiserver of ${kubeconfig} does not answer: ${(error as Error).message}` };
  }
}

test("every case has a name of its own", () => {
  const names = allCases.map(({ name }) => name);
  assert.deepEqual(
    names.filter((name, index) => names.indexOf(name) !== index),
    [],
  );
});

test("no case of the table differs from kube-apiserver without a reason", async (t) => {
  const { theirs, reason } = await reachable();
  if (theirs === undefined) return t.skip(reason);
  const server = await startTestServer({ groups });
  try {
    const cases = allCases.filter(({ name }) => !needsSocket.test(name));
    const results = await compareAll({ ours: askHandler(server.handler), theirs }, cases);
    const lines = results.flatMap(({ name, unexplained }) => unexplained.map((line) => `${name}: ${line}`));
    t.diagnostic(`${results.length} cases compared`);
    assert.deepEqual(lines, []);
  } finally {
    await server.close();
  }
});

/** In this process nobody has to say who he is, and nothing is compressed. */
const needsSocket = /^(with|without) (a wrong|credentials)|gzip/;
