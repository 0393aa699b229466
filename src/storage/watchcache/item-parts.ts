/**
 * The items of a list as JSON, ready for the socket. Each leaf of the tree is joined once and kept while hot, so a list of thousands of
 * unchanged objects is an array of buffers that are already there. Hot path.
 *
 * A joined leaf reads `,{"metadata":…},{"metadata":…}`: every item with a comma in front; the first part of an answer is sent without it.
 */
import type { Entry } from "./entry.js";
import type { HotBytes, HotItem } from "./hot-bytes.js";
import { KEY_END, type Leaf, type LeafMemo, lowerBound, type TreeNode, visitLeaves } from "./tree.js";

const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;

export class ItemJoiner {
  /** Index of the comma before `"metadata"` in every entry's bytes. */
  readonly #itemStart: number;
  readonly #hotBytes: HotBytes;

  constructor(itemStart: number, hotBytes: HotBytes) {
    this.#itemStart = itemStart;
    this.#hotBytes = hotBytes;
  }

  /** Buffers that make up the items under `prefix`, comma-separated; none when there are no items. */
  parts(root: TreeNode<Entry>, prefix: string): Buffer[] {
    const parts: Buffer[] = [];
    const end = prefix + KEY_END;
    visitLeaves(root, prefix, (leaf, start) => {
      const last = leaf.items.at(-1);
      const stop = prefix === "" || last === undefined || last.key < end ? leaf.size : lowerBound(leaf.items, end);
      if (stop > start) parts.push(this.#part(leaf, start, stop));
      return stop === leaf.size;
    });
    if (parts[0] !== undefined) parts[0] = parts[0].subarray(1);
    return parts;
  }

  /** Forgets the joined bytes of a leaf that the current tree no longer has. */
  retired(leaf: Leaf<Entry>): void {
    if (leaf.memo instanceof JoinedLeaf) this.#hotBytes.remove(leaf.memo);
  }

  #part(leaf: Leaf<Entry>, start: number, stop: number): Buffer {
    const memo = leaf.memo ?? this.#join(leaf, start, stop);
    if (memo === undefined) return joinItems(leaf.items, this.#itemStart, { start, stop }).buffer;
    memo.hot = true;
    if (stop - start === leaf.size) return memo.buffer;
    return memo.buffer.subarray(memo.offsets[start], memo.offsets[stop]);
  }

  /** Not for a leaf of the past, which would hold its memory for one reader, nor for a small part of a leaf. */
  #join(leaf: Leaf<Entry>, start: number, stop: number): LeafMemo | undefined {
    if (leaf.retired || (stop - start) * 2 < leaf.size) return undefined;
    const { buffer, offsets } = joinItems(leaf.items, this.#itemStart, { start: 0, stop: leaf.size });
    const memo = new JoinedLeaf(leaf, buffer, offsets);
    leaf.memo = memo;
    this.#hotBytes.add(memo, buffer.length + offsets.byteLength);
    return memo;
  }
}

class JoinedLeaf implements LeafMemo, HotItem {
  readonly buffer: Buffer;
  readonly offsets: Uint32Array;
  hot = true;
  readonly #leaf: Leaf<Entry>;

  constructor(leaf: Leaf<Entry>, buffer: Buffer, offsets: Uint32Array) {
    this.#leaf = leaf;
    this.buffer = buffer;
    this.offsets = offsets;
  }

  dropMemo(): void {
    this.#leaf.memo = undefined;
  }
}

function joinItems(
  items: readonly Entry[],
  itemStart: number,
  { start, stop }: { readonly start: number; readonly stop: number },
): { readonly buffer: Buffer; readonly offsets: Uint32Array } {
  // One byte more than the item: the comma in front of it.
  const skip = itemStart - 1;
  const offsets = new Uint32Array(stop - start + 1);
  let size = 0;
  for (let at = start; at < stop; at++) {
    size += (items[at] as Entry).bytes.length - skip;
    offsets[at - start + 1] = size;
  }
  const buffer = Buffer.allocUnsafeSlow(size);
  for (let at = start; at < stop; at++) {
    const target = offsets[at - start] as number;
    (items[at] as Entry).bytes.copy(buffer, target, skip);
    buffer[target] = COMMA;
    buffer[target + 1] = OPEN_OBJECT;
  }
  return { buffer, offsets };
}
