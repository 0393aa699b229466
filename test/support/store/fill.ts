/**
 * A process that fills a store until the disk is full, then makes room and goes on: `node fill.js <dataDir> <command that makes
 * room, with PID for its id>`. Prints what happened as JSON.
 */
import { spawnSync } from "node:child_process";
import { openLmdbStore } from "../../../src/storage/lmdb/lmdb-store.js";
import { StoreError } from "../../../src/storage/store.js";

const [dataDir = "", makeRoom = ""] = process.argv.slice(2);
const store = await openLmdbStore({ dataDir, sync: "always" });

const put = (name: string) =>
  store.commit({ preconditions: [], writes: [{ key: `/${name}`, value: Buffer.alloc(20_000, name) }] });

const acknowledged = new Map<string, number>();
let refusal: StoreError | undefined;
for (let round = 0; round < 1000 && refusal === undefined; round++) {
  const names = Array.from({ length: 8 }, (_, at) => `${round}-${at}`);
  const results = await Promise.allSettled(names.map(put));
  for (const [at, result] of results.entries()) {
    if (result.status === "fulfilled") {
      acknowledged.set(names[at] ?? "", result.value);
    } else if (result.reason instanceof StoreError) {
      refusal = result.reason;
    } else {
      throw result.reason;
    }
  }
}
const atRefusal = store.revision;
const readable = await lost();
const [command = "", ...args] = makeRoom.replace("PID", String(process.pid)).split(" ");
spawnSync(command, args);
const next = await put("after");
acknowledged.set("after", next);
const lostAfter = await lost();
await store.close();
const again = await openLmdbStore({ dataDir, sync: "always" });
const lostOnDisk = (
  await Promise.all([...acknowledged].map(([name, revision]) => isLost(again, name, revision)))
).filter(Boolean);
await again.close();
console.log(
  JSON.stringify({
    acknowledged: acknowledged.size,
    kind: refusal?.fault.kind,
    message: refusal?.message,
    revisionsBetween: next - atRefusal,
    lost: [...readable, ...lostAfter, ...lostOnDisk],
  }),
);

async function lost(): Promise<string[]> {
  const found: string[] = [];
  for (const [name, revision] of acknowledged) {
    if (await isLost(store, name, revision)) {
      found.push(name);
    }
  }
  return found;
}

async function isLost(from: typeof store, name: string, revision: number): Promise<boolean> {
  const entry = await from.get(`/${name}`);
  return entry?.revision !== revision || !entry.value.equals(Buffer.alloc(20_000, name));
}
