/** Reads all of a resource at one revision from the store, page by page, as a tree. */
import type { ListOptions, Revision, Store, StoreEntry } from "../store.js";
import { ownString } from "./current-state.js";
import { type Entry, type EntryKind, liveEntry, pastEntry } from "./entry.js";
import { type TreeNode, treeGet, treeOf } from "./tree.js";

/** Entries per page: bounds what is in memory twice while loading. */
export const LOAD_PAGE_ENTRIES = 500;

export interface LoadOptions {
  readonly store: Store;
  readonly storePrefix: string;
  readonly kind: EntryKind;
  /** The newest when absent. */
  readonly revision?: Revision;
  /** Entries that are still the same are taken from here. */
  readonly known: TreeNode<Entry>;
  /** `live` becomes the current state, `past` is for one reader. */
  readonly as: "live" | "past";
}

export interface Loaded {
  readonly root: TreeNode<Entry>;
  readonly revision: Revision;
}

/** Rejects with StoreError: `Compacted` when the revision went while it was read, `Corrupt` for a value that is no object. */
export async function loadTree(options: LoadOptions): Promise<Loaded> {
  const entries: Entry[] = [];
  const made: Entry[] = [];
  try {
    let page: ListOptions = { limit: LOAD_PAGE_ENTRIES };
    if (options.revision !== undefined) page = { ...page, revision: options.revision };
    for (;;) {
      const result = await options.store.list(options.storePrefix, page);
      for (const stored of result.entries) entries.push(entryOf(options, stored, made));
      const last = result.entries.at(-1);
      if (!result.more || last === undefined) return { root: treeOf(entries), revision: result.revision };
      page = { limit: LOAD_PAGE_ENTRIES, revision: result.revision, from: `${last.key}\0` };
    }
  } catch (error) {
    for (const entry of made) entry.retire();
    throw error;
  }
}

function entryOf(options: LoadOptions, stored: StoreEntry, made: Entry[]): Entry {
  const name = stored.key.slice(options.storePrefix.length);
  const known = treeGet(options.known, name);
  if (known?.revision === stored.revision) return known;
  const key = known?.key ?? ownString(name);
  if (options.as === "past") return pastEntry(options.kind, key, stored.value, stored.revision);
  const entry = liveEntry(options.kind, key, stored.value, stored.revision);
  made.push(entry);
  return entry;
}
