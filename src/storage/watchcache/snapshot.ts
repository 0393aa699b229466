/** A root of the tree with a revision: everything a GET or LIST asks for, frozen. */
import type { Revision } from "../store.js";
import type { Entry } from "./entry.js";
import { pairsOf } from "./equality-index.js";
import type { ItemJoiner } from "./item-parts.js";
import { KEY_END, lowerBound, type TreeNode, treeCount, treeGet, treeRank, visitLeaves } from "./tree.js";
import type { EntryFilter, ItemForm, RangeOptions, RangeResult, Snapshot } from "./watch-cache.js";

/** Below this many keys under a prefix a scan is as fast as an index and costs no memory. */
const SCAN_MAX_KEYS = 256;

/** Finds a smaller tree that holds every match; only the current state has one. */
export type CandidateFinder = (root: TreeNode<Entry>, filter: EntryFilter) => TreeNode<Entry> | undefined;

export interface SnapshotParts {
  readonly revision: Revision;
  readonly meanObjectBytes: number;
  readonly root: TreeNode<Entry>;
  readonly joiner: ItemJoiner;
  readonly candidates: CandidateFinder;
}

export class TreeSnapshot implements Snapshot {
  readonly revision: Revision;
  readonly meanObjectBytes: number;
  readonly root: TreeNode<Entry>;
  readonly #joiner: ItemJoiner;
  readonly #candidates: CandidateFinder;

  constructor(parts: SnapshotParts) {
    this.revision = parts.revision;
    this.meanObjectBytes = parts.meanObjectBytes;
    this.root = parts.root;
    this.#joiner = parts.joiner;
    this.#candidates = parts.candidates;
  }

  get(key: string): Entry | undefined {
    return treeGet(this.root, key);
  }

  count(prefix: string): number {
    return treeCount(this.root, prefix);
  }

  range(options: RangeOptions): RangeResult {
    const { prefix, filter } = options;
    if (filter !== undefined) {
      const only = this.#onlyKey(prefix, filter);
      if (only !== undefined) return this.#rangeOfOne(only, options, filter);
      const source = this.count(prefix) > SCAN_MAX_KEYS ? this.#candidates(this.root, filter) : undefined;
      const entries = scan(source ?? this.root, options);
      return { entries, more: this.#remaining(entries, options) > 0 };
    }
    const entries = scan(this.root, options);
    const remaining = this.#remaining(entries, options);
    return { entries, more: remaining > 0, remaining };
  }

  /** Keys behind a full page, whether they match or not. */
  #remaining(entries: readonly Entry[], { prefix, limit }: RangeOptions): number {
    const last = entries.at(-1);
    if (last === undefined || limit === undefined || entries.length < limit) return 0;
    return treeRank(this.root, prefix + KEY_END) - treeRank(this.root, last.key) - 1;
  }

  itemParts(prefix: string): readonly Buffer[] {
    return this.#joiner.parts(this.root, prefix);
  }

  formParts(prefix: string, form: ItemForm): IterableIterator<Buffer | undefined> {
    return this.#joiner.formParts(this.root, prefix, form);
  }

  /** The only key that can match: the filter names the object, and the prefix or the lack of namespaces does the rest. */
  #onlyKey(prefix: string, filter: EntryFilter): string | undefined {
    const pair = pairsOf(filter).find(({ source, name }) => source === "field" && name === "metadata.name");
    if (pair === undefined || (prefix === "" && this.#namespaced())) return undefined;
    return prefix + pair.value;
  }

  /** All keys of a resource look alike, so the first one tells. */
  #namespaced(): boolean {
    let namespaced = false;
    visitLeaves(this.root, "", (leaf) => {
      namespaced = leaf.items[0]?.key.includes("/") === true;
      return false;
    });
    return namespaced;
  }

  /** `kubectl get NAME -w` and every informer on one object select by name: a lookup. */
  #rangeOfOne(key: string, { prefix, from }: RangeOptions, filter: EntryFilter): RangeResult {
    const entry = key.startsWith(prefix) && (from === undefined || key >= from) ? this.get(key) : undefined;
    return { entries: entry !== undefined && filter.matches(entry) ? [entry] : [], more: false };
  }
}

function scan(root: TreeNode<Entry>, options: RangeOptions): Entry[] {
  const { prefix, limit, filter } = options;
  const entries: Entry[] = [];
  const most = limit ?? Number.POSITIVE_INFINITY;
  const end = prefix + KEY_END;
  const from = options.from !== undefined && options.from > prefix ? options.from : prefix;
  visitLeaves(root, from, (leaf, start) => {
    const items = leaf.items;
    const last = items.at(-1);
    const stop = prefix === "" || last === undefined || last.key < end ? items.length : lowerBound(items, end);
    for (let at = start; at < stop; at++) {
      const entry = items[at] as Entry;
      if (filter !== undefined && !filter.matches(entry)) continue;
      entries.push(entry);
      if (entries.length >= most) return false;
    }
    return stop === items.length;
  });
  return entries;
}
