/** Health answers, byte for byte as kube-apiserver gives them. */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
  answerHealth,
  answerSingleCheck,
  type HealthCheck,
  pingCheck,
  probeCheck,
  withGrace,
} from "../../../../src/server/health/health-checks.js";
import { repositoryRoot } from "../../../support/fixture.js";

const passing = (name: string): HealthCheck => ({ name, check: () => undefined });
const failing = (name: string): HealthCheck => ({ name, check: () => "the reason" });
const brief = { verbose: false, exclude: [] };
const verbose = { verbose: true, exclude: [] };

// The texts below were recorded from kube-apiserver 1.36.3.
test("all passing is ok, and with verbose a line for each", async () => {
  const checks = [pingCheck, passing("log"), passing("etcd")];
  assert.deepEqual(await answerHealth("readyz", checks, brief), { status: 200, body: "ok", failures: [] });
  const told = await answerHealth("readyz", checks, verbose);
  assert.equal(told.body, "[+]ping ok\n[+]log ok\n[+]etcd ok\nreadyz check passed\n");
});

test("a failure is always told in full, its reason withheld and kept for the log", async () => {
  const answer = await answerHealth("livez", [pingCheck, failing("etcd")], brief);
  assert.equal(answer.status, 500);
  assert.equal(answer.body, "[+]ping ok\n[-]etcd failed: reason withheld\nlivez check failed\n");
  assert.deepEqual(answer.failures, [{ name: "etcd", reason: "the reason" }]);
});

test("an excluded check is not run and counts as passed", async () => {
  const answer = await answerHealth("readyz", [pingCheck, failing("etcd")], { verbose: true, exclude: ["etcd"] });
  assert.equal(answer.body, "[+]ping ok\n[+]etcd excluded: ok\nreadyz check passed\n");
  assert.equal(answer.status, 200);
});

test("unknown exclusions are named in order in a warning", async () => {
  const answer = await answerHealth("readyz", [pingCheck], { verbose: true, exclude: ["zz", "yy"] });
  const warning = 'warn: some health checks cannot be excluded: no matches for "yy","zz"';
  assert.equal(answer.body, `[+]ping ok\n${warning}\nreadyz check passed\n`);
});

test("a check asked for alone tells its reason", async () => {
  assert.deepEqual((await answerSingleCheck(pingCheck)).body, "ok");
  const failed = await answerSingleCheck(failing("etcd"));
  assert.deepEqual([failed.status, failed.body], [500, "internal server error: the reason\n"]);
});

test("a check with grace passes until the grace is over", () => {
  let now = 0;
  const check = withGrace(failing("hook"), 100, () => now);
  assert.equal(check.check(), undefined);
  now = 100;
  assert.equal(check.check(), "the reason");
});

test("a probe that fails or does not answer in time fails its check", async () => {
  assert.equal(await probeCheck("etcd", 1000, async () => 1).check(), undefined);
  assert.equal(await probeCheck("etcd", 1000, () => Promise.reject(new Error("gone"))).check(), "gone");
  assert.equal(await probeCheck("etcd", 1, () => new Promise(() => {})).check(), "no answer in 1ms");
});

for (const endpoint of ["healthz", "livez", "readyz"] as const) {
  test(`the recorded answer of ${endpoint} comes out byte for byte when the same checks pass`, async () => {
    const file = join(repositoryRoot(), "test/unit/server/health/golden", `${endpoint}-verbose.txt`);
    const recorded = readFileSync(file, "utf8").trimEnd();
    const names = [...recorded.matchAll(/^\[\+\](.+) ok$/gm)].map(([, name]) => name ?? "");
    assert.ok(names.length > 30);
    const answer = await answerHealth(endpoint, names.map(passing), verbose);
    assert.equal(answer.body.trimEnd(), recorded);
  });
}
