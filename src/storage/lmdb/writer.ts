/**
 * The one writer. Commits that arrive while a flush runs share the next one.
 *
 * Promises: preconditions are checked against acknowledged state only, because a commit that names a key with an unflushed write waits
 * for that flush and is then checked anew; a commit resolves after its transaction is durable and `onCommitted` has run; revisions are
 * given out when a group is sealed, which is after the fate of the last one is known: a failed flush leaves no hole and no reuse.
 *
 * Hot path: measured by test/bench/lmdb.bench.ts.
 */
import type { Logger } from "../../util/logger.js";
import { type Commit, type LeaseId, type Revision, StoreError, type StoreEvent, type Write } from "../store.js";
import { commitErrorOf, type Environment, isWorthRetrying, type SyncMode, toStoreError } from "./environment.js";
import { bytesOf, type StagedCommit, type StagedWrite } from "./group.js";
import { GroupWriter, type Maintenance } from "./group-writer.js";
import { IdleSync } from "./idle-sync.js";
import type { Journal } from "./journal.js";
import { checkPrecondition, checkWrites } from "./preconditions.js";
import type { Reader } from "./reader.js";
import { RecentHeads } from "./recent-heads.js";
import type { Tail } from "./records.js";
import type { Unsettled } from "./unsettled.js";

export interface WriterOptions {
  readonly environment: Environment;
  readonly reader: Reader;
  readonly tail: Tail;
  /** Durable commits that LMDB does not have yet; shared with the reader. */
  readonly unsettled: Unsettled;
  /** For `always`; see `GroupWriterOptions`. */
  readonly openJournal?: (() => Promise<Journal>) | undefined;
  readonly sync: SyncMode;
  readonly maxValueBytes: number;
  readonly maxQueuedBytes: number;
  readonly logger: Logger;
  /** Throws when a write names a lease that has ended. */
  readonly checkLeases: (writes: readonly Write[]) => void;
  /** Hands the events of a durable group to every watcher; must not throw. */
  readonly onCommitted: (events: readonly StoreEvent[], revision: Revision) => void;
}

/** What leases add to a commit. */
export interface CommitExtras {
  /** Only writes to keys that this lease still holds are done. */
  readonly heldBy?: LeaseId;
  readonly extra?: (environment: Environment) => void;
}

interface Request extends CommitExtras {
  readonly commit: Commit;
  resolve(revision: Revision): void;
  reject(error: Error): void;
}

interface MaintenanceRequest extends Maintenance {
  resolve(): void;
  reject(error: Error): void;
}

/** A group that is durable, or was refused. */
interface Flushed {
  readonly commits: readonly StagedCommit[];
  readonly changed: readonly StagedCommit[];
  readonly unchanged: readonly StagedCommit[];
  readonly maintenance: readonly MaintenanceRequest[];
  readonly events: readonly StoreEvent[];
  readonly failure: StoreError | undefined;
}

/** After so many groups of one commit in a row the next one is taken to be alone as well. */
export const loneGroups = 8;

/** A group is sealed when it has this much. */
const maxGroupBytes = 8 * 2 ** 20;

export class Writer {
  /** The newest revision that is durable and delivered. */
  revision: Revision;
  readonly #options: WriterOptions;
  readonly #environment: Environment;
  readonly #groups: GroupWriter;
  readonly #recent = new RecentHeads();
  /** Keys with an unflushed write, and the commits that wait for it. */
  readonly #pending = new Map<string, Request[] | undefined>();
  #queue: StagedCommit[] = [];
  #queuedBytes = 0;
  #maintenance: MaintenanceRequest[] = [];
  #scheduled = false;
  /** How many groups in a row were a single commit that nobody waited for. */
  #lone = 0;
  #flushing: Promise<void> | undefined;
  readonly #idleSync: IdleSync | undefined;
  /** Why nothing is accepted any more. */
  fault: StoreError | undefined;
  #closed = false;

  constructor(options: WriterOptions) {
    this.#options = options;
    this.#environment = options.environment;
    const { environment, tail, unsettled, openJournal, logger } = options;
    const settle = () => void this.settle().catch(() => {});
    this.#groups = new GroupWriter({ environment, tail, unsettled, openJournal, logger, settle });
    if (options.sync === "batched") this.#idleSync = new IdleSync(environment, (error) => this.#syncFailed(error));
    this.revision = unsettled.revision;
    // From an earlier process. A failure is logged, and the next write tries again.
    if (unsettled.commits.length > 0) settle();
  }

  /** While true LMDB may have more than is known of it. */
  get isStoring(): boolean {
    return this.#groups.isStoring;
  }

