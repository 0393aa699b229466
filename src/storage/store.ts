/**
 * The store contract: an ordered key space behind one log with a revision per commit.
 *
 * Promises every backend keeps (the contract suite in test/contract proves them):
 * - A commit is atomic: all writes get the same revision or nothing changes.
 * - Revisions are positive safe integers, strictly increasing, never reused once acknowledged.
 * - A resolved `commit` is durable, and every watcher has been handed its events before it resolves.
 * - A watch delivers each event once, in revision order, with no gap, or ends with `Compacted`.
 */

/** A point in the log. 0 is "before the first write"; as a precondition it means "the key does not exist". */
export type Revision = number;

/** One live key. `value` is owned by the reader and must not be written to. */
export interface StoreEntry {
  readonly key: string;
  readonly value: Buffer;
  /** Revision of the last write to the key. */
  readonly revision: Revision;
}

export interface Precondition {
  readonly key: string;
  /** The key's revision must equal this; 0 demands that the key is absent. */
  readonly revision: Revision;
}

export interface Write {
  readonly key: string;
  /** null deletes the key. */
  readonly value: Buffer | null;
  /** The key is deleted when the lease ends. */
  readonly lease?: LeaseId;
}

export interface Commit {
  readonly preconditions: readonly Precondition[];
  readonly writes: readonly Write[];
}

export interface StoreEvent {
  readonly key: string;
  /** null: the key was deleted at this revision. */
  readonly value: Buffer | null;
  readonly revision: Revision;
}

export interface ListOptions {
  /** Read as of this revision; the newest when absent. */
  readonly revision?: Revision;
  /** At most this many entries. */
  readonly limit?: number;
  /** Start at this key (inclusive); must lie inside the prefix. */
  readonly from?: string;
}

export interface ListResult {
  readonly entries: readonly StoreEntry[];
  /** The revision the list is consistent with. */
  readonly revision: Revision;
  /** True when more keys follow the last entry. */
  readonly more: boolean;
}

export interface WatchSink {
  /** Events of one commit or several, in order. Called synchronously by the store; must not throw or block. */
  events(batch: readonly StoreEvent[]): void;
  /** Everything up to `revision` has been delivered. */
  progress(revision: Revision): void;
  /** The watch is over and nothing more will be called. */
  closed(error: StoreError | undefined): void;
}

export interface StoreWatch {
  close(): void;
}

export type LeaseId = number;

export interface Store {
  /** The newest durable revision. Synchronous: the store knows it without asking a disk or a network. */
  readonly revision: Revision;
  /** Everything below or at this revision has lost its history. */
  readonly compactedRevision: Revision;
  /** Why nothing is written any more, until it is opened anew. Undefined: it takes writes, or the next one will tell. */
  readonly fault?: StoreError | undefined;
  get(key: string, options?: { readonly revision?: Revision }): Promise<StoreEntry | undefined>;
  list(prefix: string, options?: ListOptions): Promise<ListResult>;
  /**
   * Checks every precondition against the newest state and applies the writes as one revision.
   * A commit without writes changes nothing and returns the current revision.
   * A key written by a commit that is still being flushed is waited for, so preconditions never see unacknowledged state.
   */
  commit(commit: Commit): Promise<Revision>;
  /** Delivers every event of keys under `prefix` with revision > `from`, then goes on live. */
  watch(prefix: string, from: Revision, sink: WatchSink): StoreWatch;
  /** Forgets history up to and including `revision`; live keys stay. */
  compact(revision: Revision): Promise<void>;
  /** Grants a lease; keys written with it are deleted together when `ttlSeconds` have passed. */
  lease(ttlSeconds: number): Promise<LeaseId>;
  /** Resolves with a revision that is at least the newest acknowledged one, once every watcher has been handed it. */
  progress(): Promise<Revision>;
  /** Ends watches, flushes, and releases files. Idempotent. */
  close(): Promise<void>;
}

/** What can go wrong in a store: closed, so a new fault does not compile until it is mapped to an API error. */
export type StoreFault =
  | { readonly kind: "KeyExists"; readonly key: string; readonly revision: Revision }
  | { readonly kind: "KeyNotFound"; readonly key: string }
  | { readonly kind: "RevisionConflict"; readonly key: string; readonly expected: Revision; readonly actual: Revision }
  | { readonly kind: "Compacted"; readonly requested: Revision; readonly compacted: Revision }
  | { readonly kind: "FutureRevision"; readonly requested: Revision; readonly current: Revision }
  | { readonly kind: "TooLarge"; readonly key: string; readonly bytes: number; readonly limit: number }
  | { readonly kind: "Unavailable"; readonly detail: string }
  | { readonly kind: "Corrupt"; readonly detail: string };

/** The only error a store rejects with. */
export class StoreError extends Error {
  readonly fault: StoreFault;
  constructor(fault: StoreFault, options?: ErrorOptions) {
    super(describeFault(fault), options);
    this.name = "StoreError";
    this.fault = fault;
  }
}

function describeFault(fault: StoreFault): string {
  switch (fault.kind) {
    case "KeyExists":
      return `key ${fault.key} exists at revision ${fault.revision}`;
    case "KeyNotFound":
      return `key ${fault.key} does not exist`;
    case "RevisionConflict":
      return `key ${fault.key} is at revision ${fault.actual}, not ${fault.expected}`;
    case "Compacted":
      return `revision ${fault.requested} was compacted (history starts after ${fault.compacted})`;
    case "FutureRevision":
      return `revision ${fault.requested} is ahead of the store (${fault.current})`;
    case "TooLarge":
      return `value of ${fault.key} has ${fault.bytes} bytes, more than ${fault.limit}`;
    case "Unavailable":
    case "Corrupt":
      return fault.detail;
  }
}
