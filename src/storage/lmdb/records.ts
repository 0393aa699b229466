/**
 * How the embedded store lays its records out in bytes. Numbers are big-endian and fixed-width, so byte order is revision order, and
 * every record begins with a CRC-32 of the rest of itself.
 *
 * - head: key -> [crc 4][revision 8][lease 8][value]
 * - log: [revision 8][sequence 4] -> [crc 4][flags 1][previous revision 8][crc of the new head record 4][key length 2][key][previous value]
 * - index: key 00 [revision 8] -> [sequence 4]
 * - meta "tail": [crc 4][revision 8][first revision of the last group 8][records in it 4][their checksum 4]
 *
 * The log keeps what a write replaced, not what it wrote: the new value is in `head`, or in the record of the write that replaced it.
 * So a create stores its value once, and forgetting history is nothing but deleting old records. The index names only writes that
 * replaced something. Worked example, key k: created at 3, updated at 5, deleted at 8, then
 *   log 3 = {k, nothing}   log 5 = {k, was v3 since 3}   log 8 = {k, was v5 since 5}   index k -> 5, 8
 * State of k at 6: first indexed revision after 6 is 8; it replaced the value of 5, and 5 <= 6, so v5. At 2: first after 2 is 5; it
 * replaced the value of 3, and 3 > 2, so k did not exist.
 */
import zlib from "node:zlib";
import type { LeaseId, Revision } from "../store.js";

/** What a live key is. */
export interface HeadState {
  readonly revision: Revision;
  /** 0: no lease. */
  readonly lease: LeaseId;
  readonly value: Buffer;
}

export interface HeadRecord extends HeadState {
  readonly crc: number;
}

export interface LogRecord {
  readonly key: string;
  /** False: the write deleted the key. */
  readonly put: boolean;
  /** Revision of the value this write replaced; 0 when the key did not exist. */
  readonly previousRevision: Revision;
  readonly previous: Buffer;
  /** Checksum of the head record the write made; 0 for a delete. */
  readonly newCrc: number;
}

export interface LogPosition {
  readonly revision: Revision;
  readonly sequence: number;
}

/** What the last group of commits was, checked when the store is opened. */
export interface Tail {
  readonly revision: Revision;
  readonly first: Revision;
  readonly count: number;
  readonly checksum: number;
}

export const headOverhead = 20;
export const logOverhead = 19;
export const logKeyBytes = 12;
const tailBytes = 28;
const flagPut = 1;

const native: ((data: Uint8Array, seed?: number) => number) | undefined = zlib.crc32;

/** CRC-32 (the zip one). Node before 20.15 has none. */
export const crc32 = native ?? portableCrc32;

export function portableCrc32(data: Uint8Array, seed = 0): number {
  let crc = ~seed;
  for (const byte of data) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit++) {
      crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
    }
  }
  return ~crc >>> 0;
}

export function writeUint64(target: Buffer, value: number, offset: number): void {
  target.writeUInt32BE(Math.floor(value / 0x1_0000_0000), offset);
  target.writeUInt32BE(value % 0x1_0000_0000, offset + 4);
}

export function readUint64(source: Buffer, offset: number): number {
  return source.readUInt32BE(offset) * 0x1_0000_0000 + source.readUInt32BE(offset + 4);
}

/** Puts the checksum in front of a record whose other bytes are in place, and returns it. */
function seal(record: Buffer): number {
  const crc = crc32(record.subarray(4));
  record.writeUInt32BE(crc, 0);
  return crc;
}

function sealed(record: Buffer, minBytes: number): boolean {
  return record.length >= minBytes && record.readUInt32BE(0) === crc32(record.subarray(4));
}

/** Fills `target` (exactly the record's size) and returns its checksum. */
export function encodeHead(target: Buffer, revision: Revision, lease: LeaseId, value: Buffer): number {
  writeUint64(target, revision, 4);
  writeUint64(target, lease, 12);
  target.set(value, headOverhead);
  return seal(target);
}

