/**
 * The watch cache of one stored resource: loads it on first use, follows the store's log, and answers every GET, LIST and WATCH.
 *
 * Promises:
 * - What was handed over by the store is visible at once: a commit that has resolved can be read here.
 * - A watcher sees every change after its `from` that its filter lets through, once and in order, or is told `Compacted`.
 * - When the feed breaks, watchers are ended with its error and the next `ready()` loads again, with a growing delay between attempts.
 */
import { type Revision, StoreError, type StoreFault } from "../store.js";
import type { Change, FrameBook } from "./change.js";
import { CurrentState } from "./current-state.js";
import type { Entry, EntryKind } from "./entry.js";
import { EntryMemory } from "./entry-memory.js";
import { FanOut } from "./fan-out.js";
import { Feed, type FeedListener } from "./feed.js";
import { HotBytes } from "./hot-bytes.js";
import { loadTree } from "./load.js";
import { LOG_BATCH_EVENTS, LogReader } from "./log-reader.js";
import { RevisionWaiters, type Timer } from "./revision-waiters.js";
import { RING_BYTES_LIMIT, type Ring } from "./ring.js";
import { parseHead } from "./stored-value.js";
import { emptyTree, treeGet } from "./tree.js";
import type { CacheWatch, Snapshot, WatchCache, WatchCacheOptions, WatchOptions, WatchSink } from "./watch-cache.js";
import { Watcher, type WatcherHost } from "./watcher.js";

/** What caches of one server share, and what tests replace. */
export interface WatchCacheDeps {
  /** Budget for joined lists, other encodings and frames; pass one to all caches of a process. */
  readonly hotBytes?: HotBytes;
  /** Default: setTimeout. */
  readonly timer?: Timer;
  /** Changes read from the store's log at a time by a watcher that lags. */
  readonly logBatchEvents?: number;
  /** Bytes of superseded states in the ring. */
  readonly ringBytes?: number;
}

export function createWatchCache(options: WatchCacheOptions, deps: WatchCacheDeps = {}): WatchCache {
  return new Cache(options, deps);
}

const defaultTimer: Timer = (delayMs, run) => {
  const timer = setTimeout(run, delayMs);
  return () => clearTimeout(timer);
};

const CLOSED: StoreFault = { kind: "Unavailable", detail: "the watch cache is closed" };
const NOT_LOADED: StoreFault = { kind: "Unavailable", detail: "the watch cache is not loaded" };

class Cache implements WatchCache, WatcherHost, FeedListener {
  readonly fanOut = new FanOut();
  readonly log: LogReader;
  readonly #options: WatchCacheOptions;
  readonly #kind: EntryKind;
  readonly #book: FrameBook;
  readonly #state: CurrentState;
  readonly #feed: Feed;
  readonly #waiters: RevisionWaiters;
  readonly #watchers = new Set<Watcher>();
  #closed = false;
  #deliveredRevision: Revision = 0;
  /** Pages of a list at an old revision come one after the other; the tree they share is kept while memory allows. */
  #pastSnapshot: WeakRef<Snapshot> | undefined;
  readonly #pastLoads = new Map<Revision, Promise<Snapshot>>();

