/**
 * A process that opens a store and does one thing, for tests that trace it, limit it, or lock it out:
 * `node once.js <dataDir> <sync> hold|write|rewrite`. `hold` prints `open` and waits; `write` makes one commit and prints `acknowledged`;
 * `rewrite` made others before, until they went to the journal.
 */
import fs from "node:fs";
import path from "node:path";
import { openLmdbStore } from "../../../src/storage/lmdb/lmdb-store.js";
import { newestTransaction } from "./lmdb-file.js";

const [dataDir = "", sync = "", what = ""] = process.argv.slice(2);
const store = await openLmdbStore({ dataDir, sync: sync === "batched" ? "batched" : "always" });
const commit = () => store.commit({ preconditions: [], writes: [{ key: "/traced", value: Buffer.from("x") }] });
if (what === "rewrite") {
  const file = path.join(dataDir, "store.mdb");
  for (let before = -1n; before !== newestTransaction(file); ) {
    before = newestTransaction(file);
    await new Promise((resolve) => setTimeout(resolve, 10));
    await commit();
  }
}
fs.writeSync(1, "open\n");
if (what === "hold") {
  setInterval(() => {}, 1000);
} else {
  await commit();
  fs.writeSync(1, "acknowledged\n");
  await store.close();
}
