/** What an update says about metadata that is the server's own; outcomes are kube-apiserver's, asked of a running one. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

const collection = "/api/v1/namespaces/default/configmaps";

interface Metadata {
  readonly deletionTimestamp?: string;
  readonly labels?: Readonly<Record<string, string>>;
}

let server: TestServer;
before(async () => {
  server = await startTestServer({ groups });
});
after(() => server.close());

test("a patch of an object being deleted cannot move its deletion time, and what else it says counts", async () => {
  const path = `${collection}/held`;
  await server.request("POST", collection, { metadata: { name: "held", finalizers: ["example.com/held"] } });
  const marked = await server.request("DELETE", path);
  const since = (marked.body.metadata as Metadata).deletionTimestamp;
  assert.ok(since !== undefined);
  const patch = { metadata: { deletionTimestamp: "2001-01-01T00:00:00Z", labels: { a: "b" } } };
  const patched = await server.request("PATCH", path, patch);
  assert.equal(patched.status, 200);
  const metadata = patched.body.metadata as Metadata;
  assert.equal(metadata.deletionTimestamp, since);
  assert.deepEqual(metadata.labels, { a: "b" });
});

test("an update at a revision past 64 bits is refused with 500 and no reason", async () => {
  await server.request("POST", collection, { metadata: { name: "plain" } });
  const big = "18446744073709551616";
  const answer = await server.request("PUT", `${collection}/plain`, {
    metadata: { name: "plain", resourceVersion: big },
  });
  assert.equal(answer.status, 500);
  assert.equal(answer.body.reason, undefined);
});
