/**
 * One watch, in one of three states:
 * - synced: the fan-out hands it every change as it happens; it keeps nothing.
 * - catching up: it reads what lies behind its cursor, from the ring or from the store's log, and then joins the synced ones.
 * - blocked: its sink wants no more; it keeps its cursor and nothing else, so a slow client costs no memory.
 * It ends with `Compacted` only when what lies behind its cursor is gone from the ring and from the store.
 */
import { type Revision, StoreError } from "../store.js";
import { type Change, typeSeen } from "./change.js";
import type { FanOut, FanOutMember } from "./fan-out.js";
import type { LogReader } from "./log-reader.js";
import { type Cursor, cursorAfter, type Ring } from "./ring.js";
import type { CacheWatch, EntryFilter, WatchEventType, WatchOptions, WatchSink } from "./watch-cache.js";

/** What a watcher needs of its cache. */
export interface WatcherHost {
  readonly ring: Ring;
  readonly fanOut: FanOut;
  readonly log: LogReader;
  /** The newest revision in the ring. */
  readonly revision: Revision;
  /** Every change up to here was handed to the synced watchers. */
  readonly deliveredRevision: Revision;
  /** The watcher is over. */
  left(watcher: Watcher): void;
}

type State = "synced" | "catching up" | "blocked" | "over";

export class Watcher implements CacheWatch, FanOutMember {
  readonly prefix: string;
  readonly filter: EntryFilter | undefined;
  readonly #host: WatcherHost;
  readonly #sink: WatchSink;
  #state: State = "catching up";
  /** While not synced: how far it has come. While synced: where it joined, changes up to there are not for it. */
  #cursor: Cursor;
  /** The revision of the cursor it joined with; beside the state, because every change asks every watcher for both. */
  #joinedAt: Revision = 0;
  #reading = false;

  constructor(host: WatcherHost, options: WatchOptions, sink: WatchSink) {
    this.#host = host;
    this.#sink = sink;
    this.prefix = options.prefix;
    this.filter = options.filter;
    this.#cursor = { revision: options.from };
    if (options.from >= host.revision) this.#join();
    // Not inside the call that made it: the sink's owner does not hold its handle yet.
    else queueMicrotask(() => this.#catchUp());
  }

  get revision(): Revision {
    const own = this.#cursor.revision;
    return this.#state === "synced" ? Math.max(own, this.#host.deliveredRevision) : own;
  }

  resume(): void {
    if (this.#state !== "blocked") return;
    this.#state = "catching up";
    this.#catchUp();
  }

  close(): void {
    if (this.#state === "over") return;
    this.#leave();
  }

  /** Ends the watch from the cache's side. */
  end(error: StoreError | undefined): void {
    if (this.#state === "over") return;
    this.#leave();
    this.#sink.closed(error);
  }

  /** From the fan-out, which has found that the filter lets the change through. */
  deliver(type: WatchEventType, change: Change): void {
    if (this.#state !== "synced" || change.revision <= this.#joinedAt) return;
    if (this.#sink.event(type, change) || this.#is("over")) return;
    this.#host.fanOut.leave(this);
    this.#state = "blocked";
    this.#cursor = cursorAfter(change);
  }

  #catchUp(): void {
    while (this.#state === "catching up" && !this.#reading) {
      const changes = this.#host.ring.changesAfter(this.#cursor);
      if (changes === undefined) {
        void this.#readLog();
        return;
      }
      if (changes.length === 0) {
        this.#join();
        return;
      }
      // A sink may cause new changes meanwhile: look again until there are none.
      this.#handOver(changes);
    }
  }

  async #readLog(): Promise<void> {
    this.#reading = true;
    try {
      const { changes, upTo } = await this.#host.log.read(this.prefix, this.#cursor);
      this.#reading = false;
      if (this.#state !== "catching up") return;
      this.#handOver(changes);
      if (!this.#is("catching up")) return;
      this.#cursor = { revision: Math.max(upTo, this.#cursor.revision) };
      this.#catchUp();
    } catch (error) {
      if (!(error instanceof StoreError)) throw error;
      this.#reading = false;
      this.end(error);
    }
  }

  #handOver(changes: readonly Change[]): void {
    for (const change of changes) {
      if (this.#state !== "catching up") return;
      this.#cursor = cursorAfter(change);
      if (!change.key.startsWith(this.prefix)) continue;
      const type = typeSeen(change, this.filter);
      if (type === undefined || this.#sink.event(type, change) || this.#is("over")) continue;
      this.#state = "blocked";
    }
  }

  #join(): void {
    this.#state = "synced";
    this.#joinedAt = Math.max(this.#cursor.revision, this.#host.revision);
    this.#cursor = { revision: this.#joinedAt };
    this.#host.fanOut.join(this);
  }

  #leave(): void {
    if (this.#state === "synced") this.#host.fanOut.leave(this);
    this.#state = "over";
    this.#host.left(this);
  }

  /** For a state that a sink's call may have changed behind the compiler's back. */
  #is(state: State): boolean {
    return this.#state === state;
  }
}
