/**
 * Hands each change to the synced watchers that see it. Watchers are grouped by prefix and filter: a filter is evaluated once per change
 * for all its watchers, a change in one namespace does not touch the watchers of another, and filters with an equality pair are found
 * by the value of that pair (a thousand kubelets watch `spec.nodeName=<own name>`). Hot path.
 */
import { type Change, typeSeen } from "./change.js";
import { type EqualityPair, type PairSource, pairsOf, pairValue } from "./equality-index.js";
import type { EntryFilter, WatchEventType } from "./watch-cache.js";

/** A watcher that is up to date. */
export interface FanOutMember {
  readonly prefix: string;
  readonly filter: EntryFilter | undefined;
  deliver(type: WatchEventType, change: Change): void;
}

export class FanOut {
  readonly #prefixes = new Map<string, PrefixWatchers>();

  join(member: FanOutMember): void {
    let watchers = this.#prefixes.get(member.prefix);
    if (watchers === undefined) {
      watchers = new PrefixWatchers();
      this.#prefixes.set(member.prefix, watchers);
    }
    watchers.join(member);
  }

  leave(member: FanOutMember): void {
    const watchers = this.#prefixes.get(member.prefix);
    watchers?.leave(member);
    if (watchers?.size === 0) this.#prefixes.delete(member.prefix);
  }

  deliver(change: Change): void {
    this.#prefixes.get("")?.deliver(change);
    const slash = change.key.indexOf("/");
    if (slash >= 0) this.#prefixes.get(change.key.slice(0, slash + 1))?.deliver(change);
  }
}

interface FilterGroup {
  readonly filter: EntryFilter | undefined;
  readonly pair: EqualityPair | undefined;
  readonly members: Set<FanOutMember>;
}

/**
 * Groups whose filter demands a value of this label or field, by that value. A change that has the value neither before nor after cannot
 * concern them; an object without the label, or a field the cache does not know, has no value at all.
 */
interface PairGroups {
  readonly source: PairSource;
  readonly name: string;
  readonly byValue: Map<string, Set<FilterGroup>>;
}

/** The watchers of one prefix. */
class PrefixWatchers {
  readonly #groups = new Map<string | undefined, FilterGroup>();
  /** Groups that must look at every change. */
  readonly #unpaired = new Set<FilterGroup>();
  readonly #paired = new Map<string, PairGroups>();

  get size(): number {
    return this.#groups.size;
  }

  join(member: FanOutMember): void {
    const id = member.filter?.id;
    let group = this.#groups.get(id);
    if (group === undefined) {
      const pair = member.filter === undefined ? undefined : pairsOf(member.filter)[0];
      group = { filter: member.filter, pair, members: new Set() };
      this.#groups.set(id, group);
      this.#place(group);
    }
    group.members.add(member);
  }

  leave(member: FanOutMember): void {
    const id = member.filter?.id;
    const group = this.#groups.get(id);
    if (group === undefined) return;
    group.members.delete(member);
    if (group.members.size > 0) return;
    this.#groups.delete(id);
    this.#unpaired.delete(group);
    if (group.pair === undefined) return;
    const paired = this.#paired.get(pairId(group.pair));
    const sameValue = paired?.byValue.get(group.pair.value);
    sameValue?.delete(group);
    if (sameValue?.size === 0) paired?.byValue.delete(group.pair.value);
    if (paired?.byValue.size === 0) this.#paired.delete(pairId(group.pair));
  }

  deliver(change: Change): void {
    for (const group of this.#unpaired) deliverTo(group, change);
    for (const { source, name, byValue } of this.#paired.values()) {
      const before = change.previous && pairValue(change.previous, source, name);
      const after = change.current && pairValue(change.current, source, name);
      if (after !== undefined) for (const group of byValue.get(after) ?? []) deliverTo(group, change);
      if (before === undefined || before === after) continue;
      for (const group of byValue.get(before) ?? []) deliverTo(group, change);
    }
  }

  #place(group: FilterGroup): void {
    if (group.pair === undefined) {
      this.#unpaired.add(group);
      return;
    }
    const { source, name, value } = group.pair;
    const paired = this.#paired.get(pairId(group.pair)) ?? { source, name, byValue: new Map() };
    this.#paired.set(pairId(group.pair), paired);
    const sameValue = paired.byValue.get(value) ?? new Set();
    paired.byValue.set(value, sameValue.add(group));
  }
}

function pairId(pair: EqualityPair): string {
  return `${pair.source}/${pair.name}`;
}

function deliverTo(group: FilterGroup, change: Change): void {
  const type = typeSeen(change, group.filter);
  if (type === undefined) return;
  // A member that leaves while others are served is skipped; one that joins has its own start (watcher.ts) and skips by itself. No `for`:
  // its iterator makes an object for each of them.
  group.members.forEach((member) => {
    member.deliver(type, change);
  });
}
