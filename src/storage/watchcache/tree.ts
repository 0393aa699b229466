/**
 * A persistent B+tree: ordered by key, copy-on-write, with counts. An edit copies one leaf and its ancestors and leaves every older
 * root as it was, so a snapshot is a pointer and two roots share what did not change between them.
 *
 * Hot path: every read and every write of the cache goes through here (test/bench/watchcache.bench.ts).
 *
 * Keys are compared by code unit, which for ASCII keys is byte order.
 */

export interface Keyed {
  readonly key: string;
}

/** What a leaf keeps beside its items: their bytes in one form, joined. */
export interface LeafMemo {
  readonly buffer: Buffer;
  /** Start of each item in `buffer`, and the end. */
  readonly offsets: Uint32Array;
  /** Set on use, cleared by the clock that decides what to drop. */
  hot: boolean;
}

export class Leaf<T extends Keyed> {
  readonly items: readonly T[];
  /** By form; undefined while there is none. */
  memos: Map<string, LeafMemo> | undefined = undefined;
  /** An edit has replaced it: only older roots still have it. */
  retired = false;

  constructor(items: readonly T[]) {
    this.items = items;
  }

  get size(): number {
    return this.items.length;
  }

  get width(): number {
    return this.items.length;
  }
}

export class Branch<T extends Keyed> {
  readonly children: readonly TreeNode<T>[];
  /** bounds[i] ≤ every key of children[i] for i ≥ 1; bounds[0] is never read, so an edit of the first child keeps the array. */
  readonly bounds: readonly string[];
  readonly size: number;

  constructor(children: readonly TreeNode<T>[], bounds: readonly string[], size: number) {
    this.children = children;
    this.bounds = bounds;
    this.size = size;
  }

  get width(): number {
    return this.children.length;
  }
}

export type TreeNode<T extends Keyed> = Leaf<T> | Branch<T>;

/** Items of a leaf and children of a branch, at most. */
export const NODE_MAX = 64;
/** A bulk load leaves room for inserts. */
const NODE_FILL = 48;
/** A node below this is merged into a neighbour that has room. */
const NODE_MIN = 16;
/** Greater than every character of a key: `prefix + KEY_END` follows all keys under the prefix. */
export const KEY_END = "\uffff";

/** What an edit tells besides the new root. */
export interface EditResult<T extends Keyed> {
  /** The item that was replaced or deleted. */
  previous: T | undefined;
  /** Called for each leaf the new root no longer has. */
  readonly onRetired: ((leaf: Leaf<T>) => void) | undefined;
}

interface Edit<T extends Keyed> extends EditResult<T> {
  /** Right half of a node that was split, for the parent to take in. */
  right: TreeNode<T> | undefined;
}

export function emptyTree<T extends Keyed>(): TreeNode<T> {
  return new Leaf<T>([]);
}

/** `items` in ascending order of keys, without repetition. */
export function treeOf<T extends Keyed>(items: readonly T[]): TreeNode<T> {
  let level: TreeNode<T>[] = [];
  for (let at = 0; at < items.length; at += NODE_FILL) level.push(new Leaf(items.slice(at, at + NODE_FILL)));
  while (level.length > 1) {
    const above: TreeNode<T>[] = [];
    for (let at = 0; at < level.length; at += NODE_FILL) above.push(branchOf(level.slice(at, at + NODE_FILL)));
    level = above;
  }
  return level[0] ?? emptyTree<T>();
}

export function treeGet<T extends Keyed>(root: TreeNode<T>, key: string): T | undefined {
  let node = root;
  while (node instanceof Branch) node = node.children[childFor(node, key)] as TreeNode<T>;
  const item = node.items[lowerBound(node.items, key)];
  return item !== undefined && item.key === key ? item : undefined;
}

/** A root with `item` in it; `result.previous` is what it replaced. */
export function treeSet<T extends Keyed>(root: TreeNode<T>, item: T, result?: EditResult<T>): TreeNode<T> {
  const edit: Edit<T> = { previous: undefined, right: undefined, onRetired: result?.onRetired };
  const left = put(root, item, edit);
  if (result !== undefined) result.previous = edit.previous;
  return edit.right === undefined ? left : branchOf([left, edit.right]);
}

/** A root without `key`; the same root when it has none. */
export function treeDelete<T extends Keyed>(root: TreeNode<T>, key: string, result?: EditResult<T>): TreeNode<T> {
  const edit: Edit<T> = { previous: undefined, right: undefined, onRetired: result?.onRetired };
  let node = remove(root, key, edit);
  if (result !== undefined) result.previous = edit.previous;
  while (node instanceof Branch && node.children.length === 1) node = node.children[0] as TreeNode<T>;
  return node;
}

/** How many keys are smaller than `key`. */
export function treeRank<T extends Keyed>(root: TreeNode<T>, key: string): number {
  let node = root;
  let rank = 0;
  while (node instanceof Branch) {
    const at = childFor(node, key);
    for (let i = 0; i < at; i++) rank += (node.children[i] as TreeNode<T>).size;
    node = node.children[at] as TreeNode<T>;
  }
  return rank + lowerBound(node.items, key);
}

/** How many keys start with `prefix`. */
export function treeCount<T extends Keyed>(root: TreeNode<T>, prefix: string): number {
  return prefix === "" ? root.size : treeRank(root, prefix + KEY_END) - treeRank(root, prefix);
}

/**
 * Visits leaves in order, from the first that can hold a key ≥ `from`; `start` is the index of the first such item (it may equal the
 * leaf's length). Goes on while `visit` answers true.
 */
