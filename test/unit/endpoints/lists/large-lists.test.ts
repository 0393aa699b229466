/** What a large list costs while it is made and sent, and who is turned away. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LargeLists } from "../../../../src/endpoints/lists/large-lists.js";
import { ListBudget } from "../../../../src/endpoints/lists/list-budget.js";
import { fakeContext } from "../../../support/fake-context.js";
import { createMemoryStore } from "../../../support/store/memory-store.js";
import { loadedCache, write } from "../../../support/store/watch-cache-rig.js";

const mebibyte = 1024 * 1024;

async function rig() {
  const store = createMemoryStore();
  await write(store, { "a/one": { data: "x".repeat(mebibyte) } });
  const snapshot = (await loadedCache(store)).snapshot();
  const budget = new ListBudget({ limitBytes: 2.5 * mebibyte, limitAnswers: 0 });
  const timers = new Set<() => void>();
  const shed: string[] = [];
  const lists = new LargeLists({
    budget,
    onShed: ({ request }) => shed.push(request.path),
    after: (_ms, run) => {
      timers.add(run);
      return () => timers.delete(run);
    },
  });
  const ask = (shared: boolean) => {
    const { context, sent } = fakeContext({ path: "/list" });
    return { context, sent, admitted: lists.admit(context, { snapshot, objects: 1, shared }) };
  };
  return { budget, timers, shed, ask };
}

test("past the budget a list is answered with 429 and told of; a list that is over makes room", async () => {
  const { budget, shed, ask } = await rig();
  const [first, second, third] = [ask(false), ask(false), ask(false)];
  assert.deepEqual([first.admitted, second.admitted, third.admitted], [true, true, false]);
  assert.equal(third.sent[0]?.status, 429);
  assert.deepEqual(shed, ["/list"]);
  first.context.response.send(200, [], "");
  assert.equal(budget.heldAnswers, 1);
  assert.equal(ask(false).admitted, true);
});

test("slow readers of shared bytes come to cost a fraction, others what they cost", async () => {
  const { budget, timers, ask } = await rig();
  const shared = ask(true);
  ask(false);
  assert.equal(timers.size, 1);
  const before = budget.heldBytes;
  for (const run of timers) run();
  assert.equal(budget.heldBytes, (before / 2) * (1 + 1 / 8));
  assert.equal(ask(true).admitted, true);
  shared.context.response.send(200, [], "");
  assert.equal(timers.size, 1, "what is over waits for nothing");
});
