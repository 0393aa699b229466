/** Requests past the limits and during shutdown, in the words of kube-apiserver's filters (recorded from 1.36.3). */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRequestInfo } from "../../../src/endpoints/request-info.js";
import { maxInFlight } from "../../../src/filters/max-in-flight.js";
import { RequestGate } from "../../../src/server/request-gate.js";
import { type FakeRequest, fakeContext } from "../../support/fake-context.js";

const pods = "/api/v1/pods";

interface Asked extends FakeRequest {
  readonly groups?: readonly string[];
}

function rig() {
  const gate = new RequestGate({ maxReadOnlyInFlight: 1, maxMutatingInFlight: 1 });
  const shed: string[] = [];
  const filter = maxInFlight(gate, ({ request }) => shed.push(`${request.method} ${request.path}`));
  const ask = ({ groups = [], ...request }: Asked) => {
    const fake = fakeContext({ path: pods, ...request });
    const context = { ...fake.context, info: parseRequestInfo(request.path ?? pods) };
    context.caller = { name: "somebody", uid: "", groups, extra: {} };
    filter(context);
    return { ...fake, context };
  };
  return { gate, shed, ask };
}

test("a request past the limit gets kube-apiserver's 429 and is told of", () => {
  const { shed, ask } = rig();
  assert.deepEqual(ask({}).sent, []);
  const { sent, context } = ask({});
  assert.deepEqual(sent, [
    {
      status: 429,
      headers: [
        ...["Audit-Id", "audit", "Cache-Control", "no-cache, private", "Content-Type", "text/plain; charset=utf-8"],
        ...["X-Content-Type-Options", "nosniff", "Retry-After", "1"],
      ],
      body: "Too many requests, please try again later.\n",
    },
  ]);
  assert.equal(context.code, 429);
  assert.deepEqual(shed, [`GET ${pods}`]);
});

test("a request counts until its answer is over", () => {
  const { gate, ask } = rig();
  const { context } = ask({});
  assert.equal(gate.inFlight, 1);
  context.response.send(200, [], "");
  assert.equal(gate.inFlight, 0);
});

test("writes have a limit of their own", () => {
  const { ask } = rig();
  for (const method of ["GET", "POST"]) assert.deepEqual(ask({ method }).sent, []);
  for (const method of ["HEAD", "DELETE"]) assert.equal(ask({ method }).sent[0]?.status, 429);
});

test("the masters of the system are answered past the limit, and leave nothing behind", () => {
  const { gate, shed, ask } = rig();
  const { context } = ask({});
  const masters = ask({ groups: ["system:masters"] });
  assert.deepEqual([masters.sent, shed], [[], []]);
  masters.context.response.send(200, [], "");
  assert.equal(gate.inFlight, 1);
  context.response.send(200, [], "");
  assert.equal(gate.inFlight, 0);
});

test("watches and paths that are no resources are not limited", () => {
  const { ask } = rig();
  ask({});
  for (const asked of [{ query: "watch=1" }, { path: "/api/v1/watch/pods" }, { path: "/readyz" }]) {
    assert.deepEqual(ask(asked).sent, []);
  }
});

test("a server that stops sends everybody away, and says when to come back", () => {
  const { gate, shed, ask } = rig();
  gate.startDraining();
  for (const asked of [{}, { query: "watch=1" }, { groups: ["system:masters"] }]) {
    const [sent] = ask(asked).sent;
    assert.equal(sent?.status, 429);
    assert.deepEqual(sent?.headers.slice(-4), ["Connection", "close", "Retry-After", "5"]);
    assert.equal(sent?.body, "The apiserver is shutting down, please try again later.\n");
  }
  assert.deepEqual(shed, [], "not because of the load");
});
