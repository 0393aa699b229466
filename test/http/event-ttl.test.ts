/** Events are kept for the time the server was told, whichever API wrote them, also when the server was not there at the end. */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { askHandler } from "../oracle/in-process.js";
import { ManualClock } from "../support/manual-clock.js";
import { removeFolder } from "../support/remove-folder.js";

const core = "/api/v1/namespaces/default/events";
const events = "/apis/events.k8s.io/v1/namespaces/default/events";
const minuteMs = 60_000;

async function start(t: TestContext, clock: ManualClock, more: object = {}): Promise<TestServer> {
  const server = await startTestServer({ groups, clock, flags: ["--event-ttl=10m"], ...more });
  t.after(() => server.close());
  return server;
}

const event = (name: string): object => ({
  metadata: { name },
  involvedObject: { kind: "Pod", namespace: "default", name: "p" },
});

/** Until the store has done what the clock told it to do; it sleeps by the same clock. */
async function settled(server: TestServer, clock: ManualClock, path: string): Promise<number> {
  for (let turn = 0; turn < 2000; turn++) {
    const { status } = await server.request("GET", path);
    if (status === 404) return status;
    await new Promise((resolve) => setTimeout(resolve, 1));
    await clock.advance(1);
  }
  return (await server.request("GET", path)).status;
}

test("an event goes when its time is over, and watchers see it go", async (t) => {
  const clock = new ManualClock();
  const server = await start(t, clock);
  const created = await server.request("POST", core, event("e"));
  const { resourceVersion } = created.body.metadata as { readonly resourceVersion: string };
  await clock.advance(9 * minuteMs);
  assert.equal((await server.request("GET", `${core}/e`)).status, 200);
  await clock.advance(2 * minuteMs);
  assert.equal(await settled(server, clock, `${core}/e`), 404);
  const watch = `${core}?watch=1&timeoutSeconds=1&resourceVersion=${resourceVersion}`;
  let ended = false;
  const asked = askHandler(server.handler)({ method: "GET", path: watch }).finally(() => (ended = true));
  // It ends when its second has passed, from whenever it began.
  while (!ended) await clock.advance(100);
  const { body } = await asked;
  const [first] = body.trim().split("\n");
  const seen = JSON.parse(first ?? "{}") as { readonly type: string; readonly object: { metadata: { name: string } } };
  assert.deepEqual([seen.type, seen.object.metadata.name], ["DELETED", "e"]);
});

test("an event that is reported again stays for its whole time from then, through either API", async (t) => {
  const clock = new ManualClock();
  const server = await start(t, clock);
  await server.request("POST", core, event("e"));
  await clock.advance(8 * minuteMs);
  const series = { metadata: { labels: { seen: "again" } } };
  assert.equal((await server.request("PATCH", `${events}/e`, series)).status, 200);
  await clock.advance(8 * minuteMs);
  assert.equal((await server.request("GET", `${core}/e`)).status, 200);
  await clock.advance(3 * minuteMs);
  assert.equal(await settled(server, clock, `${events}/e`), 404);
});

test("other objects stay, and so do events of a server that was told to keep them", async (t) => {
  const clock = new ManualClock();
  const server = await start(t, clock, { flags: ["--event-ttl=0s"] });
  await server.request("POST", core, event("e"));
  await server.request("POST", "/api/v1/namespaces/default/configmaps", { metadata: { name: "c" } });
  await clock.advance(1000 * minuteMs);
  assert.equal((await server.request("GET", `${core}/e`)).status, 200);
  assert.equal((await server.request("GET", "/api/v1/namespaces/default/configmaps/c")).status, 200);
});

test("a server that comes back later still ends the events of before", async (t) => {
  const dataDir = await mkdtemp(join(tmpdir(), "apiserver-events-"));
  t.after(() => removeFolder(dataDir));
  const first = await startTestServer({ groups, dataDir, clock: new ManualClock(), flags: ["--event-ttl=10m"] });
  await first.request("POST", core, event("e"));
  await first.close();
  const early = await startTestServer({ groups, dataDir, clock: new ManualClock(), flags: ["--event-ttl=10m"] });
  assert.equal((await early.request("GET", `${core}/e`)).status, 200);
  await early.close();
  const later = new ManualClock(Date.UTC(2026, 0, 1) + 11 * minuteMs);
  const server = await start(t, later, { dataDir });
  assert.equal(await settled(server, later, `${core}/e`), 404);
});
