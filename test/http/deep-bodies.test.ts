/** What does not fit its field is told so however deep it goes, up to what JSON may nest. Texts are a kube-apiserver's. */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer, type TestServer } from "../../src/server/testing.js";

let server: TestServer;

before(async () => {
  server = await startTestServer({ groups });
});
after(() => server.close());

const refused = 'ConfigMap in version "v1" cannot be handled as a ConfigMap: json: cannot unmarshal';
const noJson =
  "the object provided is unrecognized (must be of type ConfigMap): couldn't get version/kind; json parse error: invalid character";

/** The object and its field are two levels more. */
const cases = {
  "lists where a map belongs": {
    value: (depth: number) => `${"[".repeat(depth)}${"]".repeat(depth)}`,
    fits: `${refused} array into Go struct field ConfigMap.data of type map[string]string`,
    tooDeep: `${noJson} '[' exceeded max depth`,
  },
  "maps where a text belongs": {
    value: (depth: number) => `${'{"a":'.repeat(depth)}1${"}".repeat(depth)}`,
    fits: `${refused} object into Go struct field ConfigMap.data of type string`,
    tooDeep: `${noJson} '{' exceeded max depth`,
  },
};

for (const [what, { value, fits, tooDeep }] of Object.entries(cases)) {
  test(`${what} are refused as what they are up to 10,000 levels, and as no JSON beyond`, async () => {
    for (const depth of [2, 999, 1_000, 5_000, 9_999, 10_000, 10_001, 200_000]) {
      const body = `{"metadata":{"name":"a"},"data":${value(depth)}}`;
      const answer = await server.request("POST", "/api/v1/namespaces/default/configmaps", body);
      assert.equal(answer.status, 400);
      const message = String(answer.body.message);
      const expected = depth < 10_000 ? fits : tooDeep;
      assert.equal(message.slice(0, expected.length), expected, `${depth} levels`);
    }
  });
}
