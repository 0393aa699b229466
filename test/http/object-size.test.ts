/** How large an object may be is counted as etcd counts it, in protobuf. Sizes and texts are a kube-apiserver's, found by halving. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestAnswer, type TestServer } from "../../src/server/testing.js";

let server: TestServer;

before(async () => {
  server = await startTestServer({ groups });
});
after(() => server.close());

/** As a client of this name sent it; the manager's record counts, too. */
const collection = "/api/v1/namespaces/default/endpoints";
const query = "?fieldManager=Python-urllib";

const endpoints = (name: string, bytes: number): string =>
  JSON.stringify({
    apiVersion: "v1",
    kind: "Endpoints",
    metadata: { name, annotations: {} },
    subsets: [
      {
        addresses: [{ ip: "10.0.0.1", hostname: "a", targetRef: { kind: "Pod", name: "x".repeat(bytes) } }],
        ports: [{ port: 1 }],
      },
    ],
  });

const create = (name: string, bytes: number): Promise<TestAnswer> =>
  server.request("POST", collection + query, endpoints(name, bytes));

const refused = "etcdserver: request is too large";

for (const [name, most, mostUpdated] of [
  ["a", 1_572_594, 1_572_548],
  ["abcdefghij", 1_572_567, 1_572_512],
] as const) {
  test(`an object named ${name} may have as many bytes as etcd takes, and not many more`, async () => {
    const one = `${collection}/${name}`;
    const more = await create(name, most + 1);
    assert.deepEqual([more.status, more.body.message], [500, refused]);
    assert.equal((await server.request("GET", one)).status, 404);
    const created = await create(name, most);
    assert.equal(created.status, 201);
    assert.equal(managersOf(created), undefined, "only without the record of its managers it is small enough");
    assert.equal((await server.request("DELETE", one)).status, 200);

    const small = await create(name, 10);
    assert.notEqual(managersOf(small), undefined);
    const put = (bytes: number): Promise<TestAnswer> => server.request("PUT", one + query, endpoints(name, bytes));
    // How long etcd's request is depends on that of the revision by a byte or two.
    assert.deepEqual([(await put(mostUpdated + 5)).body.message, (await put(mostUpdated)).status], [refused, 200]);
  });
}

test("an apply keeps its managers, and is refused where they make it too large", async () => {
  const apply = (bytes: number): Promise<TestAnswer> =>
    server.request(
      "PATCH",
      `${collection}/applied${query}`,
      endpoints("applied", bytes),
      "application/apply-patch+yaml",
    );
  assert.equal((await apply(1_572_540)).body.message, refused);
  const applied = await apply(1_572_400);
  assert.equal(applied.status, 201);
  assert.notEqual(managersOf(applied), undefined);
});

const managersOf = ({ body }: TestAnswer): unknown => (body.metadata as { managedFields?: unknown }).managedFields;

test("what no message to etcd can hold is refused in gRPC's words, which tell its size", async () => {
  const tooLarge = (bytes: number): string =>
    `rpc error: code = ResourceExhausted desc = trying to send message larger than max (${bytes} vs. 2097152)`;
  assert.equal((await create("b", 2_090_000)).body.message, refused);
  for (const [bytes, sent] of [
    [2_097_152, 2_097_412],
    [2_400_000, 2_400_260],
  ] as const) {
    const { status, body } = await create("b", bytes);
    assert.deepEqual([status, body.message], [500, tooLarge(sent)]);
  }
});

test("a text that is long only in JSON is stored, and an update to one too large changes nothing", async () => {
  const path = "/api/v1/namespaces/default/configmaps";
  const quotes = {
    apiVersion: "v1",
    kind: "ConfigMap",
    metadata: { name: "quotes" },
    data: { a: '"'.repeat(900_000) },
  };
  assert.equal((await server.request("POST", path, JSON.stringify(quotes))).status, 201);
  const patch = JSON.stringify({ binaryData: { b: "A".repeat(1_000_000) } });
  const grown = await server.request("PATCH", `${path}/quotes`, patch, "application/merge-patch+json");
  assert.equal(grown.body.message, refused);
  const { body } = await server.request("GET", `${path}/quotes`);
  assert.deepEqual([body.data, body.binaryData], [quotes.data, undefined]);
});
