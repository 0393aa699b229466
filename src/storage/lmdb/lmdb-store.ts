/**
 * The embedded store: the contract of ../store.ts over one LMDB file in `dataDir`.
 *
 * Values live in the file's mapping, not in JavaScript; a read copies out what it returns. Durable before acknowledged with
 * `sync: "always"`. One process at a time: opening takes a lock that names its owner.
 */
import fs from "node:fs";
import path from "node:path";
import { type Clock, systemClock } from "../../util/clock.js";
import { type Logger, silentLogger } from "../../util/logger.js";
import {
  type Commit,
  type LeaseId,
  type ListOptions,
  type ListResult,
  type Revision,
  type Store,
  type StoreEntry,
  StoreError,
  type StoreWatch,
  type WatchSink,
} from "../store.js";
import { Compaction } from "./compaction.js";
import { copyStore } from "./copy.js";
import type { CopyDesk } from "./copy-desk.js";
import { type Environment, openEnvironment, type SyncMode, storeFileName, toStoreError } from "./environment.js";
import { type FileWatch, watchFile } from "./file-watch.js";
import { checkFormat, ensureStoreFile, giveIdentity, lockFolder, readTail, storeIdOf } from "./format.js";
import { hasJournal, openJournal } from "./journal.js";
import { Leases } from "./leases.js";
import type { ProcessLock } from "./process-lock.js";
import { Reader } from "./reader.js";
import type { Tail } from "./records.js";
import { readUnsettled } from "./recovery.js";
import type { Unsettled } from "./unsettled.js";
import { WatchHub } from "./watch-hub.js";
import { Writer } from "./writer.js";

export interface LmdbStoreOptions {
  readonly dataDir: string;
  readonly sync: SyncMode;
  readonly maxValueBytes?: number;
  /** More than this in commits that wait for the disk is refused. */
  readonly maxQueuedBytes?: number;
  /** Times leases. */
  readonly clock?: Clock;
  readonly logger?: Logger;
  /** Key prefixes whose history `trim` forgets: values of which only the newest matters (leases, events). */
  readonly lastValueOnlyPrefixes?: readonly string[];
}

export interface LmdbStore extends Store {
  /** `compact` for the last-value-only prefixes alone. */
  trim(revision: Revision): Promise<void>;
  /** Writes a consistent, compacted copy of the store to a folder that has none, while the store goes on. */
  backup(folder: string): Promise<void>;
  sizes(): StoreSizes;
}

export interface StoreSizes {
  /** What the file takes on disk. */
  readonly fileBytes: number;
  readonly keys: number;
  /** Writes in the kept history. */
  readonly logRecords: number;
}

/** Copies by other processes are taken from then on; a start has no time for it. */
const deskDelayMs = 300;

/** How large objects may be is said by who knows their kinds (`registry/write/size-limit.ts`). This is where it ends in any form. */
export const defaultMaxValueBytes = 16 * 2 ** 20;
export const defaultMaxQueuedBytes = 256 * 2 ** 20;

/** Rejects with StoreError: `Unavailable` (in use, no permission, no space) or `Corrupt` (damaged, foreign, newer). */
export async function openLmdbStore(options: LmdbStoreOptions): Promise<LmdbStore> {
  const file = path.join(options.dataDir, storeFileName);
  const lock = await lockFolder(options.dataDir);
  let environment: Environment | undefined;
  try {
    await ensureStoreFile(options.dataDir);
    environment = openEnvironment({ file, sync: options.sync });
    checkFormat(environment);
    const storeId = storeIdOf(environment) ?? (await giveIdentity(environment));
    const tail = readTail(environment, new Reader(environment));
    const unsettled = readUnsettled(environment, { folder: options.dataDir, storeId, tail });
    return new LmdbStoreImpl(options, lock, { environment, storeId, tail, unsettled });
  } catch (error) {
    await environment?.root.close();
    lock.release();
    throw toStoreError(error, file);
  }
}

/** What was found in the folder. */
interface Opened {
  readonly environment: Environment;
  readonly storeId: Buffer;
  readonly tail: Tail;
  readonly unsettled: Unsettled;
}

class LmdbStoreImpl implements LmdbStore {
  readonly #environment: Environment;
  readonly #lock: ProcessLock;
  readonly #unsettled: Unsettled;
  readonly #reader: Reader;
  readonly #writer: Writer;
  readonly #watches: WatchHub;
  readonly #leases: Leases;
  readonly #compaction: Compaction;
  readonly #lastValueOnly: readonly string[];
  readonly #underWay = new Set<Promise<unknown>>();
  readonly #logger: Logger;
  readonly #fileWatch: FileWatch;
  #deskTimer: NodeJS.Timeout | undefined;
  #desk: Promise<CopyDesk | undefined> = Promise.resolve(undefined);
  #closing: Promise<void> | undefined;

