/** Large answers are made in slices of turns of the event loop; small ones at once. Time moves by 3 ms with each step. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { Slices } from "../../../../src/endpoints/lists/slices.js";
import { fakeContext } from "../../../support/fake-context.js";

function rig() {
  let time = 0;
  let next: (() => void) | undefined;
  const log: string[] = [];
  const slices = new Slices({
    now: () => time,
    nextTurn: (run) => {
      assert.equal(next, undefined, "one turn is asked for at a time");
      next = run;
    },
  });
  function* work(name: string, steps: number): Generator<void, void> {
    for (let step = 1; step <= steps; step++) {
      time += 3;
      log.push(`${name}${step}`);
      if (step < steps) yield;
    }
  }
  /** What is done in the next turn; false: nothing is waiting for one. */
  const turn = (): string | false => {
    const run = next;
    if (run === undefined) return false;
    next = undefined;
    const before = log.length;
    run();
    return log.slice(before).join(" ");
  };
  return { slices, work, turn, log };
}

test("what fits into a slice is done at once, without a promise", () => {
  const { slices, work, log } = rig();
  assert.equal(slices.run(fakeContext().context, work("a", 3)), undefined);
  assert.equal(log.join(" "), "a1 a2 a3");
});

test("all together have one slice a turn, and one is finished before the next is begun", async () => {
  const { slices, work, turn, log } = rig();
  const done = ["a", "b", "c"].map((name) => slices.run(fakeContext().context, work(name, 6)));
  assert.equal(log.join(" "), "a1 a2 a3 a4");
  assert.deepEqual(
    [turn(), turn(), turn(), turn(), turn()],
    ["a5 a6 b1 b2", "b3 b4 b5 b6", "c1 c2 c3 c4", "c5 c6", ""],
  );
  await Promise.all(done);
});

test("what takes long lets others pass", () => {
  const { slices, work, turn } = rig();
  for (const [name, steps] of [
    ["long", 60],
    ["a", 2],
    ["b", 2],
  ] as const) {
    void slices.run(fakeContext().context, work(name, steps));
  }
  const turns = Array.from({ length: 10 }, turn);
  assert.ok(
    turns.some((one) => one !== false && one.includes("b2")),
    turns.join("\n"),
  );
  while (turns.at(-1) !== false) turns.push(turn());
  assert.match(turns.filter((one) => one !== false && one !== "").at(-1) || "", /long60$/);
});

test("what nobody waits for any more is not done", async () => {
  const { slices, work, turn, log } = rig();
  const [first, gone, late] = [fakeContext().context, fakeContext().context, fakeContext().context];
  const done = [slices.run(first, work("a", 6)), slices.run(gone, work("gone", 2)), slices.run(late, work("late", 2))];
  gone.response.send(200, [], "");
  late.code = 504;
  while (turn() !== false) {}
  assert.equal(log.join(" "), "a1 a2 a3 a4 a5 a6");
  await Promise.all(done);
});

test("a fault is the request's own, at once and later", async () => {
  const { slices, work, turn } = rig();
  function* failing(steps: number): Generator<void, void> {
    yield* work("x", steps);
    throw new RangeError("broken");
  }
  assert.throws(() => slices.run(fakeContext().context, failing(1)), RangeError);
  const later = slices.run(fakeContext().context, failing(6));
  const other = slices.run(fakeContext().context, work("y", 2));
  while (turn() !== false) {}
  await assert.rejects(later ?? Promise.resolve(), RangeError);
  await other;
});
