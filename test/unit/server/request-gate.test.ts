/** Limits, draining and ending of requests in flight. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RequestGate } from "../../../src/server/request-gate.js";

const limits = { maxReadOnlyInFlight: 2, maxMutatingInFlight: 1 };

test("each kind of request has its own limit, and a place freed is a place to take", () => {
  const gate = new RequestGate(limits);
  assert.deepEqual(
    [gate.tryEnter("readOnly"), gate.tryEnter("readOnly"), gate.tryEnter("readOnly")],
    [true, true, false],
  );
  assert.deepEqual([gate.tryEnter("mutating"), gate.tryEnter("mutating")], [true, false]);
  gate.leave("readOnly");
  assert.equal(gate.tryEnter("readOnly"), true);
});

test("a limit of zero is no limit", () => {
  const gate = new RequestGate({ maxReadOnlyInFlight: 0, maxMutatingInFlight: 0 });
  for (let at = 0; at < 1000; at++) assert.ok(gate.tryEnter("readOnly") && gate.tryEnter("mutating"));
});

test("drained waits for requests, and for watches only when asked to", async () => {
  const gate = new RequestGate(limits);
  const order: string[] = [];
  gate.tryEnter("mutating");
  const remove = gate.addLongRunning(() => {});
  const requests = gate.drained({ longRunning: false }).then(() => order.push("requests"));
  const all = gate.drained({ longRunning: true }).then(() => order.push("all"));
  await Promise.resolve();
  order.push("leave");
  gate.leave("mutating");
  await requests;
  order.push("remove");
  remove();
  await all;
  assert.deepEqual(order, ["leave", "requests", "remove", "all"]);
});

test("ending long-running requests calls each once, also when one takes itself out", () => {
  const gate = new RequestGate(limits);
  let ended = 0;
  const remove = gate.addLongRunning(() => {
    ended++;
    remove();
  });
  gate.addLongRunning(() => ended++);
  gate.endLongRunning();
  assert.deepEqual([ended, gate.longRunning], [2, 1]);
});

test("a long-running request that comes after the end of the others is ended as soon as it has begun", async () => {
  const gate = new RequestGate(limits);
  gate.endLongRunning();
  let hasBegun = false;
  await new Promise<void>((resolve) => {
    const remove = gate.addLongRunning(() => {
      assert.ok(hasBegun);
      remove();
      resolve();
    });
    hasBegun = true;
  });
  assert.equal(gate.longRunning, 0);
});

test("peaks are the most at once since they were last taken", () => {
  const gate = new RequestGate(limits);
  gate.tryEnter("readOnly");
  gate.tryEnter("readOnly");
  gate.leave("readOnly");
  assert.deepEqual(gate.takePeaks(), { readOnly: 2, mutating: 0 });
  assert.deepEqual(gate.takePeaks(), { readOnly: 1, mutating: 0 });
});
