/**
 * Brings everything in a store to the versions it is written in now. What is in such a version already is not touched, so a run that was
 * cut off is simply begun again. Each value is replaced only if it is still the one that was read.
 */
import type { Store, StoreEntry, Write } from "../storage/store.js";
import { systemClock } from "../util/clock.js";
import { restedValue } from "./at-rest.js";
import { loadKindRuntime } from "./kind-runtime.js";
import { type GroupDefinition, type ResourceDefinition, sharesStorage } from "./resource-definition.js";

/** Values read at a time, and written in one commit. */
const pageEntries = 100;

export interface MigrationReport {
  /** Values looked at: those of resources with more than one version. */
  readonly seen: number;
  readonly rewritten: number;
  /** Keys whose values are in a version nobody here can read; they are left as they are. */
  readonly unreadable: readonly string[];
}

/** Rejects with StoreError; what was rewritten until then stays so. */
export async function migrateStore(
  store: Store,
  groups: readonly GroupDefinition[],
  onStep: (text: string) => void = () => {},
): Promise<MigrationReport> {
  const report = { seen: 0, rewritten: 0, unreadable: [] as string[] };
  for (const definition of groups.flatMap((group) => group.resources)) {
    // A resource of one version has no other to be in.
    if (definition.storagePrefix === null || sharesStorage(definition) || definition.versions.length < 2) continue;
    onStep(`looking at ${definition.plural}`);
    await migrateResource(store, definition, report);
  }
  return report;
}

async function migrateResource(
  store: Store,
  definition: ResourceDefinition,
  report: { seen: number; rewritten: number; readonly unreadable: string[] },
): Promise<void> {
  const prefix = `/registry/${definition.storagePrefix}/`;
  const runtime = await loadKindRuntime(definition, systemClock.nowMs);
  let from = prefix;
  for (;;) {
    const { entries, more } = await store.list(prefix, { limit: pageEntries, from });
    const changed: { readonly entry: StoreEntry; readonly write: Write }[] = [];
    for (const entry of entries) {
      const value = restedValue(runtime, entry.value);
      if (value === undefined) report.unreadable.push(entry.key);
      else if (value !== entry.value) changed.push({ entry, write: { key: entry.key, value } });
    }
    // An empty commit would still wait for a flush.
    if (changed.length > 0) {
      await store.commit({
        preconditions: changed.map(({ entry: { key, revision } }) => ({ key, revision })),
        writes: changed.map(({ write }) => write),
      });
    }
    report.seen += entries.length;
    report.rewritten += changed.length;
    const last = entries.at(-1);
    if (!more || last === undefined) return;
    from = `${last.key}\0`;
  }
}
