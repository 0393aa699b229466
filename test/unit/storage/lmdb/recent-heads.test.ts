/** What was written last is remembered as long as it is small and recent, and never after it is gone. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { RecentHeads } from "../../../../src/storage/lmdb/recent-heads.js";

const value = Buffer.from("v");

test("the last write of a key counts, and a deleted key is forgotten", () => {
  const heads = new RecentHeads();
  heads.written([{ key: "/a", value, lease: 0 }], 3);
  heads.written([{ key: "/a", value: Buffer.from("w"), lease: 7 }], 4);
  assert.deepEqual(heads.get("/a"), { revision: 4, lease: 7, value: Buffer.from("w") });
  heads.written([{ key: "/a", value: null, lease: 0 }], 5);
  assert.equal(heads.get("/a"), undefined);
});

test("a value that is too large to be kept does not leave the one before it", () => {
  const heads = new RecentHeads();
  heads.written([{ key: "/a", value, lease: 0 }], 3);
  heads.written([{ key: "/a", value: Buffer.alloc(10_000), lease: 0 }], 4);
  assert.equal(heads.get("/a"), undefined);
});

test("of many keys those written last are kept", () => {
  const heads = new RecentHeads();
  for (let at = 1; at <= 300; at++) heads.written([{ key: `/${at}`, value, lease: 0 }], at);
  heads.written([{ key: "/100", value, lease: 0 }], 301);
  heads.written([{ key: "/301", value, lease: 0 }], 302);
  assert.equal(heads.get("/44"), undefined);
  assert.equal(heads.get("/45"), undefined);
  assert.equal(heads.get("/46")?.revision, 46);
  assert.equal(heads.get("/100")?.revision, 301);
  assert.equal(heads.get("/301")?.revision, 302);
});
