/** Reads of history that is gone, in the words of kube-apiserver 1.36.3 (asked for revisions it had compacted). */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { systemClock } from "../../src/util/clock.js";
import { silentLogger } from "../../src/util/logger.js";
import { removeFolder } from "../support/remove-folder.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const names = ["a", "b", "c", "d", "e"];

const tooOldToContinue =
  "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
  "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
  "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
  "deleted between the time the first chunk was returned and now may show up in the list.";

interface List {
  readonly metadata: { readonly resourceVersion: string; readonly continue?: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

/** A server whose store has forgotten what it was when the page was listed. */
async function afterCompaction(t: TestContext): Promise<{ readonly server: TestServer; readonly page: List }> {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-expired-"));
  const first = await startTestServer({ groups, dataDir: folder });
  for (const name of names) await first.request("POST", configMaps, { metadata: { name } });
  const page = (await first.request("GET", `${configMaps}?limit=2`)).body as unknown as List;
  await first.request("DELETE", `${configMaps}/c`);
  await first.request("POST", configMaps, { metadata: { name: "cc" } });
  await first.close();
  const store = await openLmdbStore({ dataDir: folder, sync: "batched", clock: systemClock, logger: silentLogger });
  await store.compact(store.revision);
  await store.close();
  const server = await startTestServer({ groups, dataDir: folder });
  // In this order: an open store still makes files in its folder.
  t.after(async () => {
    await server.close();
    await removeFolder(folder);
  });
  return { server, page };
}

test("a page whose revision is gone comes with a token to go on at the newest state", async (t) => {
  const { server, page } = await afterCompaction(t);
  const gone = await server.request("GET", `${configMaps}?limit=2&continue=${page.metadata.continue}`);
  const { metadata, ...rest } = gone.body as { readonly metadata: { readonly continue: string } };
  assert.equal(gone.status, 410);
  assert.deepEqual(rest, {
    kind: "Status",
    apiVersion: "v1",
    status: "Failure",
    message: tooOldToContinue,
    reason: "Expired",
    code: 410,
  });
  assert.deepEqual(JSON.parse(Buffer.from(metadata.continue, "base64url").toString()), {
    v: "meta.k8s.io/v1",
    rv: -1,
    start: "b\0",
  });
  const more = (await server.request("GET", `${configMaps}?continue=${metadata.continue}`)).body as unknown as List;
  assert.deepEqual(
    more.items.map((item) => item.metadata.name),
    ["cc", "d", "e"],
  );
  assert.ok(Number(more.metadata.resourceVersion) > Number(page.metadata.resourceVersion));
});

test("a list at a revision that is gone says so, with or without a match", async (t) => {
  const { server, page } = await afterCompaction(t);
  const { resourceVersion } = page.metadata;
  for (const query of [
    `resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`,
    `resourceVersion=${resourceVersion}&limit=1`,
  ]) {
    const { body } = await server.request("GET", `${configMaps}?${query}`);
    assert.deepEqual(body, {
      kind: "Status",
      apiVersion: "v1",
      metadata: {},
      status: "Failure",
      message: "The resourceVersion for the provided list is too old.",
      reason: "Expired",
      code: 410,
    });
  }
  const newer = await server.request("GET", `${configMaps}?resourceVersion=${resourceVersion}`);
  assert.equal(newer.status, 200, "not older than that is what there is");
});

test("a watch from a revision that is gone is told in its stream, which ends", async (t) => {
  const { server, page } = await afterCompaction(t);
  const { resourceVersion } = page.metadata;
  const { status, body } = await injectWhole(server.handler, {
    url: `${configMaps}?watch=1&resourceVersion=${resourceVersion}`,
  });
  assert.equal(status, 200);
  const { type, object } = JSON.parse(body) as { readonly type: string; readonly object: { readonly message: string } };
  const { message, ...rest } = object;
  assert.equal(type, "ERROR");
  assert.match(message, new RegExp(`^too old resource version: ${resourceVersion} \\(\\d+\\)$`));
  assert.deepEqual(rest, {
    kind: "Status",
    apiVersion: "v1",
    metadata: {},
    status: "Failure",
    reason: "Expired",
    code: 410,
  });
});
