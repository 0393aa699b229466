/**
 * What was written last, by key: whoever updates an object mostly wrote it a moment ago, and asking LMDB takes a read transaction, a walk
 * down its tree and a copy. Holds acknowledged state only, and may forget anything. Hot path: measured by test/bench/write.bench.ts.
 */
import type { Revision } from "../store.js";
import type { StagedWrite } from "./group.js";
import type { HeadState } from "./records.js";

const keptRecords = 256;
/** Larger ones are left to LMDB, so that the whole stays within 2 MiB. */
const keptValueBytes = 8 * 1024;

export class RecentHeads {
  /** The oldest write first. */
  readonly #records = new Map<string, HeadState>();

  get(key: string): HeadState | undefined {
    return this.#records.get(key);
  }

  /** Writes of one revision were acknowledged. */
  written(writes: readonly Pick<StagedWrite, "key" | "value" | "lease">[], revision: Revision): void {
    for (const { key, value, lease } of writes) {
      this.#records.delete(key);
      if (value !== null && value.length <= keptValueBytes) this.#keep(key, { revision, lease, value });
    }
  }

  #keep(key: string, record: HeadState): void {
    this.#records.set(key, record);
    if (this.#records.size <= keptRecords) return;
    for (const oldest of this.#records.keys()) {
      this.#records.delete(oldest);
      return;
    }
  }
}
