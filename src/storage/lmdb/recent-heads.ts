/**
 * What was written last, by key: whoever updates an object mostly wrote it a moment ago, and asking LMDB takes a read transaction, a walk
 * down its tree and a copy. Holds acknowledged state only, and may forget anything. Hot path: measured by test/bench/write.bench.ts.
 */
import type { LeaseId, Revision } from "../store.js";
import type { HeadRecord } from "./records.js";

const keptRecords = 256;
/** Larger ones are left to LMDB, so that the whole stays within 2 MiB. */
const keptValueBytes = 8 * 1024;

export type RecentHead = Pick<HeadRecord, "revision" | "lease" | "value">;

interface RecentWrite {
  readonly key: string;
  /** null: the key is gone. */
  readonly value: Buffer | null;
  readonly lease: LeaseId;
}

export class RecentHeads {
  /** The oldest write first. */
  readonly #records = new Map<string, RecentHead>();

  get(key: string): RecentHead | undefined {
    return this.#records.get(key);
  }

  /** Writes of one revision were acknowledged. */
  written(writes: readonly RecentWrite[], revision: Revision): void {
    for (const { key, value, lease } of writes) {
      this.#records.delete(key);
      if (value !== null && value.length <= keptValueBytes) this.#keep(key, { revision, lease, value });
    }
  }

  #keep(key: string, record: RecentHead): void {
    this.#records.set(key, record);
    if (this.#records.size <= keptRecords) return;
    for (const oldest of this.#records.keys()) {
      this.#records.delete(oldest);
      return;
    }
  }
}
