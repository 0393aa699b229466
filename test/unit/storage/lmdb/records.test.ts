/** The store's records: what is written is read back, and anything else is noticed. */
import assert from "node:assert/strict";
import { test } from "node:test";
import {
  compareKeys,
  crc32,
  decodeHead,
  decodeIndexKey,
  decodeLog,
  decodeLogKey,
  decodeTail,
  encodeHead,
  encodeLog,
  encodeTail,
  headOverhead,
  indexKey,
  logKey,
  logOverhead,
  portableCrc32,
} from "../../../../src/storage/lmdb/records.js";
import fc from "../../../support/fast-check.js";

const revision = fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER });
const key = fc.string({ unit: "grapheme", minLength: 1 }).filter((text) => !text.includes("\0"));
const value = fc.uint8Array().map((array) => Buffer.from(array));

test("the portable checksum is the native one, chained or not", () => {
  assert.equal(portableCrc32(Buffer.from("123456789")), 0xcbf43926);
  fc.assert(
    fc.property(fc.uint8Array(), fc.uint8Array(), (first, second) => {
      assert.equal(portableCrc32(second, portableCrc32(first)), crc32(Buffer.concat([first, second])));
    }),
  );
});

test("records are read back as they were written", () => {
  fc.assert(
    fc.property(revision, fc.nat(), value, key, revision, (at, lease, bytes, name, previousRevision) => {
      const head = Buffer.alloc(headOverhead + bytes.length);
      const crc = encodeHead(head, at, lease, bytes);
      assert.deepEqual(decodeHead(head), { revision: at, lease, value: bytes, crc });

      const keyBytes = Buffer.byteLength(name);
      const log = Buffer.alloc(logOverhead + keyBytes + bytes.length);
      const record = { key: name, put: at % 2 === 0, previousRevision, previous: bytes, newCrc: crc };
      encodeLog(log, { ...record, keyBytes });
      assert.deepEqual(decodeLog(log), record);

      const tail = { revision: at, first: previousRevision, count: lease, checksum: crc };
      assert.deepEqual(decodeTail(encodeTail(tail)), tail);
      assert.deepEqual(decodeIndexKey(indexKey(name, at)), { key: name, revision: at });
    }),
  );
});

test("a record with one changed bit, or cut short, is no record", () => {
  const head = Buffer.alloc(headOverhead + 5);
  encodeHead(head, 7, 0, Buffer.from("value"));
  for (let bit = 0; bit < head.length * 8; bit++) {
    const damaged = Buffer.from(head);
    damaged[bit >> 3] = (damaged[bit >> 3] ?? 0) ^ (1 << (bit & 7));
    assert.equal(decodeHead(damaged), undefined, `bit ${bit}`);
  }
  for (let length = 0; length < head.length; length++) {
    assert.equal(decodeHead(head.subarray(0, length)), undefined, `${length} bytes`);
  }
});

test("byte order of log keys is the order of revisions, and of index keys that of key, then revision", () => {
  fc.assert(
    fc.property(revision, revision, key, key, (a, b, first, second) => {
      assert.equal(Buffer.compare(logKey(a, 0), logKey(b, 0)), Math.sign(a - b));
      assert.equal(Buffer.compare(indexKey(first, a), indexKey(first, b)), Math.sign(a - b));
      const order = compareKeys(first, second);
      assert.equal(Buffer.compare(indexKey(first, a), indexKey(second, b)), order === 0 ? Math.sign(a - b) : order);
      assert.deepEqual(decodeLogKey(logKey(a, 3)), { revision: a, sequence: 3 });
    }),
  );
});
