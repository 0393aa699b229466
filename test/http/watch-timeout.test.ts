/** Watches whose time is over before they begin. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer } from "../../src/server/testing.js";

test("a watch with a negative timeout ends at once, without an event", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const url = "/api/v1/namespaces?watch=1&timeoutSeconds=-1";
  const { status, body } = await injectWhole(server.handler, { url });
  assert.deepEqual([status, body.trim()], [200, ""]);
});
