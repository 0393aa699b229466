/**
 * A process that opens a store and does one thing, for tests that trace it, limit it, or lock it out:
 * `node once.js <dataDir> <sync> hold|write`. `hold` prints `open` and waits; `write` makes one commit and prints `acknowledged`.
 */
import fs from "node:fs";
import { openLmdbStore } from "../../../src/storage/lmdb/lmdb-store.js";

const [dataDir = "", sync = "", what = ""] = process.argv.slice(2);
const store = await openLmdbStore({ dataDir, sync: sync === "batched" ? "batched" : "always" });
fs.writeSync(1, "open\n");
if (what === "hold") {
  setInterval(() => {}, 1000);
} else {
  await store.commit({ preconditions: [], writes: [{ key: "/traced", value: Buffer.from("x") }] });
  fs.writeSync(1, "acknowledged\n");
  await store.close();
}
