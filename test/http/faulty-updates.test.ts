/** What is said first of an update with a faulty body; outcomes are kube-apiserver's, asked of a running one. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

const absent = "/api/v1/namespaces/default/configmaps/absent";

let server: TestServer;
before(async () => {
  server = await startTestServer({ groups });
});
after(() => server.close());

const strict = "?fieldValidation=Strict";

const faults: Readonly<Record<string, { query?: string; body: object; code: number; message: RegExp }>> = {
  "an unknown field": {
    query: strict,
    body: { metadata: { name: "absent" }, dta: {} },
    code: 400,
    message: /^ConfigMap in version "v1" cannot be handled as a ConfigMap: strict decoding error: unknown field "dta"$/,
  },
  "a wrong type": {
    body: { metadata: { name: "absent" }, data: { a: 1 } },
    code: 400,
    message: /cannot unmarshal number into Go struct field ConfigMap\.data of type string$/,
  },
  "another name": {
    body: { metadata: { name: "other" } },
    code: 400,
    message: /^the name of the object \(other\) does not match the name on the URL \(absent\)$/,
  },
  "no fault": {
    query: strict,
    body: { metadata: { name: "absent" } },
    code: 404,
    message: /^configmaps "absent" not found$/,
  },
};

for (const [what, { query = "", body, code, message }] of Object.entries(faults)) {
  test(`an update of what is not there, with ${what}: ${code}`, async () => {
    const answer = await server.request("PUT", `${absent}${query}`, { apiVersion: "v1", kind: "ConfigMap", ...body });
    assert.equal(answer.status, code);
    assert.match(String(answer.body.message), message);
  });
}
