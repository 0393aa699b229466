/**
 * Reads a bounded stretch of a resource's history from the store's own log, for a watcher whose cursor the ring no longer holds. The state
 * before each change is read from the store as of the revision before it: right before fast, for this is the rare way.
 */
import { type Revision, type Store, StoreError, type StoreEvent, type StoreWatch } from "../store.js";
import { Change, type FrameBook } from "./change.js";
import { type Entry, type EntryKind, pastEntry } from "./entry.js";
import type { Cursor } from "./ring.js";

/** Changes read at a time; a commit that crosses the line is read whole. */
export const LOG_BATCH_EVENTS = 128;

export interface LogReaderOptions {
  readonly store: Store;
  readonly storePrefix: string;
  readonly kind: EntryKind;
  readonly book: FrameBook;
  readonly batchEvents: number;
}

export interface LogStretch {
  readonly changes: readonly Change[];
  /** The stretch holds every change under the prefix up to here. */
  readonly upTo: Revision;
}

export class LogReader {
  readonly #options: LogReaderOptions;
  constructor(options: LogReaderOptions) {
    this.#options = options;
  }

  /** The next changes behind the cursor of keys under `prefix`. Rejects with StoreError, `Compacted` when they are gone. */
  async read(prefix: string, cursor: Cursor): Promise<LogStretch> {
    const { events, upTo } = await this.#events(this.#options.storePrefix + prefix, cursor.revision);
    const fresh = this.#afterPartial(events, cursor);
    const befores = await this.#statesBefore(fresh);
    const changes: Change[] = [];
    /** State of each key after the changes read so far. */
    const states = new Map<string, Entry | undefined>();
    for (const [at, event] of fresh.entries()) {
      const key = event.key.slice(this.#options.storePrefix.length);
      const previous = states.has(key) ? states.get(key) : befores.get(event.key);
      const current =
        event.value === null ? undefined : pastEntry(this.#options.kind, key, event.value, event.revision);
      states.set(key, current);
      const change = new Change(this.#options.book, { key, revision: event.revision, previous, current });
      change.lastOfRevision = fresh[at + 1]?.revision !== event.revision;
      changes.push(change);
    }
    return { changes, upTo };
  }

  /** Store events behind `from`, until the batch is full or the store's present is reached. */
  #events(prefix: string, from: Revision): Promise<{ readonly events: StoreEvent[]; readonly upTo: Revision }> {
    const { store } = this.#options;
    return new Promise((resolve, reject) => {
      const events: StoreEvent[] = [];
      let watch: StoreWatch | undefined;
      let over = false;
      const finish = (outcome: () => void): void => {
        if (over) return;
        over = true;
        watch?.close();
        outcome();
      };
      watch = store.watch(prefix, from, {
        events: (batch) => {
          if (over) return;
          this.#take(events, batch);
          const last = events.at(-1)?.revision ?? from;
          if (events.length >= this.#options.batchEvents) finish(() => resolve({ events, upTo: last }));
        },
        progress: () => {},
        closed: (error) => finish(() => reject(error ?? new StoreError(STORE_CLOSED))),
      });
      if (over) watch.close();
      // Resolves once this watch, too, has been handed everything up to that revision.
      store.progress().then(
        (revision) => finish(() => resolve({ events, upTo: Math.max(from, revision, events.at(-1)?.revision ?? 0) })),
        (error: unknown) => finish(() => reject(error)),
      );
    });
  }

  /** Takes events up to the batch size, and the rest of the commit that reaches it. */
  #take(events: StoreEvent[], batch: readonly StoreEvent[]): void {
    for (const event of batch) {
      if (events.length >= this.#options.batchEvents && event.revision !== events.at(-1)?.revision) return;
      events.push(event);
    }
  }

  #afterPartial(events: StoreEvent[], { partial }: Cursor): StoreEvent[] {
    if (partial === undefined) return events;
    const storeKey = this.#options.storePrefix + partial.key;
    const at = events.findIndex((event) => event.revision === partial.revision && event.key === storeKey);
    return events.slice(at + 1);
  }

  /** For each key its state before its first event, by store key. */
  async #statesBefore(events: readonly StoreEvent[]): Promise<Map<string, Entry | undefined>> {
    const firsts = new Map<string, Revision>();
    for (const { key, revision } of events) if (!firsts.has(key)) firsts.set(key, revision);
    const states = await Promise.all(
      [...firsts].map(async ([key, revision]) => {
        // Revision 0 is the empty store.
        const entry = revision === 1 ? undefined : await this.#options.store.get(key, { revision: revision - 1 });
        if (entry === undefined) return [key, undefined] as const;
        const cacheKey = key.slice(this.#options.storePrefix.length);
        return [key, pastEntry(this.#options.kind, cacheKey, entry.value, entry.revision)] as const;
      }),
    );
    return new Map(states);
  }
}

const STORE_CLOSED = { kind: "Unavailable", detail: "the store was closed" } as const;
