/**
 * The order of an applied list merged into a live one, item by item.
 *
 * Applied items keep their order among themselves; live items that were not applied stay where they were, before the next item both
 * lists have. `own` [a, b, c] with `given` [c, x, a] becomes [b, c, x, a]: c is wanted before a, so a waits.
 */

export interface ListItem {
  readonly element: string;
  readonly item: unknown;
}

/** `merge` gets undefined for the side that has no such item, or has it more than once. Elements of `given` are unique. */
export function mergeLists(
  own: readonly ListItem[],
  given: readonly ListItem[],
  merge: (own: unknown, given: unknown) => unknown,
): unknown[] {
  const ownItems = uniqueItems(own);
  const wanted = new Set(given.map(({ element }) => element));
  const shared = given.filter(({ element }) => ownItems.has(element)).map(({ element }) => element);
  const done = new Set<string>();
  const merged: unknown[] = [];
  let next = 0;
  let at = 0;
  const take = ({ element, item }: ListItem): void => {
    done.add(element);
    merged.push(merge(ownItems.get(element), item));
    if (shared[next] === element) next += 1;
  };
  for (const item of given) {
    // Live items before the place of this one: those nobody applied stay, those whose turn comes later are passed over.
    while (at < own.length) {
      const mine = own[at] as ListItem;
      if (!wanted.has(mine.element)) merged.push(mine.item);
      else if (mine.element === item.element || !waits(mine.element, shared[next])) break;
      at += 1;
    }
    // Here stands the item itself, or one that was placed already and is there a second time, or one this item goes before.
    const here = own[at]?.element;
    if (here === item.element || (here !== undefined && done.has(here))) at += 1;
    take(item);
  }
  for (; at < own.length; at++) {
    const mine = own[at] as ListItem;
    if (!wanted.has(mine.element)) merged.push(mine.item);
  }
  return merged;
}

/** A shared item that is not the next one to be placed has its turn later. */
function waits(element: string, next: string | undefined): boolean {
  return next !== undefined && next !== element;
}

function uniqueItems(list: readonly ListItem[]): ReadonlyMap<string, unknown> {
  const items = new Map<string, unknown>();
  for (const { element, item } of list) items.set(element, items.has(element) ? undefined : item);
  return items;
}
