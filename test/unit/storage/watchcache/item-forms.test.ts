/** List items in forms other than the served JSON: made once, joined, kept. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { CacheEntry, ItemForm, Snapshot } from "../../../../src/storage/watchcache/watch-cache.js";
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
    assert.equal(
      Buffer.concat([...snapshot.formParts(prefix, form)].filter((part) => part !== undefined)).toString(),
      expected.join(""),
    );
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

/** Every item's text and the time, as long as the seconds are the same. */
function agingForm(now: number, filled: string[]): ItemForm {
  return {
    name: "aging",
    make: (entry) => Buffer.from(`${entry.key}@.....;`),
    aging: {
      now,
      filler: () => ({
        until: (Math.floor(now / 10) + 1) * 10,
        fill: (made, target, at) => {
          const text = made.toString().replace(".....", String(Math.floor(now / 10)));
          filled.push(text);
          return at + target.write(text, at);
        },
      }),
    },
  };
}

test("what time fills is kept until it reads otherwise", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  for (let at = 0; at < 100; at++) await write(store, { [`ns-${at % 2}/${at + 100}`]: { data: String(at) } });
  const filled: string[] = [];
  const textAt = (now: number, prefix = ""): string =>
    Buffer.concat([...cache.snapshot().formParts(prefix, agingForm(now, filled))].filter(isPart)).toString();
  const keys = cache
    .snapshot()
    .range({ prefix: "" })
    .entries.map(({ key }) => key);
  const expected = (second: number, prefix = ""): string =>
    keys
      .filter((key) => key.startsWith(prefix))
      .map((key) => `${key}@${second};`)
      .join("");
  for (const now of [10, 11, 19]) assert.equal(textAt(now), expected(1));
  assert.equal(filled.length, 100);
  assert.equal(textAt(12, "ns-1/"), expected(1, "ns-1/"));
  assert.equal(textAt(20), expected(2));
  assert.equal(textAt(25), expected(2));
  assert.equal(textAt(15), expected(1), "also when the clock was put back");
  const before = filled.length;
  await write(store, { "ns-0/100": { data: "new" } });
  assert.equal(textAt(15), expected(1));
  assert.ok(filled.length - before <= 64, "only the leaf of the change is filled again");
  cache.close();
});

test("what is not to be kept is made each time, a few at a time", async () => {
  const store = createMemoryStore();
  const cache = await loadedCache(store);
  const data = "x".repeat(100_000);
  for (let at = 0; at < 9; at++) await write(store, { [`ns/${at}`]: { data } });
  const made: string[] = [];
  const make = (entry: CacheEntry): Buffer => {
    made.push(entry.key);
    return Buffer.from(`${entry.key};`);
  };
  const parts = (more: Partial<ItemForm>) => [...cache.snapshot().formParts("", { name: "k", make, ...more })];
  assert.deepEqual(parts({ unkept: true }).map(String), ["ns/0;ns/1;ns/2;", "ns/3;ns/4;ns/5;", "ns/6;ns/7;ns/8;"]);
  assert.equal(parts({ unkept: true }).length, 3);
  assert.equal(made.length, 18);
  assert.deepEqual(
    parts({}).map((part) => part?.length),
    [undefined, undefined, undefined, 45],
    "a large leaf is made with pauses",
  );
  assert.deepEqual(
    parts({}).map((part) => part?.length),
    [45],
  );
  assert.equal(made.length, 27);
  cache.close();
});

function isPart(part: Buffer | undefined): part is Buffer {
  return part !== undefined;
}
