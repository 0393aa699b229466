/** Migrates a store as `apiserver store migrate` does, and kills itself in the middle of the commit whose number is given. */
import { groups } from "../../../src/generated/index.js";
import { migrateStore } from "../../../src/registry/migrate.js";
import { openLmdbStore } from "../../../src/storage/lmdb/lmdb-store.js";

const [dataDir = "", killAt = "0"] = process.argv.slice(2);
const store = await openLmdbStore({ dataDir, sync: "always" });
const commit = store.commit.bind(store);
let commits = 0;
store.commit = (request) => {
  const done = commit(request);
  if (++commits === Number(killAt)) process.kill(process.pid, "SIGKILL");
  return done;
};
const { rewritten } = await migrateStore(store, groups);
await store.close();
process.stdout.write(`${rewritten}\n`);