export function visitLeaves<T extends Keyed>(
  node: TreeNode<T>,
  from: string,
  visit: (leaf: Leaf<T>, start: number) => boolean,
): boolean {
  if (node instanceof Leaf) return visit(node, from === "" ? 0 : lowerBound(node.items, from));
  const first = from === "" ? 0 : childFor(node, from);
  for (let at = first; at < node.children.length; at++) {
    // Behind the first child every key is ≥ from.
    if (!visitLeaves(node.children[at] as TreeNode<T>, at === first ? from : "", visit)) return false;
  }
  return true;
}

/** Index of the first item with a key ≥ `key`. */
export function lowerBound(items: readonly Keyed[], key: string): number {
  let low = 0;
  let high = items.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((items[middle] as Keyed).key < key) low = middle + 1;
    else high = middle;
  }
  return low;
}

function childFor<T extends Keyed>(branch: Branch<T>, key: string): number {
  let low = 1;
  let high = branch.bounds.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((branch.bounds[middle] as string) <= key) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}

function put<T extends Keyed>(node: TreeNode<T>, item: T, edit: Edit<T>): TreeNode<T> {
  if (node instanceof Leaf) return putInLeaf(node, item, edit);
  const at = childFor(node, item.key);
  const child = put(node.children[at] as TreeNode<T>, item, edit);
  const size = node.size + (edit.previous === undefined ? 1 : 0);
  const children = node.children.slice();
  children[at] = child;
  if (edit.right === undefined) return new Branch(children, node.bounds, size);
  children.splice(at + 1, 0, edit.right);
  const bounds = node.bounds.slice();
  bounds.splice(at + 1, 0, firstKey(edit.right));
  edit.right = undefined;
  if (children.length <= NODE_MAX) return new Branch(children, bounds, size);
  const cut = splitPoint(at + 1, children.length);
  edit.right = branchOf(children.slice(cut), bounds.slice(cut));
  return branchOf(children.slice(0, cut), bounds.slice(0, cut));
}

function putInLeaf<T extends Keyed>(leaf: Leaf<T>, item: T, edit: Edit<T>): TreeNode<T> {
  retire(leaf, edit);
  const at = lowerBound(leaf.items, item.key);
  const there = leaf.items[at];
  const items = leaf.items.slice();
  if (there !== undefined && there.key === item.key) {
    edit.previous = there;
    items[at] = item;
    return new Leaf(items);
  }
  items.splice(at, 0, item);
  if (items.length <= NODE_MAX) return new Leaf(items);
  const cut = splitPoint(at, items.length);
  edit.right = new Leaf(items.slice(cut));
  return new Leaf(items.slice(0, cut));
}

/** Keys that arrive in ascending order would leave half-empty nodes behind: such a split keeps the left one fuller. */
function splitPoint(at: number, length: number): number {
  return at === length - 1 ? NODE_FILL : length >>> 1;
}

function remove<T extends Keyed>(node: TreeNode<T>, key: string, edit: Edit<T>): TreeNode<T> {
  if (node instanceof Leaf) {
    const at = lowerBound(node.items, key);
    const there = node.items[at];
    if (there === undefined || there.key !== key) return node;
    edit.previous = there;
    retire(node, edit);
    return new Leaf(node.items.toSpliced(at, 1));
  }
  const at = childFor(node, key);
  const child = remove(node.children[at] as TreeNode<T>, key, edit);
  if (edit.previous === undefined) return node;
  const children = node.children.slice();
  children[at] = child;
  if (child.width >= NODE_MIN) return new Branch(children, node.bounds, node.size - 1);
  return mergeChild(children, node.bounds, at, edit);
}

/** Drops the child at `at` when it is empty, or joins it with a neighbour when both fit into one node. */
function mergeChild<T extends Keyed>(
  children: TreeNode<T>[],
  bounds: readonly string[],
  at: number,
  edit: Edit<T>,
): TreeNode<T> {
  const child = children[at] as TreeNode<T>;
  if (child.size === 0 && children.length > 1) return branchOf(children.toSpliced(at, 1), bounds.toSpliced(at, 1));
  const left = at > 0 ? at - 1 : at;
  const [a, b] = [children[left], children[left + 1]];
  if (a === undefined || b === undefined || a.width + b.width > NODE_MAX) return branchOf(children, bounds);
  retire(a, edit);
  retire(b, edit);
  return branchOf(children.toSpliced(left, 2, joined(a, b)), bounds.toSpliced(left + 1, 1));
}

/** Neighbours are of one kind: every leaf has the same depth. */
function joined<T extends Keyed>(a: TreeNode<T>, b: TreeNode<T>): TreeNode<T> {
  if (a instanceof Leaf && b instanceof Leaf) return new Leaf([...a.items, ...b.items]);
  return branchOf([...(a as Branch<T>).children, ...(b as Branch<T>).children]);
}

function retire<T extends Keyed>(node: TreeNode<T>, edit: Edit<T>): void {
  if (!(node instanceof Leaf) || node.retired) return;
  node.retired = true;
  edit.onRetired?.(node);
}

function branchOf<T extends Keyed>(children: readonly TreeNode<T>[], bounds?: readonly string[]): Branch<T> {
  let size = 0;
  for (const child of children) size += child.size;
  return new Branch(children, bounds ?? children.map(firstKey), size);
}

function firstKey<T extends Keyed>(node: TreeNode<T>): string {
  let at = node;
  while (at instanceof Branch) at = at.children[0] as TreeNode<T>;
  return at.items[0]?.key ?? "";
}
