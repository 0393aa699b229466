/** What the store suites share: a backend to run against, a sink that records, and short ways to write. */
import assert from "node:assert/strict";
import type { TestContext } from "node:test";
import {
  type LeaseId,
  type Revision,
  type Store,
  StoreError,
  type StoreEvent,
  type StoreFault,
  type WatchSink,
} from "../../src/storage/store.js";

export interface StoreBackend {
  readonly name: string;
  /** An empty store, closed and removed after the test. */
  open(t: TestContext): Promise<Store>;
  /** Values larger than this are refused. */
  readonly maxValueBytes: number;
  /** Lets `seconds` of the time that leases see pass. */
  advance?(store: Store, seconds: number): Promise<void>;
  /** Closes the store and opens it again. */
  reopen?(store: Store): Promise<Store>;
}

export const bytes = (text: string): Buffer => Buffer.from(text);

export function put(store: Store, key: string, text: string, lease?: LeaseId): Promise<Revision> {
  const write = { key, value: bytes(text), ...(lease === undefined ? {} : { lease }) };
  return store.commit({ preconditions: [], writes: [write] });
}

export function remove(store: Store, key: string): Promise<Revision> {
  return store.commit({ preconditions: [], writes: [{ key, value: null }] });
}

/** `key=value@revision`, which reads well in a failed assertion. */
export async function state(store: Store, prefix: string, revision?: Revision): Promise<string[]> {
  const { entries } = await store.list(prefix, revision === undefined ? {} : { revision });
  return entries.map((entry) => `${entry.key}=${entry.value}@${entry.revision}`);
}

export const fault = (kind: StoreFault["kind"]) => (error: unknown) => {
  assert(error instanceof StoreError, `a StoreError, not ${error}`);
  assert.equal(error.fault.kind, kind);
  return true;
};

export class RecordingSink implements WatchSink {
  readonly seen: string[] = [];
  revision: Revision = 0;
  ended: StoreError | "closed" | undefined;
  #changed: (() => void)[] = [];

  events(batch: readonly StoreEvent[]): void {
    assert.equal(this.ended, undefined, "nothing is delivered after the end");
    assert(batch.length > 0, "a batch has events");
    for (const { key, value, revision } of batch) {
      assert(revision >= this.revision, `revision ${revision} after ${this.revision}`);
      this.revision = revision;
      this.seen.push(`${key}=${value}@${revision}`);
    }
    this.#wake();
  }

  progress(revision: Revision): void {
    assert.equal(this.ended, undefined, "no progress after the end");
    assert(revision >= this.revision, `progress ${revision} after ${this.revision}`);
    this.revision = revision;
    this.#wake();
  }

  closed(error: StoreError | undefined): void {
    assert.equal(this.ended, undefined, "a watch ends once");
    this.ended = error ?? "closed";
    this.#wake();
  }

  async until(condition: (sink: this) => boolean): Promise<void> {
    while (!condition(this)) {
      await new Promise<void>((resolve) => this.#changed.push(resolve));
    }
  }

  #wake(): void {
    const waiting = this.#changed;
    this.#changed = [];
    for (const resolve of waiting) {
      resolve();
    }
  }
}
