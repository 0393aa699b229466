/** Writers that do not name a revision never lose to each other: whoever was overtaken is tried again on the newer object. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

const configMaps = "/api/v1/namespaces/default/configmaps";
const deployments = "/apis/apps/v1/namespaces/default/deployments";
const writers = Array.from({ length: 24 }, (_, index) => `w${index}`);

let server: TestServer;
before(async () => {
  server = await startTestServer({ groups });
  await server.request("POST", "/api/v1/namespaces", { metadata: { name: "default" } });
});
after(() => server.close());

type Patch = readonly [type: string, body: unknown, query?: string];

async function all(path: string, patchOf: (writer: string) => Patch): Promise<void> {
  const answers = await Promise.all(
    writers.map((writer) => {
      const [type, body, query = ""] = patchOf(writer);
      return server.request("PATCH", path + query, body, `application/${type}`);
    }),
  );
  assert.deepEqual(
    answers.filter(({ status }) => status !== 200).map(({ body }) => body.message),
    [],
  );
}

for (const [name, patchOf] of [
  ["merge", (w) => ["merge-patch+json", { data: { [w]: "v" } }]],
  ["strategic merge", (w) => ["strategic-merge-patch+json", { data: { [w]: "v" } }]],
  ["JSON", (w) => ["json-patch+json", [{ op: "add", path: `/data/${w}`, value: "v" }]]],
  [
    "apply",
    (w) => [
      "apply-patch+yaml",
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "apply" }, data: { [w]: "v" } },
      `?fieldManager=${w}`,
    ],
  ],
] as const satisfies readonly (readonly [string, (writer: string) => Patch])[]) {
  test(`${name}: patches of many writers at once all land`, async () => {
    const object = name.replaceAll(" ", "-").toLowerCase();
    await server.request("POST", configMaps, { metadata: { name: object }, data: { first: "v" } });
    await all(`${configMaps}/${object}`, patchOf);
    const { body } = await server.request("GET", `${configMaps}/${object}`);
    assert.deepEqual(Object.keys(body.data as object).sort(), ["first", ...writers].sort());
  });
}

test("patches of an object, its status and its scale at once all land", async () => {
  await server.request("POST", deployments, {
    metadata: { name: "d" },
    spec: {
      replicas: 0,
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
    },
  });
  await Promise.all([
    all(`${deployments}/d`, (w) => ["merge-patch+json", { metadata: { labels: { [w]: "v" } } }]),
    all(`${deployments}/d/status`, (w) => ["merge-patch+json", { metadata: { annotations: { [w]: "v" } } }]),
    all(`${deployments}/d/scale`, () => ["merge-patch+json", { spec: { replicas: 5 } }]),
  ]);
  const { body } = await server.request("GET", `${deployments}/d`);
  const { labels } = body.metadata as { labels: object };
  assert.deepEqual(Object.keys(labels).sort(), [...writers].sort());
  assert.equal((body.spec as { replicas: number }).replicas, 5);
});

test("a patch that names a revision is not tried again", async () => {
  await server.request("POST", configMaps, { metadata: { name: "named" } });
  const { body } = await server.request("GET", `${configMaps}/named`);
  const { resourceVersion } = body.metadata as { resourceVersion: string };
  const answers = await Promise.all(
    writers.map((w) =>
      server.request("PATCH", `${configMaps}/named`, { metadata: { resourceVersion }, data: { [w]: "v" } }),
    ),
  );
  const statuses = answers.map(({ status }) => status).sort();
  assert.deepEqual(statuses, [200, ...writers.slice(1).map(() => 409)]);
});
