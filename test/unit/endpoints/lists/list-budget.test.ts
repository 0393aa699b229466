/** How many large answers there is room for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { type Hold, ListBudget, SMALL_LIST_BYTES } from "../../../../src/endpoints/lists/list-budget.js";

const large = 1_000_000;

function taken(budget: ListBudget, bytes: number): Hold {
  const hold = budget.take(bytes);
  assert.ok(hold !== undefined, "there is room");
  return hold;
}

test("answers are let in up to the limit of bytes, and what is given back can be taken again", () => {
  const budget = new ListBudget({ limitBytes: 2 * large, limitAnswers: 0 });
  const first = taken(budget, large);
  taken(budget, large);
  assert.equal(budget.take(large), undefined);
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [2, 2 * large]);
  first.release();
  first.release();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [1, large], "given back once");
  taken(budget, large);
});

test("answers are let in up to the limit of their number", () => {
  const budget = new ListBudget({ limitBytes: 100 * large, limitAnswers: 1 });
  const only = taken(budget, large);
  assert.equal(budget.take(large), undefined);
  only.release();
  taken(budget, large);
});

test("an answer larger than the limit is let in alone", () => {
  const budget = new ListBudget({ limitBytes: large, limitAnswers: 0 });
  const huge = taken(budget, 5 * large);
  assert.equal(budget.take(large), undefined);
  huge.release();
  taken(budget, large);
  assert.equal(budget.take(5 * large), undefined);
});

test("small answers are let in however full it is, and take nothing", () => {
  const budget = new ListBudget({ limitBytes: large, limitAnswers: 1 });
  taken(budget, large);
  taken(budget, SMALL_LIST_BYTES).release();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [1, large]);
});

test("an answer that shrinks makes room for others, once, and gives back the rest at its end", () => {
  const budget = new ListBudget({ limitBytes: large, limitAnswers: 2 });
  const slow = taken(budget, large);
  slow.shrink();
  slow.shrink();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [1, large / 8]);
  const next = taken(budget, (large * 7) / 8);
  next.release();
  next.shrink();
  slow.release();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [0, 0]);
});
