/** The in-memory store of the tests keeps the store contract, so a test that stands on it proves something about the real one. */
import type { Store } from "../../src/storage/store.js";
import { createMemoryStore, type MemoryStore } from "../support/store/memory-store.js";
import { storeContract } from "./store.contract.js";
import { storeModelContract } from "./store-model.contract.js";
import type { StoreBackend } from "./store-support.js";

const maxValueBytes = 100_000;
const opened = new WeakMap<Store, { readonly store: MemoryStore; nowMs: number }>();

const backend: StoreBackend = {
  name: "memory",
  maxValueBytes,
  async open(t) {
    const time = { nowMs: 0 };
    const store = createMemoryStore({ now: () => time.nowMs, maxValueBytes });
    opened.set(store, Object.assign(time, { store }));
    t.after(() => store.close());
    return store;
  },
  async advance(store, seconds) {
    const entry = opened.get(store);
    if (entry === undefined) throw new Error("not a store of this suite");
    entry.nowMs += seconds * 1_000;
    await entry.store.expireLeases();
  },
};

storeContract(backend);
storeModelContract(backend, process.env.TEST_ALL === "1" ? 500 : 40);
