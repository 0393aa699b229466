/**
 * Indexes over the current state: for a label or selectable field, value → the entries that have it, in key order. Built when a selector
 * first asks for the label, maintained by every change after that. Bounded in number; the one not used for longest goes first.
 */
import type { Entry } from "./entry.js";
import { emptyTree, type TreeNode, treeDelete, treeOf, treeSet, visitLeaves } from "./tree.js";
import type { EntryFilter } from "./watch-cache.js";

/** Labels and fields indexed at a time, per cache. */
export const INDEXES_MAX = 8;

export type PairSource = "label" | "field";

export interface EqualityPair {
  readonly source: PairSource;
  readonly name: string;
  readonly value: string;
}

/** The pairs of a filter; fields first, which select more narrowly (`spec.nodeName`) than labels (`app`). */
export function pairsOf(filter: EntryFilter): EqualityPair[] {
  return [
    ...filter.fieldEquals.map(([name, value]) => ({ source: "field", name, value }) as const),
    ...filter.labelEquals.map(([name, value]) => ({ source: "label", name, value }) as const),
  ];
}

export function pairValue(entry: Entry, source: PairSource, name: string): string | undefined {
  if (source === "field") return entry.field(name);
  return Object.hasOwn(entry.labels, name) ? entry.labels[name] : undefined;
}

export class EqualityIndexes {
  readonly #limit: number;
  /** Least recently used first. */
  readonly #indexes = new Map<string, EqualityIndex>();

  constructor(limit: number = INDEXES_MAX) {
    this.#limit = limit;
  }

  get size(): number {
    return this.#indexes.size;
  }

  /** The smallest set of entries that holds every match of the filter; undefined when no pair can be indexed. */
  candidates(root: TreeNode<Entry>, filter: EntryFilter): TreeNode<Entry> | undefined {
    let smallest: TreeNode<Entry> | undefined;
    for (const { source, name, value } of pairsOf(filter).slice(0, this.#limit)) {
      const entries = this.#index(root, source, name).get(value);
      if (smallest === undefined || entries.size < smallest.size) smallest = entries;
    }
    return smallest;
  }

  update(previous: Entry | undefined, current: Entry | undefined): void {
    for (const index of this.#indexes.values()) index.update(previous, current);
  }

  clear(): void {
    this.#indexes.clear();
  }

  #index(root: TreeNode<Entry>, source: PairSource, name: string): EqualityIndex {
    const id = `${source}/${name}`;
    const index = this.#indexes.get(id) ?? new EqualityIndex(root, source, name);
    this.#indexes.delete(id);
    this.#indexes.set(id, index);
    if (this.#indexes.size > this.#limit) this.#indexes.delete(this.#indexes.keys().next().value as string);
    return index;
  }
}

const NOTHING = emptyTree<Entry>();

class EqualityIndex {
  readonly #source: PairSource;
  readonly #name: string;
  readonly #byValue = new Map<string, TreeNode<Entry>>();

  constructor(root: TreeNode<Entry>, source: PairSource, name: string) {
    this.#source = source;
    this.#name = name;
    const groups = new Map<string, Entry[]>();
    visitLeaves(root, "", (leaf) => {
      for (const entry of leaf.items) {
        const value = pairValue(entry, source, name);
        if (value === undefined) continue;
        const group = groups.get(value);
        if (group === undefined) groups.set(value, [entry]);
        else group.push(entry);
      }
      return true;
    });
    for (const [value, entries] of groups) this.#byValue.set(value, treeOf(entries));
  }

  get(value: string): TreeNode<Entry> {
    return this.#byValue.get(value) ?? NOTHING;
  }

  update(previous: Entry | undefined, current: Entry | undefined): void {
    const before = previous && pairValue(previous, this.#source, this.#name);
    const after = current && pairValue(current, this.#source, this.#name);
    if (previous !== undefined && before !== undefined && before !== after) {
      const rest = treeDelete(this.get(before), previous.key);
      if (rest.size === 0) this.#byValue.delete(before);
      else this.#byValue.set(before, rest);
    }
    if (current !== undefined && after !== undefined) this.#byValue.set(after, treeSet(this.get(after), current));
  }
}
