/**
 * The items of a list as bytes, ready for the socket. Each leaf of the tree is joined once per form and kept while hot, so a list of
 * thousands of unchanged objects is an array of buffers that are already there. Hot path.
 *
 * A joined leaf of served JSON reads `,{"metadata":…},{"metadata":…}`: every item with a comma in front; the first part of an answer is
 * sent without it. Of any other form it is what the form makes of each item, one after the other.
 */
import type { Entry } from "./entry.js";
import type { HotBytes, HotItem } from "./hot-bytes.js";
import { KEY_END, type Leaf, type LeafMemo, lowerBound, type TreeNode, visitLeaves } from "./tree.js";
import type { ItemForm } from "./watch-cache.js";

const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
/** The form of served JSON among a leaf's memos. */
const SERVED = "";

type Join = (items: readonly Entry[]) => Joined;

interface Joined {
  readonly buffer: Buffer;
  readonly offsets: Uint32Array;
}

export class ItemJoiner {
  readonly #joinServed: Join;
  readonly #hotBytes: HotBytes;

  /** `itemStart`: index of the comma before `"metadata"` in every entry's bytes. */
  constructor(itemStart: number, hotBytes: HotBytes) {
    this.#joinServed = (items) => joinServed(items, itemStart);
    this.#hotBytes = hotBytes;
  }

  /** Buffers that make up the items under `prefix`, comma-separated; none when there are no items. */
  parts(root: TreeNode<Entry>, prefix: string): Buffer[] {
    const parts = this.#parts(root, prefix, { name: SERVED, join: this.#joinServed });
    if (parts[0] !== undefined) parts[0] = parts[0].subarray(1);
    return parts;
  }

  /** As `parts`, in another form. */
  formParts(root: TreeNode<Entry>, prefix: string, form: ItemForm): Buffer[] {
    return this.#parts(root, prefix, { name: form.name, join: (items) => joinForm(items, form) });
  }

  /** Forgets the joined bytes of a leaf that the current tree no longer has. */
  retired(leaf: Leaf<Entry>): void {
    for (const memo of [...(leaf.memos?.values() ?? [])]) {
      if (memo instanceof JoinedLeaf) this.#hotBytes.remove(memo);
    }
  }

  #parts(root: TreeNode<Entry>, prefix: string, how: { readonly name: string; readonly join: Join }): Buffer[] {
    const parts: Buffer[] = [];
    const end = prefix + KEY_END;
    visitLeaves(root, prefix, (leaf, start) => {
      const last = leaf.items.at(-1);
      const stop = prefix === "" || last === undefined || last.key < end ? leaf.size : lowerBound(leaf.items, end);
      if (stop > start) parts.push(this.#part(leaf, { start, stop, ...how }));
      return stop === leaf.size;
    });
    return parts;
  }

  /** Nothing is kept of a leaf of the past, whose memory one reader would hold, nor for a small part of a leaf. */
  #part(leaf: Leaf<Entry>, { name, join, start, stop }: PartOfLeaf): Buffer {
    let memo = leaf.memos?.get(name);
    if (memo === undefined) {
      if (leaf.retired || (stop - start) * 2 < leaf.size) return join(leaf.items.slice(start, stop)).buffer;
      memo = this.#keep(leaf, name, join(leaf.items));
    }
    memo.hot = true;
    if (stop - start === leaf.size) return memo.buffer;
    return memo.buffer.subarray(memo.offsets[start], memo.offsets[stop]);
  }

  #keep(leaf: Leaf<Entry>, name: string, joined: Joined): LeafMemo {
    const memo = new JoinedLeaf(leaf, name, joined);
    leaf.memos ??= new Map();
    leaf.memos.set(name, memo);
    this.#hotBytes.add(memo, joined.buffer.length + joined.offsets.byteLength);
    return memo;
  }
}

interface PartOfLeaf {
  readonly name: string;
  readonly join: Join;
  readonly start: number;
  readonly stop: number;
}

class JoinedLeaf implements LeafMemo, HotItem {
  readonly buffer: Buffer;
  readonly offsets: Uint32Array;
  hot = true;
  readonly #leaf: Leaf<Entry>;
  readonly #name: string;

  constructor(leaf: Leaf<Entry>, name: string, { buffer, offsets }: Joined) {
    this.#leaf = leaf;
    this.#name = name;
    this.buffer = buffer;
    this.offsets = offsets;
  }

  dropMemo(): void {
    this.#leaf.memos?.delete(this.#name);
  }
}

function joinServed(items: readonly Entry[], itemStart: number): Joined {
  // One byte more than the item: the comma in front of it.
  const skip = itemStart - 1;
  const offsets = new Uint32Array(items.length + 1);
  let size = 0;
  for (const [at, item] of items.entries()) {
    size += item.bytes.length - skip;
    offsets[at + 1] = size;
  }
  const buffer = Buffer.allocUnsafeSlow(size);
  for (const [at, item] of items.entries()) {
    const target = offsets[at] as number;
    item.bytes.copy(buffer, target, skip);
    buffer[target] = COMMA;
    buffer[target + 1] = OPEN_OBJECT;
  }
  return { buffer, offsets };
}

/** The entries keep their own bytes too, as long as there is room: one change among them costs one encoding. */
function joinForm(items: readonly Entry[], { name, make, fleeting }: ItemForm): Joined {
  const offsets = new Uint32Array(items.length + 1);
  let size = 0;
  const encoded = items.map((item, at) => {
    const bytes = fleeting === true ? make(item) : item.form(name, make);
    size += bytes.length;
    offsets[at + 1] = size;
    return bytes;
  });
  const buffer = Buffer.allocUnsafeSlow(size);
  for (const [at, bytes] of encoded.entries()) buffer.set(bytes, offsets[at]);
  return { buffer, offsets };
}
