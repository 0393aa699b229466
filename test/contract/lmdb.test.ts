/** The embedded store keeps the store contract, in both sync modes. */
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import type { TestContext } from "node:test";
import { type LmdbStoreOptions, openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import type { Store } from "../../src/storage/store.js";
import { ManualClock } from "../support/manual-clock.js";
import { removeFolder } from "../support/remove-folder.js";
import { storeContract } from "./store.contract.js";
import { storeModelContract } from "./store-model.contract.js";
import type { StoreBackend } from "./store-support.js";

interface Opened {
  readonly options: LmdbStoreOptions;
  readonly clock: ManualClock;
  readonly t: TestContext;
}

const maxValueBytes = 100_000;

for (const sync of ["always", "batched"] as const) {
  const opened = new WeakMap<Store, Opened>();

  const openWith = async (how: Opened): Promise<Store> => {
    const store = await openLmdbStore(how.options);
    opened.set(store, how);
    how.t.after(() => store.close());
    return store;
  };

  const backend: StoreBackend = {
    name: `lmdb (${sync})`,
    maxValueBytes,
    async open(t) {
      const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-store-"));
      t.after(() => removeFolder(dataDir));
      const clock = new ManualClock();
      return openWith({ options: { dataDir, sync, maxValueBytes, clock }, clock, t });
    },
    async advance(store, seconds) {
      await opened.get(store)?.clock.advance(seconds * 1000);
    },
    async reopen(store) {
      const how = opened.get(store);
      await store.close();
      if (how === undefined) {
        throw new Error("not a store of this suite");
      }
      return openWith(how);
    },
  };
  storeContract(backend);
  storeModelContract(backend, process.env.TEST_ALL === "1" ? 500 : 40);
}
