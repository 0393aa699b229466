/** Connections to containers, nodes and services: what kube-apiserver 1.36.3 answered before it asked a node, and 501 from there on. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { groups } from "../../src/generated/index.js";
import { startTestServer } from "../../src/server/testing.js";

const core = "/api/v1/namespaces/default";

const choose = "a container name must be specified for pod two, choose one of: [i a b]";

const answers: readonly (readonly [request: string, status: number, message: string])[] = [
  ["GET pods/free/log", 204, ""],
  ["GET pods/free/log?follow=true&container=a", 204, ""],
  ["GET pods/none/log", 404, 'pods "none" not found'],
  ["GET pods/free/log?container=z", 400, "container z is not valid for pod free"],
  ["GET pods/two/log", 400, choose],
  ["GET pods/two/log?container=i", 404, 'pods "gone" not found'],
  ["GET pods/free/log?tailLines=x", 400, 'strconv.ParseInt: parsing "x": invalid syntax'],
  [
    "GET pods/free/log?limitBytes=0",
    422,
    'PodLogOptions "free" is invalid: limitBytes: Invalid value: 0: must be greater than 0',
  ],
  [
    "GET pods/free/log?tailLines=-1",
    422,
    'PodLogOptions "free" is invalid: tailLines: Invalid value: -1: must be greater than or equal to 0',
  ],
  ["GET pods/free/exec?command=ls", 400, "pod free does not have a host assigned"],
  ["POST pods/free/exec?command=ls", 400, "pod free does not have a host assigned"],
  ["POST pods/free/exec?container=z", 400, "container z is not valid for pod free"],
  ["POST pods/two/exec", 400, choose],
  ["POST pods/two/exec?container=b", 404, 'pods "gone" not found'],
  ["POST pods/none/exec", 404, 'pods "none" not found'],
  ["POST pods/free/attach", 400, "pod free does not have a host assigned"],
  ["POST pods/free/portforward", 400, "pod free does not have a host assigned"],
  ["POST pods/two/portforward", 404, 'pods "gone" not found'],
  ["GET pods/free/proxy", 400, "address not allowed"],
  ["PUT pods/free/proxy/x/y", 400, "address not allowed"],
  ["GET pods/none/proxy", 404, 'pods "none" not found'],
  ["GET services/none/proxy", 404, 'services "none" not found'],
  ["GET ../../nodes/none/proxy", 404, 'nodes "none" not found'],
];

/** From here on a node would be asked. */
const notHere: readonly (readonly [request: string, what: string])[] = [
  ["GET pods/placed/log", "pods/log"],
  ["POST pods/placed/exec", "pods/exec"],
  ["POST pods/placed/attach", "pods/attach"],
  ["POST pods/placed/portforward", "pods/portforward"],
  ["DELETE pods/placed/proxy/x", "pods/proxy"],
  ["GET ../../nodes/here/proxy/metrics", "nodes/proxy"],
];

const containers = (...names: string[]) => names.map((name) => ({ name, image: "i" }));

test("a connection is refused, and a log is empty, as long as no node would be asked", async (t) => {
  const server = await startTestServer({ groups });
  t.after(() => server.close());
  await server.request("POST", "/api/v1/nodes", { metadata: { name: "here" } });
  const specs = {
    free: { containers: containers("a") },
    two: { nodeName: "gone", initContainers: containers("i"), containers: containers("a", "b") },
    placed: { nodeName: "here", containers: containers("a") },
  };
  for (const [name, spec] of Object.entries(specs)) {
    assert.equal((await server.request("POST", `${core}/pods`, { metadata: { name }, spec })).status, 201);
  }
  await server.request("PATCH", `${core}/pods/placed/status`, {
    status: { podIP: "10.0.0.1", podIPs: [{ ip: "10.0.0.1" }] },
  });
  const ask = async (request: string) => {
    const [method = "", path = ""] = request.split(" ");
    const { status, body } = await server.request(
      method,
      new URL(`${core}/${path}`, "http://x").href.slice("http://x".length),
    );
    return [request, status, body === undefined ? "" : String(body.message ?? "")];
  };
  for (const answer of answers) assert.deepEqual(await ask(answer[0]), answer);
  for (const [request, what] of notHere) {
    assert.deepEqual(await ask(request), [request, 501, `this server does not implement ${what}`]);
  }
});
