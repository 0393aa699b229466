/** Requests that wait too long are given up; those that were answered are not. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createDeadlines } from "../../../src/filters/request-timeout.js";
import { fakeContext } from "../../support/fake-context.js";

function rig(timeoutMs: number) {
  let time = 0;
  let tick = (): void => {};
  const deadlines = createDeadlines({
    timeoutMs,
    now: () => time,
    every: (_ms, run) => {
      tick = run;
      return () => {};
    },
  });
  const pass = (ms: number): void => {
    time += ms;
    tick();
  };
  return { deadlines, pass };
}

test("a request that waits past the timeout gets 504 with reason Timeout", () => {
  const { deadlines, pass } = rig(1000);
  const { context, sent } = fakeContext();
  deadlines.add(context);
  pass(999);
  assert.equal(sent.length, 0);
  pass(2);
  assert.equal(sent[0]?.status, 504);
  assert.equal((JSON.parse(sent[0]?.body ?? "") as { reason: string }).reason, "Timeout");
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

test("with no timeout nothing is ever given up", () => {
  const { deadlines, pass } = rig(0);
  const { context, sent } = fakeContext();
  deadlines.add(context);
  pass(1e9);
  assert.equal(sent.length, 0);
});
