/** A cold cache, and everybody wants it. */
import assert from "node:assert/strict";
import { test } from "node:test";
import type { Store } from "../../../../src/storage/store.js";
import { createMemoryStore } from "../../../support/store/memory-store.js";
import { thingCache, write } from "../../../support/store/watch-cache-rig.js";

test("whoever comes while a cache is cold waits for one reading of the store", async () => {
  const store = createMemoryStore();
  await write(store, { "a/one": {} });
  let lists = 0;
  const counting: Store = new Proxy(store, {
    get: (target, name) => {
      if (name === "list") lists++;
      const value: unknown = Reflect.get(target, name, target);
      return typeof value === "function" ? value.bind(target) : value;
    },
  });
  const cache = thingCache(counting);
  const loads = Array.from({ length: 50 }, () => cache.ready());
  assert.equal(cache.loadWaiters, 50);
  await Promise.all(loads);
  assert.deepEqual([lists, cache.loadWaiters, cache.ready()], [1, 0, undefined]);
  cache.close();
});

test("what an object takes on average follows every change", async () => {
  const store = createMemoryStore();
  const cache = thingCache(store);
  await cache.ready();
  assert.equal(cache.snapshot().meanObjectBytes, 0);
  const meanOfAll = (): number => {
    const { entries } = cache.snapshot().range({ prefix: "" });
    return entries.reduce((sum, { bytes }) => sum + bytes.length, 0) / entries.length;
  };
  await write(store, { "a/one": {}, "a/two": { data: "x".repeat(1000) } });
  assert.equal(cache.snapshot().meanObjectBytes, meanOfAll());
  await write(store, { "a/one": { data: "grown" }, "a/two": null });
  assert.equal(cache.snapshot().meanObjectBytes, meanOfAll());
  const reloaded = thingCache(store);
  await reloaded.ready();
  assert.equal(reloaded.snapshot().meanObjectBytes, meanOfAll());
  for (const one of [cache, reloaded]) one.close();
});
