/**
 * Forgetting history while the store runs. The new limit is made durable first, so a crash in between leaves records that no reader
 * looks at and the next compaction removes; then the records go in slices beside the commits, each a few milliseconds of work.
 * LMDB reuses the freed pages; `apiserver store compact` gives them back to the disk.
 */
import type { Clock } from "../../util/clock.js";
import { type Revision, type Store, StoreError, type StoreEvent } from "../store.js";
import type { Environment } from "./environment.js";
import { LastValueWrites } from "./last-value-writes.js";
import { decodeLog, decodeLogKey, indexKey, type LogRecord, logKey, readUint64, uint64 } from "./records.js";
import type { Writer } from "./writer.js";

/** Log records looked at for one slice, and bytes read for it. */
const sliceRecords = 200;
const sliceBytes = 2 ** 20;

interface Removal {
  readonly logKey: Buffer;
  readonly indexKey: Buffer | undefined;
}

interface Slice {
  readonly remove: readonly Removal[];
  /** Where the next one begins; undefined when all was seen. */
  readonly next: Buffer | undefined;
}

export class Compaction {
  /** Everything below or at this revision has lost its history. */
  compacted: Revision;
  readonly #environment: Environment;
  readonly #writer: Writer;
  readonly #lastValueWrites: LastValueWrites;
  /** Like `compacted`, for single prefixes that keep less. */
  readonly #trimmed = new Map<string, Revision>();
  #last: Promise<void> = Promise.resolve();

  constructor(environment: Environment, writer: Writer, prefixes: readonly string[]) {
    this.#environment = environment;
    this.#writer = writer;
    this.#lastValueWrites = new LastValueWrites(prefixes, writer.revision);
    this.compacted = readRevision(environment, "compacted");
    // A prefix that is no longer asked for has still lost its history.
    const known = [...environment.meta.getKeys({ start: trimKey(""), end: `${trimKey("")}\u{10ffff}` })];
    for (const prefix of new Set([...prefixes, ...known.map((key) => key.slice(trimKey("").length))])) {
      this.#trimmed.set(prefix, readRevision(environment, trimKey(prefix)));
    }
  }

  /** Every durable group, in revision order. */
  committed(events: readonly StoreEvent[]): void {
    this.#lastValueWrites.note(events);
  }

  compactedUnder(prefix: string): Revision {
    let revision = this.compacted;
    for (const [trimmed, at] of this.#trimmed) {
      if (trimmed.startsWith(prefix) || prefix.startsWith(trimmed)) {
        revision = Math.max(revision, at);
      }
    }
    return revision;
  }

  compact(revision: Revision): Promise<void> {
    return this.#inTurn(async () => {
      this.#check(revision);
      if (revision < this.compacted) {
        return;
      }
      if (revision > this.compacted) {
        await this.#writer.maintain(0, ({ meta }) => meta.put("compacted", uint64(revision)));
        this.compacted = revision;
      }
      // Also when the limit was there already: a process that ended in between has left records below it.
      await this.#removeAll(0, revision, "");
    });
  }

  /** As `compact`, for the last-value-only prefixes alone. */
  trim(revision: Revision, prefixes: readonly string[]): Promise<void> {
    return this.#inTurn(async () => {
      this.#check(revision);
      for (const prefix of prefixes) {
        const from = this.compactedUnder(prefix);
        if (revision > from) {
          await this.#writer.maintain(0, ({ meta }) => meta.put(trimKey(prefix), uint64(revision)));
          this.#trimmed.set(prefix, revision);
          await this.#removeWrites(from, revision, prefix);
        }
      }
    });
  }

  #check(revision: Revision): void {
    if (revision > this.#writer.revision) {
      throw new StoreError({ kind: "FutureRevision", requested: revision, current: this.#writer.revision });
    }
  }

  #inTurn(work: () => Promise<void>): Promise<void> {
    const done = this.#last.then(work);
    this.#last = done.catch(() => {});
    return done;
  }

  /** What was written under a prefix: what is noted goes at once, the rest has to be found. */
  async #removeWrites(after: Revision, through: Revision, prefix: string): Promise<void> {
    const { unknownThrough, revisions } = this.#lastValueWrites.take(prefix, through);
    if (unknownThrough > after) await this.#removeAll(after, unknownThrough, prefix);
    for (let at = 0; at < revisions.length; at += sliceRecords) {
      const remove = revisions.slice(at, at + sliceRecords).flatMap((revision) => {
        return [...this.#records(logKey(revision, 0), revision)].flatMap((record) => removalOf(record, prefix));
      });
      await this.#remove(remove, through);
    }
  }

  async #removeAll(after: Revision, through: Revision, prefix: string): Promise<void> {
    let start: Buffer | undefined = logKey(after, 0);
    while (start !== undefined) {
      const slice: Slice = this.#slice(start, through, prefix);
      await this.#remove(slice.remove, through);
      start = slice.next;
    }
  }

  async #remove(removals: readonly Removal[], through: Revision): Promise<void> {
    if (removals.length === 0) {
      await new Promise((resolve) => setImmediate(resolve));
      return;
    }
    await this.#writer.maintain(through, ({ log, index }) => {
      for (const removal of removals) {
        log.remove(removal.logKey);
        if (removal.indexKey !== undefined) index.remove(removal.indexKey);
      }
    });
  }

  #slice(start: Buffer, through: Revision, prefix: string): Slice {
    const remove: Removal[] = [];
    let seen = 0;
    let bytes = 0;
    for (const found of this.#records(start, through)) {
      if (seen === sliceRecords || bytes > sliceBytes) return { remove, next: found.logKey };
      seen += 1;
      bytes += found.bytes;
      remove.push(...removalOf(found, prefix));
    }
    return { remove, next: undefined };
  }

  /** Throws StoreError `Corrupt`. */
  *#records(start: Buffer, through: Revision): Generator<FoundRecord> {
    for (const { key, value } of this.#environment.log.getRange({ start, end: logKey(through + 1, 0) })) {
      const { revision } = decodeLogKey(key);
      const record = decodeLog(value);
      if (record === undefined) {
        const detail = `${this.#environment.file}: the log at revision ${revision} is damaged`;
        throw new StoreError({ kind: "Corrupt", detail: `${detail}. Check with 'apiserver store verify'.` });
      }
      yield { logKey: Buffer.from(key), revision, record, bytes: value.length };
    }
  }
}

