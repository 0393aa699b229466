/** `apiserver store migrate` behind its flags: the groups and choices of a server, its store, and nobody served meanwhile. */
import { existsSync } from "node:fs";
import { join } from "node:path";
import { type MigrationReport, migrateStore } from "../../registry/migrate.js";
import { storeFileName } from "../../storage/lmdb/environment.js";
import { openLmdbStore } from "../../storage/lmdb/lmdb-store.js";
import { storeFolderIn } from "../../storage/lmdb/store-folder.js";
import { StoreError } from "../../storage/store.js";
import { loadGroups } from "../api/load-groups.js";
import { settleVersions } from "../api/settle-versions.js";
import { parseServeArguments } from "../options/options.js";

/** `argv`: flags of `serve`. Throws `FlagError`, `StartError` or `StoreError`. */
export async function migrateData(argv: readonly string[], onStep: (text: string) => void): Promise<MigrationReport> {
  const request = parseServeArguments(argv);
  if (request.kind !== "serve") throw new TypeError("these are no flags of a server");
  const { options } = request;
  const groups = settleVersions(await loadGroups(options), options);
  const folder = storeFolderIn(options.dataDir);
  if (!existsSync(join(folder, storeFileName))) {
    throw new StoreError({ kind: "Unavailable", detail: `${folder}: there is no store here (no ${storeFileName}).` });
  }
  const store = await openLmdbStore({ dataDir: folder, sync: "batched" });
  try {
    return await migrateStore(store, groups, onStep);
  } finally {
    await store.close();
  }
}
