/**
 * The journal's bytes. A group of commits is a record that begins at a block of the file and is padded to whole blocks; numbers are
 * big-endian:
 *
 *   [crc 4][bytes 4][store id 8][first revision 8][commits 4] then per commit [writes 4] and per write
 *   [key length 2][flags 1][lease 8][value length 4][key][value]
 *
 * The CRC-32 is of everything behind it, without the padding.
 */
import type { LeaseId, Revision } from "../store.js";
import { crc32, readUint64, writeUint64 } from "./records.js";

/** What direct writes must be multiples of, on every disk there is. */
export const blockBytes = 4096;
export const storeIdBytes = 8;

export interface JournalWrite {
  readonly key: string;
  /** null: deleted. */
  readonly value: Buffer | null;
  readonly lease: LeaseId;
}

/** Commits with revisions one after another, from `first` on. */
export interface JournalGroup {
  readonly first: Revision;
  readonly commits: readonly (readonly JournalWrite[])[];
}

interface SizedWrite extends JournalWrite {
  readonly keyBytes: number;
}

export interface JournalCommit {
  readonly writes: readonly SizedWrite[];
}

const groupOverhead = 28;
const commitOverhead = 4;
const writeOverhead = 15;
const flagPut = 1;

/** What the record takes, without padding. */
export function journalBytesOf(commits: readonly JournalCommit[]): number {
  let bytes = groupOverhead;
  for (const { writes } of commits) {
    bytes += commitOverhead;
    for (const { keyBytes, value } of writes) {
      bytes += writeOverhead + keyBytes + (value?.length ?? 0);
    }
  }
  return bytes;
}

export function padded(bytes: number): number {
  return Math.ceil(bytes / blockBytes) * blockBytes;
}

/** Fills `target`, which is as large as the padded record. */
export function encodeJournalGroup(
  target: Buffer,
  { storeId, first, commits }: { storeId: Buffer; first: Revision; commits: readonly JournalCommit[] },
): void {
  target.set(storeId, 8);
  writeUint64(target, first, 16);
  target.writeUInt32BE(commits.length, 24);
  let at = groupOverhead;
  for (const { writes } of commits) {
    at = target.writeUInt32BE(writes.length, at);
    for (const { key, keyBytes, value, lease } of writes) {
      target.writeUInt16BE(keyBytes, at);
      target.writeUInt8(value === null ? 0 : flagPut, at + 2);
      writeUint64(target, lease, at + 3);
      target.writeUInt32BE(value?.length ?? 0, at + 11);
      target.write(key, at + writeOverhead, "utf8");
      at += writeOverhead + keyBytes;
      if (value !== null) {
        target.set(value, at);
        at += value.length;
      }
    }
  }
  target.writeUInt32BE(at, 4);
  target.fill(0, at);
  target.writeUInt32BE(crc32(target.subarray(4, at)), 0);
}

/** The record that `bytes` begins with; undefined when there is no whole one of this store. */
function decodeJournalGroup(
  bytes: Buffer,
  storeId: Buffer,
): { readonly group: JournalGroup; readonly bytes: number } | undefined {
  const size = bytes.length < groupOverhead ? 0 : bytes.readUInt32BE(4);
  if (size < groupOverhead || size > bytes.length || !bytes.subarray(8, 16).equals(storeId)) return undefined;
  if (bytes.readUInt32BE(0) !== crc32(bytes.subarray(4, size))) return undefined;
  const commits: JournalWrite[][] = [];
  let at = groupOverhead;
  for (let left = bytes.readUInt32BE(24); left > 0; left--) {
    const writes: JournalWrite[] = [];
    const count = bytes.readUInt32BE(at);
    at += commitOverhead;
    while (writes.length < count) {
      const valueAt = at + writeOverhead + bytes.readUInt16BE(at);
      const end = valueAt + bytes.readUInt32BE(at + 11);
      writes.push({
        key: bytes.toString("utf8", at + writeOverhead, valueAt),
        value: (bytes.readUInt8(at + 2) & flagPut) === 0 ? null : Buffer.from(bytes.subarray(valueAt, end)),
        lease: readUint64(bytes, at + 3),
      });
      at = end;
    }
    commits.push(writes);
  }
  return { group: { first: readUint64(bytes, 16), commits }, bytes: padded(size) };
}

export interface JournalReading {
  /** In the order of their revisions, without a gap, from the one after `settled` on. */
  readonly groups: readonly JournalGroup[];
  /** In words, when acknowledged commits are missing. */
  readonly problem?: string;
}

/**
 * What a journal holds beyond `settled`. The last record may be torn, because a crash came before it was acknowledged, and behind it lie
 * records of earlier rounds, which are older. A newer one behind a break tells that the break is damage.
 */
export function readJournal(content: Buffer, storeId: Buffer, settled: Revision): JournalReading {
  const groups: JournalGroup[] = [];
  let last = settled;
  let at = 0;
  for (;;) {
    const record = decodeJournalGroup(content.subarray(at), storeId);
    if (record === undefined || !follows(record.group, last, at === 0)) break;
    const { group } = record;
    if (group.first > settled) groups.push(group);
    last = lastOf(group);
    at += record.bytes;
  }
  const newest = Math.max(last, settled);
  for (; at < content.length; at += blockBytes) {
    const record = decodeJournalGroup(content.subarray(at), storeId);
    if (record !== undefined && lastOf(record.group) > newest) {
      return { groups, problem: `revisions ${newest + 1} to ${record.group.first - 1} are missing in the journal` };
    }
  }
  return { groups };
}

/** Records of a round that was settled stay at the file's beginning until the next round writes over them. */
function follows(group: JournalGroup, last: Revision, isFirst: boolean): boolean {
  return group.first === last + 1 || (isFirst && group.first <= last);
}

function lastOf(group: JournalGroup): Revision {
  return group.first + group.commits.length - 1;
}
