/**
 * Runs a real kubectl against a server of its own, with its caches and configuration in a temporary folder, and gives what it
 * printed. A test file calls `kubectlTests` once; without a kubectl its tests are skipped with the reason.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { findKubectl } from "./find-kubectl.js";
import type { Kubectl } from "./program.js";
import { openTestCluster, type TestCluster } from "./test-cluster.js";

export type { Kubectl };

/** One rule to prove with kubectl. */
export type KubectlTest = (name: string, body: (kubectl: Kubectl) => Promise<void>) => void;

/** Gives a `test` whose bodies get a kubectl, all in one namespace of one server that lives as long as the file's tests. */
export async function kubectlTests(): Promise<KubectlTest> {
  const found = await findKubectl();
  if ("missing" in found) return (name) => void test(name, { skip: found.missing }, () => {});
  let cluster: TestCluster | undefined;
  before(async () => {
    cluster = await openTestCluster(found.path);
  });
  after(() => cluster?.close());
  return (name, body) => {
    test(name, async () => {
      assert(cluster !== undefined);
      await body(cluster.kubectl);
    });
  };
}

/** A table kubectl printed: its header and its rows, cells split where two or more blanks are. */
export function tableOf(text: string): { readonly header: readonly string[]; readonly rows: readonly string[][] } {
  const [header = [], ...rows] = text
    .trimEnd()
    .split("\n")
    .map((line) => line.trimEnd().split(/ {2,}/));
  return { header, rows };
}
