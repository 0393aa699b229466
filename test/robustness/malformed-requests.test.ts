/** A hundred and more requests that cannot be answered get kube-apiserver's Status each, change nothing, and the server goes on. */
import assert from "node:assert/strict";
import { METHODS } from "node:http";
import { after, before, test } from "node:test";
import { readFixture } from "../support/fixture.js";
import { transportsHere } from "../support/http/transports-here.js";
import { sendRaw } from "../support/raw-https.js";
import { ServerProcess } from "../support/server-process.js";
import { answerOf } from "./answer-of.js";
import { badRequests, existing, nameOf, type RecordedAnswer } from "./bad-requests.js";
import { type Difference, differences } from "./bad-requests-differences.js";

const recorded = readFixture<Readonly<Record<string, RecordedAnswer>>>("test/robustness/bad-requests.json");
const maps = "/api/v1/namespaces/bad-requests/configmaps";

let server: ServerProcess;
before(async () => {
  server = await ServerProcess.start();
  const metadata = { name: "bad-requests" };
  await server.request("POST", "/api/v1/namespaces", { apiVersion: "v1", kind: "Namespace", metadata });
});
after(() => server.stop());

async function reset(): Promise<void> {
  await server.request("DELETE", maps);
  assert.equal((await server.request("POST", maps, existing)).status, 201);
}

const onUws = (await transportsHere()).includes("uws");

/** Where the node transport serves, Node's parser answers methods it does not know, with a bare 400. */
function isBeyondNode(method: string): boolean {
  return !onUws && !METHODS.includes(method);
}

function withOurs(expected: RecordedAnswer, ours: Difference["ours"]): object {
  return Object.fromEntries(Object.entries({ ...expected, ...ours }).filter(([, part]) => part !== null));
}

for (const request of badRequests) {
  const name = nameOf(request);
  test(name, async () => {
    await reset();
    const expected = recorded[name];
    assert(expected !== undefined, "not recorded");
    const answer = answerOf(await sendRaw(server.port, server.token, request));
    const difference = differences[name];
    if (isBeyondNode(request.method)) assert.deepEqual(answer, { code: 400 });
    else assert.deepEqual(answer, difference === undefined ? expected : withOurs(expected, difference.ours));
    if (answer.code >= 400) {
      assert(answer.code < 500 || expected.code >= 500, "a fault of the client is not called one of the server");
      const left = (await server.request("GET", maps)).json<{
        items: { metadata: { name: string }; data?: object }[];
      }>();
      assert.deepEqual(
        left.items.map(({ metadata, data }) => [metadata.name, data]),
        [["one", { a: "b" }]],
        "nothing was changed",
      );
    }
  });
}

test("every difference is of a request that is asked", () => {
  const names = new Set(badRequests.map(nameOf));
  assert.deepEqual(
    Object.keys(differences).filter((name) => !names.has(name)),
    [],
  );
});

test("a hundred requests and more were asked, and the server is as before", async () => {
  assert(badRequests.length > 100);
  assert.equal((await server.request("GET", "/livez")).status, 200);
  assert.doesNotMatch(server.log, /request failed|ended by a bug/);
});
