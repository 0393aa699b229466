/** How many large answers there is room for. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { ListBudget, type Release, SMALL_LIST_BYTES } from "../../../../src/endpoints/lists/list-budget.js";

const large = 1_000_000;

function taken(budget: ListBudget, bytes: number): Release {
  const release = budget.take(bytes);
  assert.ok(release !== undefined, "there is room");
  return release;
}

test("answers are let in up to the limit of bytes, and what is given back can be taken again", () => {
  const budget = new ListBudget({ limitBytes: 2 * large, limitAnswers: 0 });
  const first = taken(budget, large);
  taken(budget, large);
  assert.equal(budget.take(large), undefined);
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [2, 2 * large]);
  first();
  first();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [1, large], "given back once");
  taken(budget, large);
});

test("answers are let in up to the limit of their number", () => {
  const budget = new ListBudget({ limitBytes: 100 * large, limitAnswers: 1 });
  const only = taken(budget, large);
  assert.equal(budget.take(large), undefined);
  only();
  taken(budget, large);
});

test("an answer larger than the limit is let in alone", () => {
  const budget = new ListBudget({ limitBytes: large, limitAnswers: 0 });
  const huge = taken(budget, 5 * large);
  assert.equal(budget.take(large), undefined);
  huge();
  taken(budget, large);
  assert.equal(budget.take(5 * large), undefined);
});

test("small answers are let in however full it is, and take nothing", () => {
  const budget = new ListBudget({ limitBytes: large, limitAnswers: 1 });
  taken(budget, large);
  taken(budget, SMALL_LIST_BYTES)();
  assert.deepEqual([budget.heldAnswers, budget.heldBytes], [1, large]);
});