/** undefined: the record is damaged. The value is a view of `record`. */
export function decodeHead(record: Buffer): HeadRecord | undefined {
  if (!sealed(record, headOverhead)) {
    return undefined;
  }
  return {
    revision: readUint64(record, 4),
    lease: readUint64(record, 12),
    value: record.subarray(headOverhead),
    crc: record.readUInt32BE(0),
  };
}

export interface LogFields extends Omit<LogRecord, "key"> {
  readonly key: string;
  readonly keyBytes: number;
}

export function encodeLog(target: Buffer, fields: LogFields): void {
  target.writeUInt8(fields.put ? flagPut : 0, 4);
  writeUint64(target, fields.previousRevision, 5);
  target.writeUInt32BE(fields.newCrc, 13);
  target.writeUInt16BE(fields.keyBytes, 17);
  target.write(fields.key, logOverhead, "utf8");
  target.set(fields.previous, logOverhead + fields.keyBytes);
  seal(target);
}

export function decodeLog(record: Buffer): LogRecord | undefined {
  if (!sealed(record, logOverhead)) {
    return undefined;
  }
  const keyEnd = logOverhead + record.readUInt16BE(17);
  return {
    key: record.toString("utf8", logOverhead, keyEnd),
    put: (record.readUInt8(4) & flagPut) !== 0,
    previousRevision: readUint64(record, 5),
    newCrc: record.readUInt32BE(13),
    previous: record.subarray(keyEnd),
  };
}

export function logKey(revision: Revision, sequence: number, target: Buffer = Buffer.allocUnsafe(logKeyBytes)): Buffer {
  writeUint64(target, revision, 0);
  target.writeUInt32BE(sequence, 8);
  return target;
}

export function decodeLogKey(key: Buffer): LogPosition {
  return { revision: readUint64(key, 0), sequence: key.readUInt32BE(8) };
}

export function indexKey(key: string, revision: Revision): Buffer {
  const keyBytes = Buffer.byteLength(key);
  const target = Buffer.allocUnsafe(keyBytes + 9);
  target.write(key, 0, "utf8");
  target[keyBytes] = 0;
  writeUint64(target, revision, keyBytes + 1);
  return target;
}

export function decodeIndexKey(bytes: Buffer): { readonly key: string; readonly revision: Revision } {
  const keyBytes = bytes.length - 9;
  return { key: bytes.toString("utf8", 0, keyBytes), revision: readUint64(bytes, keyBytes + 1) };
}

export function uint32(value: number): Buffer {
  const target = Buffer.allocUnsafe(4);
  target.writeUInt32BE(value, 0);
  return target;
}

export function uint64(value: number): Buffer {
  const target = Buffer.allocUnsafe(8);
  writeUint64(target, value, 0);
  return target;
}

/** Once records of the last group are gone its checksum says nothing any more. `removed`: how far each work of upkeep reaches. */
export function blankedTail(tail: Tail, removed: readonly { readonly through: Revision }[]): Tail {
  const through = Math.max(0, ...removed.map((work) => work.through));
  return tail.count > 0 && through >= tail.first ? { ...tail, first: tail.revision + 1, count: 0, checksum: 0 } : tail;
}

export function encodeTail(tail: Tail): Buffer {
  const target = Buffer.allocUnsafe(tailBytes);
  writeUint64(target, tail.revision, 4);
  writeUint64(target, tail.first, 12);
  target.writeUInt32BE(tail.count, 20);
  target.writeUInt32BE(tail.checksum, 24);
  seal(target);
  return target;
}

export function decodeTail(record: Buffer): Tail | undefined {
  if (!sealed(record, tailBytes)) {
    return undefined;
  }
  return {
    revision: readUint64(record, 4),
    first: readUint64(record, 12),
    count: record.readUInt32BE(20),
    checksum: record.readUInt32BE(24),
  };
}

/** Byte order of UTF-8, which is not the order of `<` once surrogates are involved. */
export function compareKeys(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
