/**
 * An in-memory `Store` for tests: the contract of src/storage/store.ts in its plainest form, with whole history until compacted.
 *
 * Promises: the same answers as a durable store, in the same order, with nothing hidden (every state can be looked at). Time comes
 * from `now`; leases end when `expireLeases` is called. History is handed to a new watch in a microtask, live events inside `commit`.
 */
import {
  type Commit,
  type LeaseId,
  type ListOptions,
  type ListResult,
  type Revision,
  type Store,
  type StoreEntry,
  StoreError,
  type StoreEvent,
  type StoreFault,
  type StoreWatch,
  type WatchSink,
  type Write,
} from "../../../src/storage/store.js";

export interface MemoryStoreOptions {
  /** Milliseconds; default: a clock that stands still at 0. */
  readonly now?: () => number;
  /** Default: no limit. */
  readonly maxValueBytes?: number;
}

/** As the durable store refuses them. */
const KEY_MAX_BYTES = 1_024;

export interface MemoryStore extends Store {
  /** Every event kept, oldest first. */
  readonly log: readonly StoreEvent[];
  /** Deletes the keys of leases whose time is over, one commit per lease. */
  expireLeases(): Promise<void>;
  /** Ends every watch with this fault, as a lost connection would. */
  breakWatches(fault: StoreFault): void;
  /** While set, get, list and commit reject with it. */
  failWith: StoreFault | undefined;
}

export function createMemoryStore(options: MemoryStoreOptions = {}): MemoryStore {
  return new InMemoryStore(options.now ?? (() => 0), options.maxValueBytes ?? Number.POSITIVE_INFINITY);
}

/** One write of one key; the versions of a key are ordered by revision. */
interface Version {
  readonly revision: Revision;
  readonly value: Buffer | null;
}

interface Lease {
  readonly endsAtMs: number;
  readonly keys: Set<string>;
}

interface Watcher extends StoreWatch {
  readonly prefix: string;
  readonly sink: WatchSink;
  cursor: Revision;
  progress: Revision;
  open: boolean;
}

class InMemoryStore implements MemoryStore {
  readonly #now: () => number;
  readonly #maxValueBytes: number;
  readonly #versions = new Map<string, Version[]>();
  readonly #watchers = new Set<Watcher>();
  readonly #leases = new Map<LeaseId, Lease>();
  #log: StoreEvent[] = [];
  #revision: Revision = 0;
  #compacted: Revision = 0;
  #nextLease = 1;
  #closed = false;
  failWith: StoreFault | undefined;

  constructor(now: () => number, maxValueBytes: number) {
    this.#now = now;
    this.#maxValueBytes = maxValueBytes;
  }

  get log(): readonly StoreEvent[] {
    return this.#log;
  }

  get revision(): Revision {
    return this.#revision;
  }

  get compactedRevision(): Revision {
    return this.#compacted;
  }

