/**
 * A process that writes to a store until it is killed: `node writer.js <dataDir> <sync> <workers>`. Workers write one after the other to
 * keys of their own (see `nthWrite`); each acknowledged write is printed as `<worker> <step> <revision>`, one line each, only after it was
 * acknowledged.
 */
import fs from "node:fs";
import { pathToFileURL } from "node:url";
import { openLmdbStore } from "../../../src/storage/lmdb/lmdb-store.js";

/** At most. */
export const workers = 16;

/** Step 0, 3, 6 … of a worker creates a key, the next step updates it, the one after deletes it. */
export function nthWrite(
  life: number,
  worker: number,
  step: number,
): { readonly key: string; readonly value: string | null } {
  const key = `/w${worker}/${Math.floor(step / 3) % 20}`;
  return { key, value: step % 3 === 2 ? null : `${life}.${worker}.${step} ${"x".repeat(900)}` };
}

async function main([dataDir = "", sync = "", count = ""]: readonly string[]): Promise<void> {
  const store = await openLmdbStore({ dataDir, sync: sync === "batched" ? "batched" : "always" });
  const life = store.revision;
  fs.writeSync(1, `${life}\n`);
  const work = async (worker: number): Promise<void> => {
    for (let step = 0; ; step++) {
      const { key, value } = nthWrite(life, worker, step);
      const write = { key, value: value === null ? null : Buffer.from(value) };
      const revision = await store.commit({ preconditions: [], writes: [write] });
      fs.writeSync(1, `${worker} ${step} ${revision}\n`);
      if (worker === 0 && step % 50 === 49) {
        void store.compact(Math.max(0, store.revision - 200));
      }
    }
  };
  await Promise.all(Array.from({ length: Number(count) }, (_, worker) => work(worker)));
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  await main(process.argv.slice(2));
}
