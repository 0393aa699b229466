/**
 * A budget of bytes for what can be made again: joined list leaves, other encodings, watch frames. When it is spent, what has not been
 * used since the clock's hand last passed is dropped (second chance), so a use costs one flag and no list is kept in order.
 */

export interface HotItem {
  /** Set by the owner on every use. */
  hot: boolean;
  /** Forget what was made. Called once per `add` sequence; the item is no longer counted. */
  dropMemo(): void;
}

/** Enough for the joined lists of 29,000 objects of 0.9 kB and 5,000 of 2.6 kB. */
export const HOT_BYTES_LIMIT = 64 * 1024 * 1024;

export class HotBytes {
  readonly limitBytes: number;
  #usedBytes = 0;
  /** In the order the clock's hand visits them. */
  readonly #sizes = new Map<HotItem, number>();

  constructor(limitBytes: number = HOT_BYTES_LIMIT) {
    this.limitBytes = limitBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  /** Counts `bytes` more for the item. May drop other items, or this one when it alone exceeds the limit. */
  add(item: HotItem, bytes: number): void {
    this.#sizes.set(item, (this.#sizes.get(item) ?? 0) + bytes);
    this.#usedBytes += bytes;
    while (this.#usedBytes > this.limitBytes) this.#dropOne();
  }

  /** The item is gone: drops what it kept. Does nothing for an item that has nothing. */
  remove(item: HotItem): void {
    const bytes = this.#sizes.get(item);
    if (bytes === undefined) return;
    this.#sizes.delete(item);
    this.#usedBytes -= bytes;
    item.dropMemo();
  }

  #dropOne(): void {
    for (const [item, bytes] of this.#sizes) {
      if (!item.hot) {
        this.remove(item);
        return;
      }
      // Visited again only behind all others, so the loop ends: each pass clears one flag.
      item.hot = false;
      this.#sizes.delete(item);
      this.#sizes.set(item, bytes);
    }
  }
}
