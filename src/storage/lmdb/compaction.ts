/**
 * Forgetting history while the store runs. The new limit is made durable first, so a crash in between leaves records that no reader
 * looks at and the next compaction removes; then the records go in slices beside the commits, each a few milliseconds of work.
 * LMDB reuses the freed pages; `apiserver store compact` gives them back to the disk.
 */
import type { Clock } from "../../util/clock.js";
import { type Revision, type Store, StoreError } from "../store.js";
import type { Environment } from "./environment.js";
import { decodeLog, decodeLogKey, indexKey, logKey, readUint64, uint64 } from "./records.js";
import type { Writer } from "./writer.js";

/** Log records looked at for one slice, and bytes read for it. */
const sliceRecords = 200;
const sliceBytes = 2 ** 20;

interface Slice {
  readonly remove: { readonly logKey: Buffer; readonly indexKey: Buffer | undefined }[];
  /** Where the next one begins; undefined when all was seen. */
  readonly next: Buffer | undefined;
}

export class Compaction {
  /** Everything below or at this revision has lost its history. */
  compacted: Revision;
  readonly #environment: Environment;
  readonly #writer: Writer;
  /** Like `compacted`, for single prefixes that keep less. */
  readonly #trimmed = new Map<string, Revision>();
  #last: Promise<void> = Promise.resolve();

  constructor(environment: Environment, writer: Writer, prefixes: readonly string[]) {
    this.#environment = environment;
    this.#writer = writer;
    this.compacted = readRevision(environment, "compacted");
    // A prefix that is no longer asked for has still lost its history.
    const known = [...environment.meta.getKeys({ start: trimKey(""), end: `${trimKey("")}\u{10ffff}` })];
    for (const prefix of new Set([...prefixes, ...known.map((key) => key.slice(trimKey("").length))])) {
      this.#trimmed.set(prefix, readRevision(environment, trimKey(prefix)));
    }
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
          await this.#removeAll(from, revision, prefix);
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

  async #removeAll(after: Revision, through: Revision, prefix: string): Promise<void> {
    let start: Buffer | undefined = logKey(after, 0);
    while (start !== undefined) {
      const slice: Slice = this.#slice(start, through, prefix);
      if (slice.remove.length > 0) {
        await this.#writer.maintain(through, ({ log, index }) => {
          for (const record of slice.remove) {
            log.remove(record.logKey);
            if (record.indexKey !== undefined) {
              index.remove(record.indexKey);
            }
          }
        });
      } else {
        await new Promise((resolve) => setImmediate(resolve));
      }
      start = slice.next;
    }
  }

  #slice(start: Buffer, through: Revision, prefix: string): Slice {
    const remove: { logKey: Buffer; indexKey: Buffer | undefined }[] = [];
    let seen = 0;
    let bytes = 0;
    for (const { key, value } of this.#environment.log.getRange({ start, end: logKey(through + 1, 0) })) {
      if (seen === sliceRecords || bytes > sliceBytes) {
        return { remove, next: Buffer.from(key) };
      }
      seen += 1;
      bytes += value.length;
      const record = decodeLog(value);
      if (record === undefined) {
        const detail = `${this.#environment.file}: the log at revision ${decodeLogKey(key).revision} is damaged`;
        throw new StoreError({ kind: "Corrupt", detail: `${detail}. Check with 'apiserver store verify'.` });
      }
      if (record.key.startsWith(prefix)) {
        const { revision } = decodeLogKey(key);
        const indexed = record.previousRevision === 0 ? undefined : indexKey(record.key, revision);
        remove.push({ logKey: Buffer.from(key), indexKey: indexed });
      }
    }
    return { remove, next: undefined };
  }
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
