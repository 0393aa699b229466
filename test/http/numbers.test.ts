/** Numbers and repeated members, against recorded answers of kube-apiserver 1.36.3 (numbers/answers.json, made by test/oracle/record-numbers.ts). */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { readFixture } from "../support/fixture.js";
import { numberCases, patchedObjects } from "./numbers/cases.js";
import { type RecordedNumbers, recordedNamespace, replay, send } from "./numbers/replay.js";

const recorded = new Map(
  readFixture<readonly RecordedNumbers[]>("test/http/numbers/answers.json").map((one) => [one.name, one]),
);

let server: TestServer;

before(async () => {
  server = await startTestServer({ groups });
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: recordedNamespace } });
  for (const object of patchedObjects) await send(askHandler(server.handler), object);
});
after(() => server.close());

for (const one of numberCases) {
  test(one.name, async () => {
    assert.deepEqual(await replay(askHandler(server.handler), one), recorded.get(one.name));
  });
}
