/**
 * One group of commits on its way to disk: turned into records in one block of memory and put into one LMDB transaction.
 * Hot path: measured by test/bench/lmdb.bench.ts.
 */
import type { LeaseId, Revision, StoreEvent } from "../store.js";
import type { Environment } from "./environment.js";
import {
  crc32,
  encodeHead,
  encodeLog,
  encodeTail,
  type HeadState,
  headOverhead,
  indexKey,
  logKey,
  logKeyBytes,
  logOverhead,
  type Tail,
  uint32,
  uint64,
} from "./records.js";

/** A write whose preconditions hold, with what it replaces. */
export interface StagedWrite {
  readonly key: string;
  readonly keyBytes: number;
  readonly value: Buffer | null;
  readonly lease: LeaseId;
  readonly previous: HeadState | undefined;
}

/** What a group is made of. */
export interface GroupCommit {
  readonly writes: readonly StagedWrite[];
  /** More for the same transaction. */
  readonly extra?: (environment: Environment) => void;
}

export interface StagedCommit extends GroupCommit {
  resolve(revision: Revision): void;
  reject(error: Error): void;
}

export interface EncodedGroup {
  readonly tail: Tail;
  readonly events: readonly StoreEvent[];
  /** Queues every record in the LMDB transaction that is being put together. */
  put(environment: Environment): void;
}

interface EncodedWrite {
  readonly write: StagedWrite;
  readonly revision: Revision;
  readonly sequence: number;
  readonly logKey: Buffer;
  readonly log: Buffer;
  readonly head: Buffer | undefined;
}

/** Gives the commits the revisions from `first` on. */
export function encodeGroup(commits: readonly GroupCommit[], first: Revision): EncodedGroup {
  const arena = Buffer.allocUnsafeSlow(groupBytes(commits));
  const records: EncodedWrite[] = [];
  const events: StoreEvent[] = [];
  let offset = 0;
  let checksum = 0;
  const take = (bytes: number): Buffer => {
    offset += bytes;
    return arena.subarray(offset - bytes, offset);
  };
  for (const [at, commit] of commits.entries()) {
    const revision = first + at;
    for (const [sequence, write] of commit.writes.entries()) {
      const { key, keyBytes, value, previous } = write;
      const head = value === null ? undefined : take(headOverhead + value.length);
      const newCrc = head === undefined || value === null ? 0 : encodeHead(head, revision, write.lease, value);
      const position = logKey(revision, sequence, take(logKeyBytes));
      const log = take(logOverhead + keyBytes + (previous?.value.length ?? 0));
      encodeLog(log, {
        key,
        keyBytes,
        put: value !== null,
        previousRevision: previous?.revision ?? 0,
        previous: previous?.value ?? noBytes,
        newCrc,
      });
      checksum = crc32(position, crc32(log, checksum));
      records.push({ write, revision, sequence, logKey: position, log, head });
      events.push({ key, value, revision });
    }
  }
  const tail: Tail = { revision: first + commits.length - 1, first, count: records.length, checksum };
  return {
    tail,
    events,
    put(environment) {
      for (const record of records) {
        putRecord(environment, record);
      }
      for (const commit of commits) {
        commit.extra?.(environment);
      }
      environment.meta.put("tail", encodeTail(tail));
    },
  };
}

const noBytes = Buffer.alloc(0);

function putRecord(environment: Environment, record: EncodedWrite): void {
  const { write, revision, head } = record;
  environment.log.put(record.logKey, record.log);
  if (write.previous !== undefined) {
    environment.index.put(indexKey(write.key, revision), uint32(record.sequence));
    if (write.previous.lease !== 0 && write.previous.lease !== write.lease) {
      environment.leased.remove(leasedKey(write.previous.lease, write.key));
    }
  }
  if (head === undefined) {
    environment.head.remove(write.key);
    return;
  }
  environment.head.put(write.key, head);
  if (write.lease !== 0 && write.previous?.lease !== write.lease) {
    environment.leased.put(leasedKey(write.lease, write.key), noBytes);
  }
}

export function leasedKey(lease: LeaseId, key: string): Buffer {
  return Buffer.concat([uint64(lease), Buffer.from(key)]);
}

function groupBytes(commits: readonly GroupCommit[]): number {
  let bytes = 0;
  for (const { writes } of commits) {
    bytes += bytesOf(writes);
  }
  return bytes;
}

/** What the records of the writes take. */
export function bytesOf(writes: readonly StagedWrite[]): number {
  let bytes = 0;
  for (const write of writes) {
    bytes += stagedBytes(write);
  }
  return bytes;
}

function stagedBytes(write: StagedWrite): number {
  const head = write.value === null ? 0 : headOverhead + write.value.length;
  return head + logKeyBytes + logOverhead + write.keyBytes + (write.previous?.value.length ?? 0);
}
