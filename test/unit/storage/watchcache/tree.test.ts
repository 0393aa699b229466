/** The persistent tree against a sorted array. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  emptyTree,
  type Leaf,
  NODE_MAX,
  type TreeNode,
  treeCount,
  treeDelete,
  treeGet,
  treeOf,
  treeRank,
  treeSet,
  visitLeaves,
} from "../../../../src/storage/watchcache/tree.js";
import fc from "../../../support/fast-check.js";

interface Item {
  readonly key: string;
  readonly step: number;
}

type Tree = TreeNode<Item>;

function itemsOf(root: Tree, from = ""): Item[] {
  const items: Item[] = [];
  visitLeaves(root, from, (leaf, start) => {
    items.push(...leaf.items.slice(start));
    return true;
  });
  return items;
}

const sorted = (model: ReadonlyMap<string, Item>): Item[] =>
  [...model.values()].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));

const key = fc
  .tuple(fc.integer({ min: 0, max: 4 }), fc.integer({ min: 0, max: 400 }))
  .map(([space, name]) => `ns-${space}/o${name}`);

/** Steps of one kind come in runs, so that trees of several levels grow and shrink again. */
const run = fc.record({
  kind: fc.constantFrom("set", "set", "delete"),
  keys: fc.uniqueArray(key, { minLength: 1, maxLength: 300 }),
});

test("any run of sets and deletes gives what a sorted array gives", () => {
  fc.assert(
    fc.property(fc.array(run, { maxLength: 8 }), key, (runs, probe) => {
      const model = new Map<string, Item>();
      let root: Tree = emptyTree();
      let step = 0;
      for (const { kind, keys } of runs) {
        for (const key of keys) {
          const result = { previous: undefined as Item | undefined, onRetired: undefined };
          const before = model.get(key);
          if (kind === "set") {
            const item = { key, step: ++step };
            model.set(key, item);
            root = treeSet(root, item, result);
          } else {
            model.delete(key);
            root = treeDelete(root, key, result);
          }
          assert.equal(result.previous, before);
        }
      }
      const expected = sorted(model);
      assert.deepEqual(itemsOf(root), expected);
      assert.equal(root.size, expected.length);
      assert.equal(treeGet(root, probe), model.get(probe));
      assert.equal(treeRank(root, probe), expected.filter((item) => item.key < probe).length);
      assert.equal(treeCount(root, "ns-1/"), expected.filter((item) => item.key.startsWith("ns-1/")).length);
      assert.deepEqual(
        itemsOf(root, probe),
        expected.filter((item) => item.key >= probe),
      );
      assertShape(root);
    }),
    { numRuns: 60 },
  );
});

test("an older root stays as it was whatever is done to its successors", () => {
  fc.assert(
    fc.property(fc.array(run, { minLength: 1, maxLength: 6 }), (runs) => {
      const kept: { readonly root: Tree; readonly items: readonly Item[] }[] = [];
      let root: Tree = emptyTree();
      let step = 0;
      for (const { kind, keys } of runs) {
        for (const key of keys) root = kind === "set" ? treeSet(root, { key, step: ++step }) : treeDelete(root, key);
        kept.push({ root, items: itemsOf(root) });
      }
      for (const { root, items } of kept) assert.deepEqual(itemsOf(root), items);
    }),
    { numRuns: 40 },
  );
});

test("a bulk load equals the same items set one by one", () => {
  for (const count of [0, 1, 47, 48, 49, 64, 65, 2_305, 5_000]) {
    const items = Array.from({ length: count }, (_, at) => ({ key: `k${String(at).padStart(5, "0")}`, step: at }));
    const root = treeOf(items);
    assert.deepEqual(itemsOf(root), items);
    assert.equal(root.size, count);
    assertShape(root);
  }
});

test("a tree of three levels that is built and taken down in random order is right all the way", () => {
  const shuffled = (seed: number): string[] =>
    Array.from({ length: 7_001 }, (_, at) => `k${String((at * seed) % 7_001).padStart(5, "0")}`);
  let root: Tree = emptyTree();
  const there = new Set<string>();
  const check = (): void => {
    assertShape(root);
    assert.deepEqual(
      itemsOf(root).map((item) => item.key),
      [...there].sort(),
    );
  };
  for (const [step, key] of shuffled(4_999).entries()) {
    there.add(key);
    root = treeSet(root, { key, step });
    if (step % 1_000 === 0) check();
  }
  check();
  for (const [step, key] of shuffled(2_503).entries()) {
    there.delete(key);
    root = treeDelete(root, key);
    if (step % 1_000 === 0) check();
  }
  assert.equal(root.size, 0);
  assertShape(root);
});

test("keys set in ascending order leave leaves well filled", () => {
  let root: Tree = emptyTree();
  for (let at = 0; at < 5_000; at++) root = treeSet(root, { key: `k${String(at).padStart(5, "0")}`, step: at });
  let leaves = 0;
  visitLeaves(root, "", () => {
    leaves++;
    return true;
  });
  assert.ok(leaves <= 5_000 / 45, `${leaves} leaves`);
});

test("an edit tells which leaves the new root no longer has, and no others", () => {
  let root = treeOf(Array.from({ length: 1_000 }, (_, at) => ({ key: `k${1_000 + at}`, step: at })));
  const retired = new Set<Leaf<Item>>();
  const result = { previous: undefined, onRetired: (leaf: Leaf<Item>) => void retired.add(leaf) };
  for (let at = 0; at < 900; at++) {
    const before = leavesOf(root);
    retired.clear();
    root =
      at % 3 === 0
        ? treeSet(root, { key: `k${1_000 + at}`, step: -1 }, result)
        : treeDelete(root, `k${1_000 + at}`, result);
    const after = new Set(leavesOf(root));
    for (const leaf of before) assert.equal(retired.has(leaf), !after.has(leaf));
  }
  assert.equal(treeDelete(root, "absent", result), root);
});

function leavesOf(root: Tree): Leaf<Item>[] {
  const leaves: Leaf<Item>[] = [];
  visitLeaves(root, "", (leaf) => {
    leaves.push(leaf);
    return true;
  });
  return leaves;
}

/** Every node is within its limit, every size is right, and all leaves have one depth. */
function assertShape(root: Tree): void {
  const depths = new Set<number>();
  const check = (node: Tree, depth: number): number => {
    assert.ok(node.width <= NODE_MAX);
    if (!("children" in node)) {
      depths.add(depth);
      return node.items.length;
    }
    assert.equal(node.children.length, node.bounds.length);
    const size = node.children.reduce((sum, child) => sum + check(child, depth + 1), 0);
    assert.equal(node.size, size);
    return size;
  };
  check(root, 0);
  assert.equal(depths.size, 1);
}
