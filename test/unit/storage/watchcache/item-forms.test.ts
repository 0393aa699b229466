/** List items in forms other than the served JSON: made once, joined, kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CacheEntry, Snapshot } from "../../../../src/storage/watchcache/watch-cache.js";
import { createMemoryStore } from "../../../support/store/memory-store.js";
import { loadedCache, write } from "../../../support/store/watch-cache-rig.js";

test("items in another form are made once per entry, joined per leaf and change with their entry only", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  for (let at = 0; at < 300; at++) await write(store, { [`ns-${at % 3}/${at}`]: { data: String(at) } });
  let made = 0;
  const make = (entry: CacheEntry): Buffer => {
    made++;
    return Buffer.from(`${entry.key}@${entry.revision};`);
  };
  const form = { name: "key", make };
  const assertForm = (snapshot: Snapshot, prefix: string): void => {
    const expected = snapshot.range({ prefix }).entries.map((entry) => `${entry.key}@${entry.revision};`);
    assert.equal(Buffer.concat(snapshot.formParts(prefix, form)).toString(), expected.join(""));
  };
  const before = cache.snapshot();
  for (const prefix of ["", "", "ns-1/", "ns-2/", "none/"]) assertForm(before, prefix);
  assert.equal(made, 300);
  await write(store, { "ns-1/1": { data: "new" } });
  assertForm(cache.snapshot(), "");
  assertForm(cache.snapshot(), "ns-1/");
  assert.equal(made, 301);
  assertForm(before, "");
  cache.close();
});
