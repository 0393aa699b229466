/**
 * Reads of the newest and of past states: what is not in LMDB yet from `Unsettled`, everything else from LMDB. Every method is synchronous
 * and sees one snapshot unless it is given a transaction.
 */
import type { Transaction } from "lmdb";
import {
  type ListOptions,
  type ListResult,
  type Revision,
  type StoreEntry,
  StoreError,
  type StoreEvent,
} from "../store.js";
import { type Environment, maxKeyBytes } from "./environment.js";
import {
  compareKeys,
  decodeHead,
  decodeIndexKey,
  decodeLog,
  decodeLogKey,
  type HeadRecord,
  type HeadState,
  indexKey,
  type LogRecord,
  logKey,
  readUint64,
} from "./records.js";
import { Unsettled, type UnsettledEntry } from "./unsettled.js";

/** A scan lets the event loop run after this long. */
const sliceMs = 4;
/** A slice of history ends when it has read this much. */
const sliceBytes = 4 * 2 ** 20;

export class Reader {
  readonly #environment: Environment;
  readonly #unsettled: Unsettled;

  /** Without `unsettled` it sees what LMDB has. */
  constructor(environment: Environment, unsettled: Unsettled = new Unsettled(Number.MAX_SAFE_INTEGER)) {
    this.#environment = environment;
    this.#unsettled = unsettled;
  }

  /** Revision of the key's last write, 0 when it does not exist; without a copy of the value. */
  headRevision(key: string): Revision {
    const newer = this.#unsettled.at(key, Number.MAX_SAFE_INTEGER);
    if (newer !== undefined) return newer?.revision ?? 0;
    const record = Buffer.byteLength(key) > maxKeyBytes ? undefined : this.#environment.head.getBinaryFast(key);
    return record === undefined ? 0 : readUint64(record, 4);
  }

  head(key: string): HeadState | undefined {
    const newer = this.#unsettled.at(key, Number.MAX_SAFE_INTEGER);
    return newer === undefined ? this.stored(key) : (newer ?? undefined);
  }

  /** The key's record in LMDB. */
  stored(key: string): HeadRecord | undefined {
    const record = Buffer.byteLength(key) > maxKeyBytes ? undefined : this.#environment.head.getBinaryFast(key);
    // The buffer belongs to lmdb-js and is overwritten by its next read.
    return record === undefined ? undefined : this.decodeHead(key, Buffer.from(record.subarray(0, record.length)));
  }

  decodeHead(key: string, record: Buffer): HeadRecord {
    return decodeHead(record) ?? this.#damaged(`the record of ${key}`);
  }

  get(key: string, revision: Revision): StoreEntry | undefined {
    const newer = this.#unsettled.at(key, revision);
    if (newer !== undefined) return newer === null ? undefined : entryOf(key, newer);
    const head = this.stored(key);
    if (head !== undefined && head.revision <= revision) {
      return { key, value: head.value, revision: head.revision };
    }
    const replaced = this.replacedAfter(key, revision);
    return replaced !== undefined && replaced.previousRevision <= revision
      ? { key, value: replaced.previous, revision: replaced.previousRevision }
      : undefined;
  }

  /** The first write after `revision` that replaced or deleted a value of `key`. */
  replacedAfter(key: string, revision: Revision): LogRecord | undefined {
    if (Buffer.byteLength(key) > maxKeyBytes) {
      return undefined;
    }
    const range = { start: indexKey(key, revision + 1), end: indexKey(key, Number.MAX_SAFE_INTEGER), limit: 1 };
    for (const { key: found, value: sequence } of this.#environment.index.getRange(range)) {
      return this.logRecord(decodeIndexKey(found).revision, sequence.readUInt32BE(0));
    }
    return undefined;
  }

  logRecord(revision: Revision, sequence: number): LogRecord {
    const record = this.#environment.log.get(logKey(revision, sequence));
    return (record && decodeLog(record)) ?? this.#damaged(`the log at revision ${revision}`);
  }

  /**
   * All entries under `prefix` as of `revision`. `isStoring`: LMDB may have more under the prefix than is known of it. Otherwise, for the
   * newest revision, the index is spared.
   */
  async list(prefix: string, revision: Revision, isStoring: boolean, options: ListOptions): Promise<ListResult> {
    const transaction = this.#environment.root.useReadTransaction();
    const { settled } = this.#unsettled;
    const base = Math.min(revision, settled);
    const newer = this.#unsettled.under(prefix, revision);
    try {
      const from = options.from ?? prefix;
      const heads = this.#heads(prefix, scanStart(from), base, transaction);
      const past = isStoring || base < settled ? this.#past(prefix, from, base, transaction) : [];
      const entries: StoreEntry[] = [];
      let sliceEnd = performance.now() + sliceMs;
      for (const entry of replaced(merge(heads, past), newer, from)) {
        if (entries.length === options.limit) {
          return { entries, revision, more: true };
        }
        entries.push(entry);
        if (entries.length % 8 === 0 && performance.now() > sliceEnd) {
          await new Promise((resolve) => setImmediate(resolve));
          sliceEnd = performance.now() + sliceMs;
        }
      }
      return { entries, revision, more: false };
    } finally {
      transaction.done();
    }
  }

