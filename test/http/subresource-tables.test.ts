/** Which subresources have a Table: as kube-apiserver 1.36.3 answered. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { injectWhole } from "../../src/http/inject.js";
import { startTestServer } from "../../src/server/testing.js";

const core = "/api/v1/namespaces/default";
const table = "application/json;as=Table;v=v1;g=meta.k8s.io";
const refused =
  "only the following media types are accepted: application/json, application/yaml, application/vnd.kubernetes.protobuf";

const answers: readonly (readonly [request: string, accept: string, kind: string])[] = [
  [`GET ${core}/pods/p/status`, table, "Table"],
  [`PATCH ${core}/pods/p/status`, table, "Table"],
  [`GET ${core}/pods/p/resize`, table, refused],
  [`PATCH ${core}/pods/p/resize`, table, refused],
  [`GET ${core}/pods/p/resize`, `${table},application/json`, "Pod"],
  [`GET ${core}/pods/p/resize`, table.replace("Table", "PartialObjectMetadata"), "PartialObjectMetadata"],
  [`GET ${core}/pods/p/ephemeralcontainers`, table, refused],
  [`GET ${core}/replicationcontrollers/r/scale`, table, "Table"],
  ["PATCH /apis/certificates.k8s.io/v1/certificatesigningrequests/c/approval", table, refused],
  ["PUT /api/v1/namespaces/default/finalize", table, refused],
];

test("status and scale have a Table, other subresources take the client's next choice", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  const spec = { containers: [{ name: "c", image: "i" }] };
  await server.request("POST", `${core}/pods`, { metadata: { name: "p" }, spec });
  const template = { metadata: { labels: { a: "b" } }, spec };
  const controller = { metadata: { name: "r" }, spec: { selector: { a: "b" }, template } };
  await server.request("POST", `${core}/replicationcontrollers`, controller);
  for (const [request, accept, kind] of answers) {
    const [method = "", path = ""] = request.split(" ");
    const type = method === "PATCH" ? "application/merge-patch+json" : "application/json";
    const headers = ["accept", accept, "content-type", type];
    const answer = await injectWhole(server.handler, {
      method,
      url: path,
      headers,
      ...(method === "GET" ? {} : { body: "{}" }),
    });
    const body = JSON.parse(answer.body) as { kind: string; message?: string };
    assert.deepEqual([request, body.message ?? body.kind], [request, kind]);
    assert.equal(answer.status, kind === refused ? 406 : 200);
  }
});
