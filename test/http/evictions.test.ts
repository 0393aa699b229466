/** Many evictions at once: a budget is never overdrawn, and every disruption it allows is given. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";

const core = "/api/v1/namespaces/default";
const budget = "/apis/policy/v1/namespaces/default/poddisruptionbudgets";

test("of ten evictions at once a budget of three lets three through", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const names = Array.from({ length: 10 }, (_, at) => `p${at}`);
  for (const name of names) {
    const spec = { nodeName: "n", containers: [{ name: "c", image: "i" }] };
    await server.request("POST", `${core}/pods`, { metadata: { name, labels: { app: "x" } }, spec });
    const status = { phase: "Running", conditions: [{ type: "Ready", status: "True" }] };
    await server.request("PATCH", `${core}/pods/${name}/status`, { status });
  }
  await server.request("POST", budget, { metadata: { name: "b" }, spec: { selector: { matchLabels: { app: "x" } } } });
  const status = { observedGeneration: 1, disruptionsAllowed: 3, currentHealthy: 10, desiredHealthy: 7 };
  await server.request("PATCH", `${budget}/b/status`, { status });
  const answers = await Promise.all(
    names.map((name) => server.request("POST", `${core}/pods/${name}/eviction`, { metadata: { name } })),
  );
  const codes = answers.map((answer) => answer.status).sort();
  assert.deepEqual(codes, [201, 201, 201, 429, 429, 429, 429, 429, 429, 429]);
  const after = (await server.request("GET", `${budget}/b`)).body.status as {
    readonly disruptionsAllowed: number;
    readonly disruptedPods: object;
  };
  const evicted = names.filter((_, at) => answers[at]?.status === 201);
  assert.deepEqual([after.disruptionsAllowed, Object.keys(after.disruptedPods).sort()], [0, evicted]);
});