  *#heads(prefix: string, start: Buffer, revision: Revision, transaction: Transaction): Generator<StoreEntry> {
    for (const { key, value: record } of this.#environment.head.getRange({ start, transaction })) {
      if (typeof key !== "string" || !key.startsWith(prefix)) {
        return;
      }
      const head = this.decodeHead(key, record);
      if (head.revision <= revision) {
        yield { key, value: head.value, revision: head.revision };
      }
    }
  }

  /** Entries that existed at `revision` and have been replaced or deleted since. */
  *#past(prefix: string, from: string, revision: Revision, transaction: Transaction): Generator<StoreEntry> {
    let done: string | undefined;
    for (const { key: bytes, value } of this.#environment.index.getRange({ start: scanStart(from), transaction })) {
      const { key, revision: at } = decodeIndexKey(bytes);
      if (!key.startsWith(prefix)) {
        return;
      }
      if (key === done || at <= revision || compareKeys(key, from) < 0) {
        continue;
      }
      done = key;
      const bytesOfLog = this.#environment.log.get(logKey(at, value.readUInt32BE(0)), { transaction });
      const record = (bytesOfLog && decodeLog(bytesOfLog)) ?? this.#damaged(`the log at revision ${at}`);
      if (record.previousRevision <= revision) {
        yield { key, value: record.previous, revision: record.previousRevision };
      }
    }
  }

  /**
   * Events of keys under `prefix` after `after` and up to `upTo`, whole commits only, stopping early after about `limit` records or
   * `sliceBytes` of values.
   * `revision` is how far the answer reaches.
   */
  events(
    prefix: string,
    range: { readonly after: Revision; readonly upTo: Revision; readonly limit: number },
  ): { readonly events: readonly StoreEvent[]; readonly revision: Revision } {
    const events: StoreEvent[] = [];
    let seen = 0;
    let bytes = 0;
    let revision = range.after;
    const { settled } = this.#unsettled;
    const bounds = { start: logKey(range.after + 1, 0), end: logKey(Math.min(range.upTo, settled) + 1, 0) };
    for (const { key: position, value } of this.#environment.log.getRange(bounds)) {
      const { revision: at } = decodeLogKey(position);
      if ((seen >= range.limit || bytes > sliceBytes) && at !== revision) {
        return { events, revision };
      }
      seen += 1;
      revision = at;
      const record = decodeLog(value) ?? this.#damaged(`the log at revision ${at}`);
      if (record.key.startsWith(prefix)) {
        const event = { key: record.key, value: record.put ? this.#valueOf(record.key, at) : null, revision: at };
        bytes += value.length + (event.value?.length ?? 0);
        events.push(event);
      }
    }
    for (const event of this.#unsettled.events(prefix, range.after, range.upTo)) events.push(event);
    return { events, revision: range.upTo };
  }

  /** What the write at `revision` put: it is still there, or the write that replaced it has it. */
  #valueOf(key: string, revision: Revision): Buffer {
    const head = this.stored(key);
    if (head?.revision === revision) {
      return head.value;
    }
    const replaced = this.replacedAfter(key, revision);
    return replaced?.previousRevision === revision ? replaced.previous : this.#damaged(`the history of ${key}`);
  }

  #damaged(what: string): never {
    throw new StoreError({
      kind: "Corrupt",
      detail:
        `${this.#environment.file}: ${what} is damaged or missing. Check with 'apiserver store verify', ` +
        "restore a backup with 'apiserver store restore'.",
    });
  }
}

/** LMDB has no empty key, and no key begins with NUL. A bound longer than every key may be cut: no key lies between the two. */
function scanStart(from: string): Buffer {
  return from === "" ? Buffer.from([0]) : Buffer.from(from).subarray(0, maxKeyBytes + 1);
}

function entryOf(key: string, { value, revision }: HeadState): StoreEntry {
  return { key, value, revision };
}

/** `entries` in key order, with what is newer in the place of what it replaced. */
function* replaced(entries: Iterable<StoreEntry>, newer: UnsettledEntry[], from: string): Iterable<StoreEntry> {
  if (newer.length === 0) {
    yield* entries;
    return;
  }
  const keys = new Set(newer.map(({ key }) => key));
  const alive = newer.flatMap(({ key, state }) => (state === null ? [] : [entryOf(key, state)]));
  const added = alive.filter(({ key }) => compareKeys(key, from) >= 0).sort((a, b) => compareKeys(a.key, b.key));
  yield* merge(without(entries, keys), added);
}

function* without(entries: Iterable<StoreEntry>, keys: ReadonlySet<string>): Generator<StoreEntry> {
  for (const entry of entries) {
    if (!keys.has(entry.key)) yield entry;
  }
}

/** Both in key order, and no key in both. */
function* merge(heads: Iterable<StoreEntry>, past: Iterable<StoreEntry>): Generator<StoreEntry> {
  const older = past[Symbol.iterator]();
  try {
    let next = older.next();
    for (const head of heads) {
      while (next.done !== true && compareKeys(next.value.key, head.key) < 0) {
        yield next.value;
        next = older.next();
      }
      yield head;
    }
    while (next.done !== true) {
      yield next.value;
      next = older.next();
    }
  } finally {
    older.return?.();
  }
}