  /** Resolves when LMDB has everything acknowledged before. */
  settle(): Promise<void> {
    return this.#options.unsettled.commits.length === 0 ? Promise.resolve() : this.maintain(0, () => {});
  }

  /** True when `key` may be newer on disk than what is acknowledged. */
  isPending(key: string): boolean {
    return this.#pending.has(key);
  }

  /** Keys whose newest state on disk may be unacknowledged. */
  pendingKeys(): IterableIterator<string> {
    return this.#pending.keys();
  }

  commit(commit: Commit, extras: CommitExtras = {}): Promise<Revision> {
    return new Promise((resolve, reject) => {
      checkWrites(commit, this.#options.maxValueBytes);
      // Spread last: members added to the copy a leading spread makes cost microseconds each.
      this.#admit({ commit, resolve, reject, ...extras });
    });
  }

  /** Runs in a transaction of its own or beside commits; `apply` must only queue writes. */
  maintain(through: Revision, apply: (environment: Environment) => void): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#refuseWhenStopped();
      this.#maintenance.push({ apply, through, resolve, reject });
      this.#schedule();
    });
  }

  /** Accepts nothing more, for this reason. */
  stop(failure: StoreError): void {
    this.fault ??= failure;
  }

  /** Flushes what was accepted and accepts nothing more. */
  async close(): Promise<void> {
    this.#closed = true;
    while (this.#flushing !== undefined || this.#scheduled) {
      await (this.#flushing ?? new Promise((resolve) => setImmediate(resolve)));
    }
    await this.#idleSync?.close();
    if (this.fault === undefined) await this.#groups.close();
  }

  #refuseWhenStopped(): void {
    if (this.fault !== undefined) {
      throw this.fault;
    }
    if (this.#closed) {
      throw new StoreError({ kind: "Unavailable", detail: "the store is closed" });
    }
  }

  #admit(request: Request): void {
    this.#refuseWhenStopped();
    const { preconditions, writes } = request.commit;
    for (const { key } of preconditions) {
      if (this.#waitsFor(key, request)) {
        return;
      }
    }
    for (const { key } of writes) {
      if (this.#waitsFor(key, request)) {
        return;
      }
    }
    const staged = this.#stage(request);
    for (const precondition of preconditions) {
      checkPrecondition(precondition, this.#revisionOf(precondition.key, staged));
    }
    this.#options.checkLeases(writes);
    if (staged.length === 0 && request.extra === undefined) {
      request.resolve(this.revision);
      return;
    }
    this.#enqueue(request, staged);
  }

  #waitsFor(key: string, request: Request): boolean {
    if (!this.#pending.has(key)) {
      return false;
    }
    const waiting = this.#pending.get(key);
    if (waiting === undefined) {
      this.#pending.set(key, [request]);
    } else {
      waiting.push(request);
    }
    return true;
  }

  /** Deleting what does not exist is no change and makes no event. */
  #stage(request: Request): StagedWrite[] {
    const staged: StagedWrite[] = [];
    for (const { key, value, lease = 0 } of request.commit.writes) {
      const previous = this.#recent.get(key) ?? this.#options.reader.head(key);
      const held = request.heldBy === undefined || previous?.lease === request.heldBy;
      if (held && (value !== null || previous !== undefined)) {
        staged.push({ key, keyBytes: Buffer.byteLength(key), value, lease: value === null ? 0 : lease, previous });
      }
    }
    return staged;
  }

  /** What is written has been read already. */
  #revisionOf(key: string, staged: readonly StagedWrite[]): Revision {
    for (const write of staged) {
      if (write.key === key) {
        return write.previous?.revision ?? 0;
      }
    }
    return this.#recent.get(key)?.revision ?? this.#options.reader.headRevision(key);
  }

  #enqueue(request: Request, writes: readonly StagedWrite[]): void {
    const bytes = bytesOf(writes);
    if (this.#queuedBytes + bytes > this.#options.maxQueuedBytes) {
      throw new StoreError({ kind: "Unavailable", detail: "too many writes are waiting for the disk" });
    }
    this.#queuedBytes += bytes;
    for (const { key } of writes) {
      this.#pending.set(key, undefined);
    }
    const { extra, resolve, reject } = request;
    this.#queue.push({ writes, resolve, reject, ...(extra === undefined ? {} : { extra }) });
    this.#schedule();
  }

  /**
   * The first commit waits for the end of the turn of the event loop, so that its neighbours can join. Where commits come alone none joins,
   * and waiting would cost as much as handing one over.
   */
  #schedule(): void {
    if (this.#scheduled || this.#flushing !== undefined) return;
    if (this.#lone >= loneGroups) {
      this.#flushing = this.#flush();
      return;
    }
    this.#scheduled = true;
    setImmediate(() => {
      this.#scheduled = false;
      this.#flushing = this.#flush();
    });
  }

  /** The disk gets the next group before the last one is acknowledged: telling watchers and clients takes as long as a flush. */
  async #flush(): Promise<void> {
    let flushed = await this.#write();
    this.#lone = flushed.changed.length === 1 && !this.#isWorkWaiting() ? this.#lone + 1 : 0;
    while (this.#isWorkWaiting()) {
      const next = this.#write();
      this.#finish(flushed);
      flushed = await next;
    }
    this.#finish(flushed);
    this.#flushing = undefined;
    // Commits that waited for a key of the last group.
    if (this.#isWorkWaiting()) {
      this.#flushing = this.#flush();
    } else {
      this.#idleSync?.soon();
    }
  }

  #isWorkWaiting(): boolean {
    return this.#queue.length > 0 || this.#maintenance.length > 0;
  }

  /** Seals a group and makes it durable; it is seen by nobody before `#finish`. */
  async #write(): Promise<Flushed> {
    const commits = this.#takeGroup();
    const maintenance = this.#maintenance;
    this.#maintenance = [];
    const changed = commits.filter((commit) => commit.writes.length > 0);
    const unchanged = commits.filter((commit) => commit.writes.length === 0);
    let failure = this.fault;
    let events: readonly StoreEvent[] = [];
    if (failure === undefined) {
      try {
        events = await this.#groups.write({ changed, unchanged, maintenance });
      } catch (error) {
        failure = await this.#failed(error);
      }
    }
    return { commits, changed, unchanged, maintenance, events, failure };
  }

  #finish(flushed: Flushed): void {
    const { commits, maintenance, failure } = flushed;
    if (failure === undefined) {
      this.#acknowledge(flushed);
    } else {
      for (const refused of [...commits, ...maintenance]) {
        refused.reject(failure);
      }
    }
    this.#release(commits);
  }

  #takeGroup(): StagedCommit[] {
    let bytes = 0;
    let count = 0;
    while (count < this.#queue.length && (count === 0 || bytes < maxGroupBytes)) {
      bytes += bytesOf(this.#queue[count]?.writes ?? []);
      count += 1;
    }
    this.#queuedBytes -= bytes;
    const group = this.#queue.slice(0, count);
    this.#queue = this.#queue.slice(count);
    return group;
  }

  /** Watchers first: whoever sees an acknowledgement may rely on every watcher having been handed the event. */
  #acknowledge({ changed, unchanged, maintenance, events }: Flushed): void {
    const first = this.revision + 1;
    this.revision += changed.length;
    if (changed.length > 0) {
      this.#options.onCommitted(events, this.revision);
    }
    for (const [at, commit] of changed.entries()) {
      this.#recent.written(commit.writes, first + at);
      commit.resolve(first + at);
    }
    for (const commit of unchanged) {
      commit.resolve(this.revision);
    }
    for (const { resolve } of maintenance) {
      resolve();
    }
  }

  #release(commits: readonly StagedCommit[]): void {
    const waiting: Request[] = [];
    for (const commit of commits) {
      for (const { key } of commit.writes) {
        waiting.push(...(this.#pending.get(key) ?? []));
        this.#pending.delete(key);
      }
    }
    for (const request of waiting) {
      try {
        this.#admit(request);
      } catch (error) {
        request.reject(error instanceof Error ? error : new Error(String(error)));
      }
    }
  }

  /** After a full disk later writes may succeed. After anything else nothing is written until the store is opened anew. */
  async #failed(error: unknown): Promise<StoreError> {
    const cause = await commitErrorOf(error);
    const failure = toStoreError(cause, this.#environment.file);
    const stopped = !isWorthRetrying(cause) || !this.#readable();
    if (stopped) this.fault = failure;
    this.#options.logger.error("store: a write failed", { error: failure.message, stopped });
    return failure;
  }

  /** LMDB refuses every transaction after it could not write a meta page. */
  #readable(): boolean {
    try {
      this.#environment.root.resetReadTxn();
      this.#environment.meta.getBinaryFast("tail");
      return true;
    } catch {
      return false;
    }
  }

  #syncFailed(error: unknown): void {
    this.fault = toStoreError(error, this.#environment.file);
    this.#options.logger.error("store: the disk could not be synced", { error: this.fault.message });
  }
}
