/** Large answers that are made object by object: what they say, what is answered in between, and what room they take. */
import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { inject, injectWhole } from "../../src/http/inject.js";
import { toYaml } from "../../src/meta/yaml/yaml.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";
import { systemClock } from "../../src/util/clock.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const table = "as=Table;v=v1;g=meta.k8s.io";
const metadataOnly = "as=PartialObjectMetadataList;v=v1;g=meta.k8s.io";

async function filled(t: TestContext, objects: number, data = "x", flags: readonly string[] = []): Promise<TestServer> {
  let time = 0;
  // Each look at the clock costs time, so that every answer takes many turns.
  const startedMs = systemClock.nowMs();
  // The other time stands still: a second that passed would show in the ages of a table.
  const clock = { ...systemClock, monotonicMs: () => (time += 2), nowMs: () => startedMs };
  const server = await startTestServer({ groups, clock, flags });
  t.after(() => server.close());
  const names = Array.from({ length: objects }, (_, at) => `c-${String(at).padStart(4, "0")}`);
  await Promise.all(
    names.map((name) =>
      server.request("POST", configMaps, { metadata: { name, labels: { a: "b\nc".slice(0, 1) } }, data: { data } }),
    ),
  );
  return server;
}

const read = (server: TestServer, accept: string, query = "", agent = "test") =>
  injectWhole(server.handler, { url: `${configMaps}${query}`, headers: ["Accept", accept, "User-Agent", agent] });

test("a list in steps says what the whole list says, in every text", async (t) => {
  const server = await filled(t, 150, "- a: 'b'\n# {}\n");
  for (const query of ["", "?limit=40", "?labelSelector=a%3Db", "?labelSelector=a%3Dnone"]) {
    for (const form of ["", `;${table}`, `;${metadataOnly}`]) {
      const json = await read(server, `application/json${form}`, query);
      const plain: unknown = JSON.parse(json.body);
      const pretty = await read(server, `application/json${form}`, query, "curl/8");
      assert.equal(pretty.body, `${JSON.stringify(plain, null, 2)}\n`);
      const yaml = await read(server, `application/yaml${form}`, query);
      assert.equal(yaml.body, toYaml(plain));
    }
  }
});

const presentState = "watch=1&labelSelector=a&sendInitialEvents=true&resourceVersionMatch=NotOlderThan";

const forms = [
  "application/vnd.kubernetes.protobuf",
  "application/yaml",
  `application/json;${table}`,
  `application/json;${metadataOnly}`,
];

for (const form of forms) {
  test(`others are answered while a list is made as ${form}`, async (t) => {
    const server = await filled(t, 300);
    let listed = false;
    const list = read(server, form).then(({ status }) => {
      assert.equal(status, 200);
      listed = true;
    });
    assert.equal((await injectWhole(server.handler, { url: "/readyz" })).status, 200);
    assert.equal((await injectWhole(server.handler, { url: `${configMaps}/c-0001` })).status, 200);
    assert.equal(listed, false);
    await list;
  });
}

test("others are answered while a collection is deleted, and the answer is what was there", async (t) => {
  const server = await filled(t, 300);
  const before = await read(server, "application/json");
  for (const query of ["?dryRun=All", ""]) {
    let over = false;
    const deleted = injectWhole(server.handler, { method: "DELETE", url: `${configMaps}${query}` }).then((answer) => {
      over = true;
      return answer;
    });
    assert.equal((await injectWhole(server.handler, { url: "/readyz" })).status, 200);
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(over, false);
    const { status, body } = await deleted;
    assert.equal(status, 200);
    assert.equal(body, before.body);
  }
  const { body } = await read(server, "application/json");
  assert.deepEqual((JSON.parse(body) as { items: unknown[] }).items, []);
});

test("a deletion of a collection goes no further when nobody waits for it", async (t) => {
  const server = await filled(t, 100, "x", ["--delete-collection-workers=1"]);
  const exchange = inject(server.handler, { method: "DELETE", url: configMaps });
  exchange.answer.catch(() => {});
  for (;;) {
    const { body } = await read(server, "application/json");
    if ((JSON.parse(body) as { items: unknown[] }).items.length < 100) break;
    await new Promise((resolve) => setImmediate(resolve));
  }
  exchange.abort();
  const left = async (): Promise<number> => {
    // A write behind it has gone through, so what it had begun has as well.
    await server.request("POST", "/api/v1/namespaces", { metadata: { generateName: "n-" } });
    const { body } = await read(server, "application/json");
    return (JSON.parse(body) as { items: unknown[] }).items.length;
  };
  const rest = await left();
  assert.ok(rest > 0, "one worker does not delete them all at once");
  assert.equal(await left(), rest);
});

test("without room for what it would tell, a deletion of a collection is turned away and deletes nothing", async (t) => {
  const server = await filled(t, 20, "x".repeat(900_000));
  const { body } = await server.request("GET", `${configMaps}?limit=1`);
  const { resourceVersion } = body.metadata as { readonly resourceVersion: string };
  const held = [];
  // Nobody reads these, until there is no more room.
  for (;;) {
    const exchange = inject(server.handler, { url: `${configMaps}?${presentState}`, windowBytes: 1 });
    held.push(exchange);
    if ((await exchange.answer).status === 429) break;
  }
  for (const query of ["", `?resourceVersion=${resourceVersion}&resourceVersionMatch=Exact`]) {
    const refused = await injectWhole(server.handler, { method: "DELETE", url: `${configMaps}${query}` });
    assert.deepEqual([refused.status, refused.header("retry-after")], [429, "1"]);
  }
  for (const exchange of held) exchange.abort();
  const deleted = await injectWhole(server.handler, { method: "DELETE", url: configMaps });
  assert.equal((JSON.parse(deleted.body) as { items: unknown[] }).items.length, 20);
});