  constructor(options: LmdbStoreOptions, lock: ProcessLock, { environment, storeId, tail, unsettled }: Opened) {
    const { clock = systemClock, logger = silentLogger, lastValueOnlyPrefixes = [] } = options;
    this.#environment = environment;
    this.#lock = lock;
    this.#lastValueOnly = lastValueOnlyPrefixes;
    this.#unsettled = unsettled;
    this.#reader = new Reader(environment, unsettled);
    this.#writer = new Writer({
      environment,
      reader: this.#reader,
      tail,
      unsettled,
      ...(hasJournal && options.sync === "always" ? { openJournal: () => openJournal(options.dataDir, storeId) } : {}),
      sync: options.sync,
      maxValueBytes: options.maxValueBytes ?? defaultMaxValueBytes,
      maxQueuedBytes: options.maxQueuedBytes ?? defaultMaxQueuedBytes,
      logger,
      checkLeases: (writes) => this.#leases.check(writes),
      onCommitted: (events, revision) => {
        this.#compaction.committed(events);
        this.#watches.deliver(events, revision);
      },
    });
    this.#compaction = new Compaction(environment, this.#writer, lastValueOnlyPrefixes);
    this.#watches = new WatchHub({
      reader: this.#reader,
      logger,
      revision: () => this.#writer.revision,
      compactedUnder: (prefix) => this.#compaction.compactedUnder(prefix),
    });
    this.#leases = new Leases({ environment, writer: this.#writer, clock, logger });
    this.#logger = logger;
    this.#fileWatch = watchFile(environment.file, (fault) => {
      logger.error("store: nothing is written any more", { error: fault.message });
      this.#writer.stop(fault);
    });
    this.#deskTimer = setTimeout(() => {
      this.#desk = this.#openDesk(options.dataDir);
    }, deskDelayMs).unref();
  }

  /** A store without a desk works; only copies by other processes are refused. */
  async #openDesk(dataDir: string): Promise<CopyDesk | undefined> {
    try {
      const { openCopyDesk } = await import("./copy-desk.js");
      return await openCopyDesk(dataDir, (folder) => this.backup(folder));
    } catch (error) {
      this.#logger.warn("store: no backups while it is open", { error: String(error) });
      return undefined;
    }
  }

  get fault(): StoreError | undefined {
    return this.#writer.fault;
  }

  get revision(): Revision {
    return this.#writer.revision;
  }

  get compactedRevision(): Revision {
    return this.#compaction.compacted;
  }

  async get(key: string, options: { readonly revision?: Revision } = {}): Promise<StoreEntry | undefined> {
    const revision = this.#readableRevision(key, options.revision);
    return this.#reading(() => this.#reader.get(key, revision));
  }

  async list(prefix: string, options: ListOptions = {}): Promise<ListResult> {
    const revision = this.#readableRevision(prefix, options.revision);
    return this.#running(this.#reader.list(prefix, revision, this.#isStoring(prefix), options));
  }

  commit(commit: Commit): Promise<Revision> {
    return this.#writer.commit(commit);
  }

  watch(prefix: string, from: Revision, sink: WatchSink): StoreWatch {
    this.#refuseWhenClosed();
    return this.#watches.watch(prefix, from, sink);
  }

  compact(revision: Revision): Promise<void> {
    return this.#running(this.#compaction.compact(revision));
  }

  trim(revision: Revision): Promise<void> {
    return this.#running(this.#compaction.trim(revision, this.#lastValueOnly));
  }

  lease(ttlSeconds: number): Promise<LeaseId> {
    return this.#leases.grant(ttlSeconds);
  }

  progress(): Promise<Revision> {
    return this.#watches.progress();
  }

  async backup(folder: string): Promise<void> {
    this.#refuseWhenClosed();
    await this.#running(this.#writer.settle().then(() => copyStore(this.#environment, folder)));
  }

  sizes(): StoreSizes {
    this.#refuseWhenClosed();
    const count = (database: object): number => {
      const stats: unknown = Reflect.apply(Reflect.get(database, "getStats"), database, []);
      return typeof stats === "object" && stats !== null && "entryCount" in stats ? Number(stats.entryCount) : 0;
    };
    return {
      fileBytes: fs.statSync(this.#environment.file).size,
      keys: count(this.#environment.head),
      logRecords: count(this.#environment.log),
    };
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    clearTimeout(this.#deskTimer);
    this.#fileWatch.stop();
    this.#watches.closeAll();
    await this.#leases.close();
    await this.#writer.close();
    await Promise.allSettled(this.#underWay);
    await this.#environment.root.close();
    // Last, because to other containers the socket is the sign that the lock is held.
    await (await this.#desk)?.close();
    this.#lock.release();
  }

  #refuseWhenClosed(): void {
    if (this.#closing !== undefined) {
      throw new StoreError({ kind: "Unavailable", detail: "the store is closed" });
    }
  }

  /** While a write is on its way LMDB may be newer than what is acknowledged; then the past is read. */
  #isStoring(prefix: string): boolean {
    if (!this.#writer.isStoring) return false;
    if (this.#unsettled.touches(prefix)) return true;
    for (const key of this.#writer.pendingKeys()) {
      if (key.startsWith(prefix)) {
        return true;
      }
    }
    return false;
  }

  #readableRevision(prefix: string, revision: Revision = this.revision): Revision {
    this.#refuseWhenClosed();
    if (revision > this.revision) {
      throw new StoreError({ kind: "FutureRevision", requested: revision, current: this.revision });
    }
    const compacted = this.#compaction.compactedUnder(prefix);
    if (revision < compacted) {
      throw new StoreError({ kind: "Compacted", requested: revision, compacted });
    }
    return revision;
  }

  /** The file must not be closed under it. */
  async #running<T>(work: Promise<T>): Promise<T> {
    this.#underWay.add(work);
    try {
      return await work;
    } catch (error) {
      throw toStoreError(error, this.#environment.file);
    } finally {
      this.#underWay.delete(work);
    }
  }

  #reading<T>(read: () => T): T {
    try {
      return read();
    } catch (error) {
      throw toStoreError(error, this.#environment.file);
    }
  }
}
