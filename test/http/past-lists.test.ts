/** Lists of a state that only the store's history still has, on a server with room for a single large list. */
import assert from "node:assert/strict";
import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";
import { removeFolder } from "../support/remove-folder.js";

const configMaps = "/api/v1/namespaces/default/configmaps";

interface List {
  readonly metadata: { readonly resourceVersion: string };
  readonly items: readonly { readonly metadata: { readonly name: string } }[];
}

test("a large list of a past state is answered while there is no other", async (t) => {
  const folder = await mkdtemp(join(tmpdir(), "apiserver-past-"));
  t.after(() => removeFolder(folder));
  const first = await startTestServer({ groups, dataDir: folder });
  const data = { text: "x".repeat(400_000) };
  for (const name of ["a", "b"]) await first.request("POST", configMaps, { metadata: { name }, data });
  const then = (await first.request("GET", configMaps)).body as unknown as List;
  await first.request("POST", configMaps, { metadata: { name: "c" }, data });
  await first.close();
  const server = await startTestServer({ groups, dataDir: folder, flags: ["--max-requests-inflight=1"] });
  t.after(() => server.close());
  const past = `resourceVersion=${then.metadata.resourceVersion}&resourceVersionMatch=Exact`;
  for (const query of [past, `${past}&limit=2`]) {
    const answer = await server.request("GET", `${configMaps}?${query}`);
    assert.equal(answer.status, 200, query);
    const { items } = answer.body as unknown as List;
    assert.deepEqual(
      items.map(({ metadata }) => metadata.name),
      ["a", "b"],
    );
  }
});
