/** What is counted of each request, and under which labels: recorded from kube-apiserver's /metrics (test/oracle/record-metrics.ts). */
import assert from "node:assert/strict";
import { Agent } from "node:https";
import { after, before, test } from "node:test";
import { setTimeout as delay } from "node:timers/promises";
import { ask, type Cluster } from "../oracle/client.js";
import { metricSteps, movedLines } from "../oracle/metric-steps.js";
import { readFixture } from "../support/fixture.js";
import { ServerProcess } from "../support/server-process.js";

const recorded = readFixture<readonly (readonly [string, readonly string[]])[]>("test/http/request-metrics.json");

let server: ServerProcess;
let cluster: Cluster;

before(async () => {
  server = await ServerProcess.start();
  const agent = new Agent({ keepAlive: true, rejectUnauthorized: false });
  cluster = { server: server.url, token: server.token, agent };
  await ask(cluster, { method: "POST", path: "/api/v1/namespaces", body: '{"metadata":{"name":"metrics"}}' });
});
after(async () => {
  cluster.agent.destroy();
  await server.stop();
});

/** What follows the end of a request may take a few turns, on a slow machine more. */
const attempts = 500;

test("the recording is of these requests", () => {
  assert.deepEqual(
    recorded.map(([asked]) => asked),
    metricSteps.map(({ method, path }) => `${method} ${path}`),
  );
});

for (const [at, step] of metricSteps.entries()) {
  const [asked, expected] = recorded[at] ?? ["", []];
  const kind = Object.values(step.headers ?? {}).join(" ");
  test(`request ${at + 1} moves the lines it moves on kube-apiserver: ${asked} ${kind}`, async () => {
    let left = attempts;
    const lines = await movedLines(cluster, { ...step, path: step.path.replace("NS", "metrics") }, async (now) => {
      left -= 1;
      if (left === 0 || now.join("\n") === expected.join("\n")) return true;
      await delay(20);
      return false;
    });
    assert.deepEqual(lines, expected);
  });
}