  constructor(options: WatchCacheOptions, deps: WatchCacheDeps) {
    const { store, storePrefix, ringSize } = options;
    const hotBytes = deps.hotBytes ?? new HotBytes();
    const timer = deps.timer ?? defaultTimer;
    this.#options = options;
    const { fields, otherForms } = options;
    const memory = new EntryMemory();
    this.#kind = { head: parseHead(options.head), fields, otherForms, outdated: new WeakSet(), memory, hotBytes };
    this.#book = { framesMade: 0, hotBytes };
    this.#waiters = new RevisionWaiters(timer);
    const shared = { store, storePrefix, kind: this.#kind, book: this.#book };
    this.#state = new CurrentState({ ...shared, ringSize, ringBytes: deps.ringBytes ?? RING_BYTES_LIMIT });
    this.log = new LogReader({ ...shared, batchEvents: deps.logBatchEvents ?? LOG_BATCH_EVENTS });
    this.#feed = new Feed({ ...shared, state: this.#state, timer, listener: this });
  }

  get revision(): Revision {
    return this.#state.revision;
  }

  get isLoaded(): boolean {
    return this.#feed.live;
  }

  get loadWaiters(): number {
    return this.#feed.waiting;
  }

  get deliveredRevision(): Revision {
    return this.#deliveredRevision;
  }

  get ring(): Ring {
    return this.#state.ring;
  }

  ready(): Promise<void> | undefined {
    return this.#closed ? Promise.reject(new StoreError(CLOSED)) : this.#feed.ready();
  }

  get(key: string): Entry | undefined {
    return treeGet(this.#state.root, key);
  }

  snapshot(): Snapshot {
    return this.#state.snapshot();
  }

  snapshotAt(revision: Revision): Snapshot | undefined {
    return this.#feed.live ? this.#state.snapshotAt(revision) : undefined;
  }

  async loadSnapshot(revision: Revision): Promise<Snapshot> {
    const known = this.snapshotAt(revision) ?? this.#pastSnapshot?.deref();
    if (known?.revision === revision) return known;
    const running = this.#pastLoads.get(revision);
    if (running !== undefined) return running;
    const loading = this.#loadPast(revision).finally(() => this.#pastLoads.delete(revision));
    this.#pastLoads.set(revision, loading);
    return loading;
  }

  watch(options: WatchOptions, sink: WatchSink): CacheWatch {
    const watcher = new Watcher(this, options, sink);
    this.#watchers.add(watcher);
    // The caller has passed over `ready()`: there is nothing to follow.
    if (this.#closed) queueMicrotask(() => watcher.end(undefined));
    else if (!this.#feed.live) queueMicrotask(() => watcher.end(new StoreError(NOT_LOADED)));
    return watcher;
  }

  async waitFor(revision: Revision, timeoutMs: number): Promise<void> {
    if (this.#closed) throw new StoreError(CLOSED);
    if (this.#feed.live && this.revision >= revision) return;
    const reached = this.#waiters.wait(revision, timeoutMs, () => this.revision);
    // The store may be further than the last change under this prefix.
    this.#feed.poll().catch((error: unknown) => this.#waiters.fail(faultOf(error)));
    return reached;
  }

  stats(): ReturnType<WatchCache["stats"]> {
    return {
      objects: this.#state.root.size,
      watchers: this.#watchers.size,
      ringEvents: this.#state.ring.size,
      framesMade: this.#book.framesMade,
    };
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#feed.close();
    this.#endWatchers(undefined);
    this.#waiters.fail(CLOSED);
    this.#state.reset(emptyTree(), this.revision);
  }

  changed(changes: readonly Change[]): void {
    for (const change of changes) {
      // Until its last change is handed over, a revision is not delivered: a bookmark in between must not claim it.
      this.#deliveredRevision = Math.max(this.#deliveredRevision, change.revision - 1);
      this.fanOut.deliver(change);
    }
  }

  advanced(): void {
    this.#deliveredRevision = this.revision;
    this.#waiters.reached(this.revision);
  }

  lost(error: StoreError | undefined): void {
    this.#endWatchers(error);
  }

  left(watcher: Watcher): void {
    this.#watchers.delete(watcher);
  }

  #endWatchers(error: StoreError | undefined): void {
    for (const watcher of [...this.#watchers]) watcher.end(error);
  }

  async #loadPast(revision: Revision): Promise<Snapshot> {
    const { store, storePrefix } = this.#options;
    const known = this.#state.root;
    const { root } = await loadTree({ store, storePrefix, kind: this.#kind, revision, known, as: "past" });
    const snapshot = this.#state.pastSnapshot(root, revision);
    this.#pastSnapshot = new WeakRef(snapshot);
    return snapshot;
  }
}

function faultOf(error: unknown): StoreFault {
  if (error instanceof StoreError) return error.fault;
  throw error;
}
