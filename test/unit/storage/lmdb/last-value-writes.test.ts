/** What is noted of writes whose history is forgotten early. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { LastValueWrites } from "../../../../src/storage/lmdb/last-value-writes.js";
import type { StoreEvent } from "../../../../src/storage/store.js";

function event(key: string, revision: number): StoreEvent {
  return { key, value: null, revision };
}

test("notes are taken by prefix, once for each revision, and handed out up to a revision", () => {
  const writes = new LastValueWrites(["/leases/", "/events/"], 10);
  writes.note([event("/leases/a", 11), event("/pods/a", 11), event("/events/a", 12)]);
  writes.note([event("/leases/a", 13), event("/leases/b", 13), event("/leases/c", 15)]);
  assert.deepEqual(writes.take("/leases/", 14), { unknownThrough: 10, revisions: [11, 13] });
  assert.deepEqual(writes.take("/leases/", 14), { unknownThrough: 10, revisions: [] });
  assert.deepEqual(writes.take("/leases/", 15), { unknownThrough: 10, revisions: [15] });
  assert.deepEqual(writes.take("/events/", 100), { unknownThrough: 10, revisions: [12] });
});

test("what was written before the start is not known, nor what nobody asked to have noted", () => {
  const writes = new LastValueWrites(["/leases/"], 10);
  assert.deepEqual(writes.take("/leases/", 4), { unknownThrough: 4, revisions: [] });
  writes.note([event("/events/a", 11)]);
  assert.deepEqual(writes.take("/events/", 11), { unknownThrough: 11, revisions: [] });
});

test("too many notes are given up, and taken anew from there", () => {
  const writes = new LastValueWrites(["/leases/"], 0, 2);
  for (let revision = 1; revision <= 4; revision++) writes.note([event("/leases/a", revision)]);
  assert.deepEqual(writes.take("/leases/", 4), { unknownThrough: 3, revisions: [4] });
});
