/**
 * A budget of bytes for what can be made again: joined list leaves, other encodings, watch frames. When it is spent, what has not been
 * used since the clock's hand last passed is dropped (second chance), so a use costs one flag and no list is kept in order.
 */

export interface HotItem {
  /** Set by the owner on every use. */
  hot: boolean;
  /** Undefined at first, and otherwise not the owner's: a look-up by item would be one of tens of thousands, for every event. */
  slot: HotSlot | undefined;
  /** Forget what was made; it is no longer counted. */
  dropMemo(): void;
}

/** Enough for the joined lists of 29,000 objects of 0.9 kB and 5,000 of 2.6 kB. */
export const HOT_BYTES_LIMIT = 64 * 1024 * 1024;

/** What is counted of an item. */
export interface HotSlot {
  readonly item: HotItem;
  bytes: number;
  /** Place on the dial. */
  index: number;
}

export class HotBytes {
  readonly limitBytes: number;
  #usedBytes = 0;
  /** What the hand passes over, in no particular order: the last slot takes the place of a removed one. */
  readonly #dial: HotSlot[] = [];
  #hand = 0;

  constructor(limitBytes: number = HOT_BYTES_LIMIT) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Counts `bytes` more for the item. May drop other items, or this one when it alone exceeds the limit. */
  add(item: HotItem, bytes: number): void {
    const { slot } = item;
    if (slot !== undefined) slot.bytes += bytes;
    else {
      item.slot = { item, bytes, index: this.#dial.length };
      this.#dial.push(item.slot);
    }
    this.#usedBytes += bytes;
    while (this.#usedBytes > this.limitBytes) this.#advanceHand();
  }

  /** The item is gone: drops what it kept. Does nothing for an item that has nothing. */
  remove(item: HotItem): void {
    const { slot } = item;
    if (slot === undefined) return;
    item.slot = undefined;
    const last = this.#dial.pop();
    if (last !== undefined && last !== slot) {
      last.index = slot.index;
      this.#dial[slot.index] = last;
    }
    this.#usedBytes -= slot.bytes;
    item.dropMemo();
  }

  /** Moves the hand by one item. A whole turn clears every flag, so a second one finds something to drop. */
  #advanceHand(): void {
    if (this.#hand >= this.#dial.length) this.#hand = 0;
    const item = this.#dial[this.#hand]?.item;
    if (item === undefined) return;
    if (item.hot) {
      item.hot = false;
      this.#hand++;
    } else this.remove(item);
  }
}
