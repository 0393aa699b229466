/** Requests that wait too long are given up; those that were answered, and those that may take long, are not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { parseRequestInfo } from "../../../src/endpoints/request-info.js";
import { createDeadlines, timeoutParameter } from "../../../src/filters/request-timeout.js";
import { type FakeRequest, fakeContext } from "../../support/fake-context.js";

/** Recorded from kube-apiserver 1.36.3, whatever was accepted. */
const timedOut =
  '{"metadata":{},"status":"Failure","message":"Timeout: request did not complete within the allotted timeout",' +
  '"reason":"Timeout","details":{},"code":504}\n';

function rig(timeoutMs: number) {
  let time = 0;
  let tick = (): void => {};
  const timers = new Map<() => void, number>();
  const givenUp: unknown[] = [];
  const onGivenUp = (context: unknown): void => void givenUp.push(context);
  const deadlines = createDeadlines({
    timeoutMs,
    now: () => time,
    every: (_ms, run) => {
      tick = run;
      return () => {};
    },
    after: (ms, run) => {
      timers.set(run, time + ms);
      return () => timers.delete(run);
    },
    onGivenUp,
  });
  const pass = (ms: number): void => {
    time += ms;
    for (const [run, at] of timers) if (at <= time && timers.delete(run)) run();
    tick();
  };
  const filter = timeoutParameter(() => time, onGivenUp);
  const ask = (query: string, request: FakeRequest = {}) => {
    const path = "/api/v1/pods";
    const fake = fakeContext({ path, query, ...request });
    const context = { ...fake.context, info: parseRequestInfo(request.path ?? path) };
    filter(context);
    return { ...fake, context };
  };
  return { deadlines, pass, ask, timers, givenUp };
}

test("a request that waits past the timeout gets kube-apiserver's 504", () => {
  const { deadlines, pass, givenUp } = rig(1000);
  const { context, sent } = fakeContext({ headers: { accept: "application/yaml" } });
  deadlines.add(context);
  pass(999);
  assert.equal(sent.length, 0);
  pass(2);
  const headers = ["Audit-Id", "audit", "Cache-Control", "no-cache, private"];
  assert.deepEqual(sent, [
    { status: 504, headers: [...headers, "Content-Type", "text/plain; charset=utf-8"], body: timedOut },
  ]);
  assert.equal(context.code, 504);
  assert.deepEqual(givenUp, [context], "and is told of");
});

test("a request answered in time is left alone", () => {
  const { deadlines, pass } = rig(1000);
  const { context, sent } = fakeContext();
  deadlines.add(context);
  context.code = 200;
  context.response.send(200, [], "ok");
  pass(5000);
  assert.deepEqual(
    sent.map(({ status }) => status),
    [200],
  );
});

test("an answer that has begun is not cut", () => {
  const { deadlines, pass, ask } = rig(1000);
  const own = ask("timeout=10ms").context;
  const { context, sent } = fakeContext();
  for (const one of [own, context]) {
    deadlines.add(one);
    one.code = 200;
  }
  pass(5000);
  assert.deepEqual(sent, []);
});

test("with no timeout nothing is ever given up", () => {
  const { deadlines, pass } = rig(0);
  const { context, sent } = fakeContext();
  deadlines.add(context);
  pass(1e9);
  assert.equal(sent.length, 0);
});

test("the client's own timeout counts where it is shorter", () => {
  for (const [timeoutMs, query, expected] of [
    [1000, "timeout=300ms", 300],
    [0, "timeout=300ms", 300],
    [1000, "timeout=3s", 1000],
    [1000, "timeout=0", 1000],
    [1000, "timeout=-1s", 1000],
    [1000, "timeout=", 1000],
    [1000, "a=b&timeout=0.2s&timeout=0.1s", 200],
  ] as const) {
    const { deadlines, pass, ask } = rig(timeoutMs);
    const { context, sent } = ask(query);
    deadlines.add(context);
    pass(expected - 1);
    assert.equal(sent.length, 0, query);
    pass(1);
    assert.equal(sent[0]?.status, 504, query);
  }
});

test("waiting a second time does not postpone the end", () => {
  const { deadlines, pass, ask } = rig(1000);
  const both = [ask("timeout=300ms"), ask("")];
  for (const { context } of both) deadlines.add(context);
  pass(299);
  for (const { context } of both) deadlines.add(context);
  pass(701);
  assert.deepEqual(
    both.map(({ sent }) => sent.length),
    [1, 1],
  );
});

test("a timer of its own is gone with the answer, and with the server", () => {
  const { deadlines, ask, timers } = rig(1000);
  const { context } = ask("timeout=300ms");
  deadlines.add(context);
  context.response.send(200, [], "ok");
  assert.equal(timers.size, 0);
  deadlines.add(ask("timeout=300ms").context);
  deadlines.close();
  assert.equal(timers.size, 0);
});

test("watches and connections may take as long as they like, and what they say of a timeout is not read", () => {
  const { deadlines, pass, ask } = rig(1000);
  const path = "/api/v1/namespaces/default/pods/web";
  const long = [
    ask("watch=1&timeout=x"),
    ask("watch&timeout=1ms"),
    ask("timeout=x", { path: "/api/v1/watch/pods" }),
    ...["attach", "exec", "log", "portforward", "proxy"].map((name) => ask("timeout=x", { path: `${path}/${name}` })),
  ];
  for (const { context } of long) deadlines.add(context);
  pass(1e9);
  assert.deepEqual(
    long.flatMap(({ sent }) => sent),
    [],
  );
  for (const query of ["watch=0&timeout=x", "watch=false&timeout=x"]) assert.throws(() => ask(query), query);
  for (const request of [{ path }, { method: "POST" }]) assert.throws(() => ask("watch=1&timeout=x", request));
});