  async get(key: string, options: { readonly revision?: Revision } = {}): Promise<StoreEntry | undefined> {
    this.#assertUsable();
    return this.#entryAt(key, this.#readRevision(options.revision));
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListResult> {
    this.#assertUsable();
    const revision = this.#readRevision(options.revision);
    const from = options.from ?? prefix;
    const keys = [...this.#versions.keys()]
      .filter((key) => key.startsWith(prefix) && byteOrder(key, from) >= 0)
      .sort(byteOrder);
    const live = keys.map((key) => this.#entryAt(key, revision)).filter((entry) => entry !== undefined);
    const limit = options.limit ?? live.length;
    return { entries: live.slice(0, limit), revision, more: live.length > limit };
  }

  async commit(commit: Commit): Promise<Revision> {
    this.#assertUsable();
    for (const write of commit.writes) this.#assertSize(write);
    for (const { key, revision } of commit.preconditions) this.#assertPrecondition(key, revision);
    // The last write to a key wins, and deleting what is not there is no change: a key has one event per revision.
    const writes = new Map(commit.writes.map((write) => [write.key, write]));
    const effective = [...writes.values()].filter(
      (write) => write.value !== null || this.#entryAt(write.key, this.#revision) !== undefined,
    );
    if (effective.length === 0) return this.#revision;
    for (const { lease } of effective) if (lease !== undefined && !this.#leases.has(lease)) throw unknownLease(lease);
    const revision = ++this.#revision;
    for (const write of effective) {
      const value = write.value === null ? null : Buffer.from(write.value);
      const versions = this.#versions.get(write.key);
      if (versions === undefined) this.#versions.set(write.key, [{ revision, value }]);
      else versions.push({ revision, value });
      for (const lease of this.#leases.values()) lease.keys.delete(write.key);
      if (write.lease !== undefined) this.#leases.get(write.lease)?.keys.add(write.key);
      this.#log.push({ key: write.key, value, revision });
    }
    this.#pumpAll();
    return revision;
  }

  watch(prefix: string, from: Revision, sink: WatchSink): StoreWatch {
    const watcher: Watcher = {
      prefix,
      sink,
      cursor: from,
      progress: 0,
      open: true,
      close: () => {
        watcher.open = false;
        this.#watchers.delete(watcher);
      },
    };
    this.#watchers.add(watcher);
    // Not from inside this call: the caller does not hold its handle yet.
    queueMicrotask(() => this.#pump(watcher));
    return watcher;
  }

  async compact(revision: Revision): Promise<void> {
    this.#assertUsable();
    if (revision > this.#revision) {
      throw new StoreError({ kind: "FutureRevision", requested: revision, current: this.#revision });
    }
    if (revision <= this.#compacted) return;
    this.#compacted = revision;
    this.#log = this.#log.filter((event) => event.revision > revision);
    for (const [key, versions] of this.#versions) {
      // The state at `revision` itself stays readable: the newest version at or below it is kept unless it is a deletion.
      const newest = versions.findLastIndex((version) => version.revision <= revision);
      if (newest < 0) continue;
      const kept = versions.slice(versions[newest]?.value === null ? newest + 1 : newest);
      if (kept.length === 0) this.#versions.delete(key);
      else this.#versions.set(key, kept);
    }
  }

  async lease(ttlSeconds: number): Promise<LeaseId> {
    this.#assertUsable();
    const id = this.#nextLease++;
    this.#leases.set(id, { endsAtMs: this.#now() + ttlSeconds * 1000, keys: new Set() });
    return id;
  }

  async expireLeases(): Promise<void> {
    for (const [id, lease] of this.#leases) {
      if (lease.endsAtMs > this.#now()) continue;
      this.#leases.delete(id);
      await this.commit({ preconditions: [], writes: [...lease.keys].map((key) => ({ key, value: null })) });
    }
  }

  async progress(): Promise<Revision> {
    this.#assertUsable();
    this.#pumpAll();
    return this.#revision;
  }

  breakWatches(fault: StoreFault): void {
    for (const watcher of [...this.#watchers]) this.#end(watcher, new StoreError(fault));
  }

  async close(): Promise<void> {
    this.#closed = true;
    for (const watcher of [...this.#watchers]) this.#end(watcher, undefined);
  }

  #pumpAll(): void {
    for (const watcher of [...this.#watchers]) this.#pump(watcher);
  }

  #pump(watcher: Watcher): void {
    if (!watcher.open) return;
    if (watcher.cursor < this.#compacted && watcher.progress === 0) {
      const fault = { kind: "Compacted", requested: watcher.cursor, compacted: this.#compacted } as const;
      this.#end(watcher, new StoreError(fault));
      return;
    }
    const revision = this.#revision;
    const start = firstAfter(this.#log, watcher.cursor);
    const batch = this.#log.slice(start).filter((event) => event.key.startsWith(watcher.prefix));
    watcher.cursor = Math.max(watcher.cursor, revision);
    if (batch.length > 0) watcher.sink.events(batch);
    if (!watcher.open || watcher.progress >= revision) return;
    watcher.progress = revision;
    watcher.sink.progress(revision);
  }

  #end(watcher: Watcher, error: StoreError | undefined): void {
    if (!watcher.open) return;
    watcher.close();
    watcher.sink.closed(error);
  }

  #entryAt(key: string, revision: Revision): StoreEntry | undefined {
    const version = this.#versions.get(key)?.findLast((candidate) => candidate.revision <= revision);
    if (version === undefined || version.value === null) return undefined;
    return { key, value: version.value, revision: version.revision };
  }

  #readRevision(requested: Revision | undefined): Revision {
    if (requested === undefined) return this.#revision;
    if (requested > this.#revision) {
      throw new StoreError({ kind: "FutureRevision", requested, current: this.#revision });
    }
    if (requested < this.#compacted) {
      throw new StoreError({ kind: "Compacted", requested, compacted: this.#compacted });
    }
    return requested;
  }

  #assertSize({ key, value }: Write): void {
    const keyBytes = Buffer.byteLength(key);
    if (keyBytes > KEY_MAX_BYTES) throw tooLarge(key, keyBytes, KEY_MAX_BYTES);
    if (value !== null && value.length > this.#maxValueBytes) throw tooLarge(key, value.length, this.#maxValueBytes);
  }

  #assertPrecondition(key: string, expected: Revision): void {
    const actual = this.#entryAt(key, this.#revision)?.revision ?? 0;
    if (actual === expected) return;
    if (expected === 0) throw new StoreError({ kind: "KeyExists", key, revision: actual });
    if (actual === 0) throw new StoreError({ kind: "KeyNotFound", key });
    throw new StoreError({ kind: "RevisionConflict", key, expected, actual });
  }

  #assertUsable(): void {
    if (this.#closed) throw new StoreError({ kind: "Unavailable", detail: "the store is closed" });
    if (this.failWith !== undefined) throw new StoreError(this.failWith);
  }
}

/** Index of the first event with a revision greater than `revision`. */
function firstAfter(log: readonly StoreEvent[], revision: Revision): number {
  let low = 0;
  let high = log.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((log[middle]?.revision ?? 0) > revision) high = middle;
    else low = middle + 1;
  }
  return low;
}

function byteOrder(a: string, b: string): number {
  // Code units and UTF-8 bytes order ASCII alike, and nearly every key is ASCII.
  if (!NON_ASCII.test(a) && !NON_ASCII.test(b)) return a < b ? -1 : a > b ? 1 : 0;
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}

const NON_ASCII = /[^\x20-\x7e]/;

function unknownLease(lease: LeaseId): StoreError {
  return new StoreError({ kind: "KeyNotFound", key: `lease ${lease}` });
}

function tooLarge(key: string, bytes: number, limit: number): StoreError {
  return new StoreError({ kind: "TooLarge", key, bytes, limit });
}
