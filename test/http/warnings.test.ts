/**
 * Warnings of writes, against recorded answers of kube-apiserver 1.36.3 (warnings/answers.json, made by test/oracle/record-warnings.ts).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { everythingOn } from "../support/everything-on.js";
import { readFixture } from "../support/fixture.js";
import { type RecordedWarnings, recordedNamespace, replay } from "./warnings/replay.js";
import { scenarios } from "./warnings/scenarios.js";

const recorded = new Map(
  readFixture<readonly RecordedWarnings[]>("test/http/warnings/answers.json").map((one) => [one.scenario, one]),
);

let server: TestServer;

before(async () => {
  // A field's gate, which needs that of a kind.
  const flags = [...everythingOn, "--feature-gates=ClusterTrustBundleProjection=true"];
  server = await startTestServer({ groups, flags });
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: recordedNamespace } });
});
after(() => server.close());

for (const scenario of scenarios) {
  test(scenario.name, async () => {
    assert.deepEqual(await replay(askHandler(server.handler), scenario), recorded.get(scenario.name));
  });
}