interface FoundRecord {
  readonly logKey: Buffer;
  readonly revision: Revision;
  readonly record: LogRecord;
  readonly bytes: number;
}

/** [] where the record is of another prefix. The index has only writes that replaced something. */
function removalOf({ logKey: at, revision, record }: FoundRecord, prefix: string): readonly Removal[] {
  if (!record.key.startsWith(prefix)) return [];
  return [{ logKey: at, indexKey: record.previousRevision === 0 ? undefined : indexKey(record.key, revision) }];
}

export interface CompactorOptions {
  readonly store: Pick<Store, "revision" | "compact"> & { trim?(revision: Revision): Promise<void> };
  readonly clock: Clock;
  /** How often to compact; kube-apiserver's etcd compaction interval is five minutes. */
  readonly intervalMs?: number;
  /** How much history stays. */
  readonly keepMs?: number;
  /** How much stays of the last-value-only prefixes: enough for a watch to resume. */
  readonly keepLastValueMs?: number;
  readonly onError: (error: unknown) => void;
}

export interface Compactor {
  stop(): Promise<void>;
}

const defaultKeepMs = 5 * 60_000;
const defaultKeepLastValueMs = 60_000;

/**
 * Compacts at every interval to the revision the store had `keepMs` ago. It remembers revisions by its own clock from its start on, so
 * after a restart history stays for at least `keepMs` again.
 */
export function startCompactor(options: CompactorOptions): Compactor {
  const { store, clock, keepMs = defaultKeepMs, keepLastValueMs = defaultKeepLastValueMs } = options;
  const intervalMs = options.intervalMs ?? Math.min(keepMs, keepLastValueMs);
  const stopped = new AbortController();
  let samples: { readonly atMs: number; readonly revision: Revision }[] = [];
  const before = (atMs: number) => samples.findLast((sample) => sample.atMs <= atMs)?.revision ?? 0;
  const pass = async () => {
    const now = clock.monotonicMs();
    samples.push({ atMs: now, revision: store.revision });
    const oldest = samples.findLastIndex((sample) => sample.atMs <= now - keepMs);
    samples = samples.slice(Math.max(0, oldest));
    await store.compact(before(now - keepMs));
    await store.trim?.(before(now - keepLastValueMs));
  };
  const run = async () => {
    while (!stopped.signal.aborted) {
      try {
        await pass();
      } catch (error) {
        options.onError(error);
      }
      await clock.sleep(intervalMs, { signal: stopped.signal, unref: true });
    }
  };
  const running = run();
  return {
    async stop() {
      stopped.abort();
      await running;
    },
  };
}

function trimKey(prefix: string): string {
  return `trimmed:${prefix}`;
}

function readRevision(environment: Environment, key: string): Revision {
  const bytes = environment.meta.get(key);
  return bytes === undefined ? 0 : readUint64(bytes, 0);
}
