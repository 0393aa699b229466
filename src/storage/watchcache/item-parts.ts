/**
 * The items of a list as bytes, ready for the socket. Each leaf of the tree is joined once per form and kept while hot, so a list of
 * thousands of unchanged objects is an array of buffers that are already there. Hot path.
 *
 * A joined leaf of served JSON reads `,{"metadata":…},{"metadata":…}`: every item with a comma in front; the first part of an answer is
 * sent without it. Of any other form it is what the form makes of each item, one after the other.
 */
import type { Entry } from "./entry.js";
import type { HotBytes, HotItem, HotSlot } from "./hot-bytes.js";
import { KEY_END, type Leaf, type LeafMemo, lowerBound, type TreeNode, visitLeaves } from "./tree.js";
import type { CacheEntry, ItemForm } from "./watch-cache.js";

const COMMA = 0x2c;
const OPEN_OBJECT = 0x7b;
/** The form of served JSON among a leaf's memos. */
const SERVED = "";

/** Other forms of more than this many bytes of objects are not made in one go. */
const PAUSE_AFTER_BYTES = 256 * 1024;

type Join = (items: readonly Entry[]) => Joined;

interface Joined {
  readonly buffer: Buffer;
  readonly offsets: Uint32Array;
  /** It reads otherwise before and after (ms since the epoch). */
  readonly valid?: { readonly from: number; readonly until: number };
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
    const how = { name: SERVED, join: this.#joinServed };
    const parts = piecesOf(root, prefix).map((piece) => this.#part(piece, how));
    if (parts[0] !== undefined) parts[0] = parts[0].subarray(1);
    return parts;
  }

  /** In another form, one leaf after the other. */
  *formParts(root: TreeNode<Entry>, prefix: string, form: ItemForm): Generator<Buffer | undefined, void> {
    const how = { name: form.name, join: (items: readonly Entry[]) => joinForm(items, form) };
    for (const piece of piecesOf(root, prefix)) {
      const { leaf, start, stop } = piece;
      const memo = leaf.memos?.get(form.name);
      if (form.unkept === true) {
        yield* eachJoined(leaf.items.slice(start, stop), form);
        continue;
      }
      if (memo !== undefined && !holdsAt(memo, form.aging?.now)) this.#hotBytes.remove(memo as JoinedLeaf);
      if (leaf.memos?.get(form.name) === undefined) yield* makeEach(leaf.items.slice(start, stop), form);
      yield this.#part(piece, how);
    }
  }

  /** Forgets the joined bytes of a leaf that the current tree no longer has. */
  retired(leaf: Leaf<Entry>): void {
    for (const memo of [...(leaf.memos?.values() ?? [])]) {
      if (memo instanceof JoinedLeaf) this.#hotBytes.remove(memo);
    }
  }

  /** Nothing is kept of a leaf of the past, whose memory one reader would hold, nor for a small part of a leaf. */
  #part({ leaf, start, stop }: PartOfLeaf, { name, join }: { readonly name: string; readonly join: Join }): Buffer {
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
  readonly leaf: Leaf<Entry>;
  readonly start: number;
  readonly stop: number;
}

function piecesOf(root: TreeNode<Entry>, prefix: string): readonly PartOfLeaf[] {
  const pieces: PartOfLeaf[] = [];
  const end = prefix + KEY_END;
  visitLeaves(root, prefix, (leaf, start) => {
    const last = leaf.items.at(-1);
    const stop = prefix === "" || last === undefined || last.key < end ? leaf.size : lowerBound(leaf.items, end);
    if (stop > start) pieces.push({ leaf, start, stop });
    return stop === leaf.size;
  });
  return pieces;
}

function holdsAt(memo: LeafMemo, now: number | undefined): boolean {
  const { valid } = memo as JoinedLeaf;
  return valid === undefined || now === undefined || (now >= valid.from && now < valid.until);
}

/** The slow part of joining, with pauses. */
function* makeEach(items: readonly CacheEntry[], { name, make, fleeting }: ItemForm): Generator<undefined, void> {
  if (fleeting === true) return;
  let bytes = 0;
  for (const item of items) {
    item.form(name, make);
    bytes += item.bytes.length;
    if (bytes < PAUSE_AFTER_BYTES) continue;
    bytes = 0;
    yield undefined;
  }
}

/** Items that no leaf keeps: few at a time, with pauses. */
export function* eachJoined(items: readonly CacheEntry[], form: ItemForm): Generator<Buffer, void> {
  let begun = 0;
  let bytes = 0;
  for (const [at, item] of items.entries()) {
    bytes += item.bytes.length;
    if (bytes < PAUSE_AFTER_BYTES && at < items.length - 1) continue;
    yield joinForm(items.slice(begun, at + 1), form).buffer;
    begun = at + 1;
    bytes = 0;
  }
}

class JoinedLeaf implements LeafMemo, HotItem {
  readonly buffer: Buffer;
  readonly offsets: Uint32Array;
  readonly valid: Joined["valid"];
  hot = true;
  slot: HotSlot | undefined = undefined;
  readonly #leaf: Leaf<Entry>;
  readonly #name: string;

  constructor(leaf: Leaf<Entry>, name: string, { buffer, offsets, valid }: Joined) {
    this.#leaf = leaf;
    this.#name = name;
    this.buffer = buffer;
    this.offsets = offsets;
    this.valid = valid;
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
function joinForm(items: readonly CacheEntry[], { name, make, fleeting, unkept, aging }: ItemForm): Joined {
  const offsets = new Uint32Array(items.length + 1);
  let size = 0;
  const encoded = items.map((item, at) => {
    const bytes = fleeting === true || unkept === true ? make(item) : item.form(name, make);
    size += bytes.length;
    offsets[at + 1] = size;
    return bytes;
  });
  const buffer = Buffer.allocUnsafeSlow(size);
  if (aging === undefined) {
    for (const [at, bytes] of encoded.entries()) buffer.set(bytes, offsets[at]);
    return { buffer, offsets };
  }
  const filler = aging.filler();
  for (const [at, bytes] of encoded.entries()) offsets[at + 1] = filler.fill(bytes, buffer, offsets[at] as number);
  const valid = { from: aging.now, until: filler.until };
  return { buffer: buffer.subarray(0, offsets[items.length]), offsets, valid };
}
