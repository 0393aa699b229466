/**
 * What kinds do by themselves, against recorded answers of kube-apiserver 1.36.3 (answers.json; recorded without admission
 * plugins and with everything allowed, as this server is).
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { after, before, test } from "node:test";
import { groups } from "../../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../../src/server/testing.js";
import { askHandler } from "../../oracle/in-process.js";
import { everythingOn } from "../../support/everything-on.js";
import { repositoryRoot } from "../../support/fixture.js";
import { type Ask, type Recorded, recordedNamespace, replay } from "./replay.js";
import { scenarios } from "./scenarios.js";

const file = join(repositoryRoot(), "test/unit/kinds/answers.json");
const recorded = new Map(
  (JSON.parse(readFileSync(file, "utf8")) as readonly Recorded[]).map((one) => [one.scenario, one]),
);

let server: TestServer;
const ask: Ask = async (question) => {
  const reply = await askHandler(server.handler)(question);
  // Recorded from a caller of this name.
  return { ...reply, body: reply.body.replaceAll("kubernetes-admin", "admin") };
};

before(async () => {
  server = await startTestServer({ groups, flags: everythingOn });
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: recordedNamespace } });
});
after(() => server.close());

for (const scenario of scenarios) {
  test(scenario.name, async () => {
    const expected = recorded.get(scenario.name);
    assert.ok(expected !== undefined, "no recorded answers: run test/oracle/record-kinds.ts");
    const { answers } = await replay(ask, scenario);
    for (const [index, answer] of answers.entries()) {
      const step = scenario.steps[index];
      assert.deepEqual(answer, expected.answers[index], `step ${index + 1}: ${step?.method} ${step?.path}`);
    }
  });
}
