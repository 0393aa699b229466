/** The watch cache over every store: in memory, where all timing is that of promises, and on LMDB, where commits wait for a flush. */
import fs from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { openLmdbStore } from "../../src/storage/lmdb/lmdb-store.js";
import { removeFolder } from "../support/remove-folder.js";
import { createMemoryStore } from "../support/store/memory-store.js";
import { watchCacheContract } from "./watch-cache.contract.js";

const thorough = process.env.TEST_ALL === "1";

watchCacheContract({
  name: "memory",
  runs: thorough ? 3_000 : 150,
  async open() {
    const store = createMemoryStore();
    return { store, close: () => store.close() };
  },
});

watchCacheContract({
  name: "lmdb",
  runs: thorough ? 200 : 15,
  async open() {
    const dataDir = await fs.mkdtemp(path.join(os.tmpdir(), "apiserver-cache-"));
    const store = await openLmdbStore({ dataDir, sync: "always" });
    const close = async (): Promise<void> => {
      await store.close();
      await removeFolder(dataDir);
    };
    return { store, close };
  },
});
