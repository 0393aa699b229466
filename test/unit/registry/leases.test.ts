/** Leases of objects that do not stay: shared for a short while, never shorter than the time to live. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createLeaseGiver, type LeaseGiver } from "../../../src/registry/leases.js";

interface Rig {
  readonly giver: LeaseGiver;
  readonly granted: number[];
  nowMs: number;
  fails: boolean;
}

function rig(ttlSeconds: number): Rig {
  const granted: number[] = [];
  const made: Rig = {
    nowMs: 0,
    granted,
    fails: false,
    giver: createLeaseGiver({
      store: {
        lease: async (seconds) => {
          if (made.fails) throw new Error("no");
          return granted.push(seconds);
        },
      },
      ttlSeconds,
      now: () => made.nowMs,
    }),
  };
  return made;
}

test("what is written within a minute shares a lease that outlasts the time to live by that minute", async () => {
  const made = rig(3600);
  assert.equal(await made.giver.next(), 1);
  made.nowMs = 60_000;
  assert.equal(await made.giver.next(), 1);
  made.nowMs = 60_001;
  assert.equal(await made.giver.next(), 2);
  assert.deepEqual(made.granted, [3660, 3660]);
});

test("short times to live are exceeded by a twentieth at most", async () => {
  const made = rig(100);
  await made.giver.next();
  made.nowMs = 5001;
  assert.equal(await made.giver.next(), 2);
  assert.deepEqual(made.granted, [105, 105]);
});

test("a thousand keys share a lease, the next gets another", async () => {
  const made = rig(3600);
  const ids = await Promise.all(Array.from({ length: 1001 }, () => made.giver.next()));
  assert.deepEqual([ids[0], ids[999], ids[1000]], [1, 1, 2]);
});

test("after a lease that could not be had the next write asks again", async () => {
  const made = rig(3600);
  made.fails = true;
  await assert.rejects(made.giver.next());
  made.fails = false;
  assert.equal(await made.giver.next(), 1);
});
