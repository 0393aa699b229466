/**
 * Numbers, repeated members and fields nobody knows, against recorded answers of kube-apiserver 1.36.3 (bodies/*answers.json, made by
 * test/oracle/record-bodies.ts).
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { readFixture } from "../support/fixture.js";
import { numberCases, patchedObjects } from "./bodies/number-cases.js";
import { rawCases, rawObjects } from "./bodies/raw-cases.js";
import { type RecordedBodies, recordedNamespace, replay, send } from "./bodies/replay.js";
import { strictCases, strictObjects } from "./bodies/strict-cases.js";
import { textCases, textObjects } from "./bodies/text-cases.js";

const recorded = new Map(
  ["answers.json", "text-answers.json"]
    .flatMap((file) => readFixture<readonly RecordedBodies[]>(`test/http/bodies/${file}`))
    .map((one) => [one.name, one]),
);

let server: TestServer;

before(async () => {
  server = await startTestServer({ groups });
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: recordedNamespace } });
  for (const object of [...patchedObjects, ...strictObjects, ...rawObjects, ...textObjects])
    await send(askHandler(server.handler), object);
});
after(() => server.close());

for (const one of [...numberCases, ...strictCases, ...rawCases, ...textCases]) {
  test(one.name, async () => {
    assert.deepEqual(await replay(askHandler(server.handler), one), recorded.get(one.name));
  });
}
