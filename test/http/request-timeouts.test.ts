/** What happens to requests that were under way when their time was over. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { fakeContext } from "../support/fake-context.js";
import { ManualClock } from "../support/manual-clock.js";

const configMaps = "/api/v1/namespaces/default/configmaps";

async function rig(t: TestContext) {
  const clock = new ManualClock();
  const server = await startTestServer({ groups, clock });
  t.after(() => server.close());
  const namesOf = async (): Promise<readonly string[]> => {
    const { body } = await server.request("GET", configMaps);
    return (body.items as { metadata: { name: string } }[]).map(({ metadata }) => metadata.name);
  };
  return { clock, server, namesOf };
}

/** A request whose body comes when `finish` is called. */
function slowBody(method: string, path: string, body: string) {
  let finish = (): void => {};
  const arrived = new Promise<Buffer>((resolve) => {
    finish = () => resolve(Buffer.from(body));
  });
  const headers = { "content-type": method === "PATCH" ? "application/merge-patch+json" : "application/json" };
  const { context, sent } = fakeContext({ method, path, query: "timeout=2s", headers });
  return { request: { ...context.request, body: () => arrived }, response: context.response, sent, finish };
}

const turns = async (): Promise<void> => {
  for (let turn = 0; turn < 20; turn++) await new Promise((resolve) => setImmediate(resolve));
};

test("what was not written in time is not written afterwards", async (t) => {
  const { clock, server, namesOf } = await rig(t);
  await server.request("POST", configMaps, { metadata: { name: "kept" }, data: { a: "b" } });
  const late = [
    slowBody("POST", configMaps, '{"metadata":{"name":"late"}}'),
    slowBody("PUT", `${configMaps}/kept`, '{"metadata":{"name":"kept"}}'),
    slowBody("PATCH", `${configMaps}/kept`, '{"data":{"a":"c"}}'),
    slowBody("DELETE", `${configMaps}/kept`, "{}"),
    slowBody("DELETE", configMaps, "{}"),
  ];
  for (const { request, response } of late) server.handler(request, response);
  await clock.advance(1999);
  assert.deepEqual(
    late.flatMap(({ sent }) => sent),
    [],
  );
  await clock.advance(1);
  for (const { finish } of late) finish();
  await turns();
  assert.deepEqual(
    late.map(({ sent }) => sent.map(({ status }) => status)),
    late.map(() => [504]),
  );
  // A write behind them all has gone through, so theirs would have.
  await server.request("POST", configMaps, { metadata: { name: "after" } });
  assert.deepEqual(await namesOf(), ["after", "kept"]);
  const { body } = await server.request("GET", `${configMaps}/kept`);
  assert.deepEqual(body.data, { a: "b" });
});

test("what comes in time is written", async (t) => {
  const { clock, server, namesOf } = await rig(t);
  const { request, response, sent, finish } = slowBody("POST", configMaps, '{"metadata":{"name":"late"}}');
  server.handler(request, response);
  await clock.advance(1999);
  finish();
  while (sent.length === 0) await turns();
  assert.equal(sent[0]?.status, 201);
  await clock.advance(5000);
  assert.deepEqual(await namesOf(), ["late"]);
});
