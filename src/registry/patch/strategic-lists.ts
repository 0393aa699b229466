/**
 * Lists under strategic merge patch: merging by key (or by value for plain ones), deleting, and the order of the result.
 *
 * The order, by example: the server has [A B C], the patch deletes B and sets [D A]: the items the patch speaks of keep the patch's
 * order (D A), the others keep the server's (C), and the two rows are zipped: an item of the server's goes first only where both
 * heads were on the server and it stood in front. Result: [D A C].
 */
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { formatGoText, formatGoValue, goTypeName } from "./go-format.js";
import { isObject } from "./json-document.js";
import { badDirective, unprocessable } from "./strategic-errors.js";

export interface ItemMerge {
  /** "" for lists of plain values. */
  readonly mergeKey: string;
  readonly mergeItem: (original: JsonObject, patch: JsonObject) => JsonObject;
}

/** Merges `patch` into `original`, both as they came; the result is in order. */
export function mergeItems(
  original: readonly JsonValue[],
  patch: readonly JsonValue[],
  { mergeKey, mergeItem }: ItemMerge,
): JsonValue[] {
  if (original.length === 0 && patch.length === 0) return [];
  if (!holdsMaps(original, patch)) {
    const merged = [...new Set([...original, ...patch])];
    return orderItems(merged, { patchOrder: patch, serverOrder: original }, "");
  }
  const { kept, changes } = applyItemDirectives(original as JsonObject[], patch as JsonObject[], mergeKey);
  const merged: JsonValue[] = [...kept];
  const places = new Map<JsonValue | undefined, number>();
  for (const [at, item] of kept.entries()) if (!places.has(item[mergeKey])) places.set(item[mergeKey], at);
  for (const change of changes) {
    const key = keyOf(change, mergeKey);
    const at = places.get(key);
    if (at === undefined) {
      // A new item is taken as it stands, nulls and directives included: so does kube-apiserver.
      places.set(key, merged.length);
      merged.push(change);
    } else {
      merged[at] = mergeItem(merged[at] as JsonObject, change);
    }
  }
  return orderItems(merged, { patchOrder: changes, serverOrder: kept }, mergeKey);
}

/**
 * `$deleteFromPrimitiveList`: works on every list of plain values, whatever its strategy; on a list of maps it merges them, as
 * kube-apiserver
 * has it.
 */
export function deleteItems(
  original: readonly JsonValue[],
  doomed: readonly JsonValue[],
  merge: ItemMerge,
): JsonValue[] {
  if (original.length === 0 && doomed.length === 0) return [];
  if (holdsMaps(original, doomed)) return mergeItems(original, doomed, merge);
  return original.filter((item) => !doomed.includes(item));
}

/** The items of the patch must stand in the order that `$setElementOrder` gives; deleted ones do not count. */
export function checkOrder(patch: readonly JsonValue[], order: readonly JsonValue[], mergeKey: string): void {
  const changes = mergeKey === "" ? patch : patch.filter((item) => !isDeletion(item));
  if (patch.length === 0 || order.length === 0) return;
  let at = 0;
  for (const wanted of order) {
    const change = changes[at];
    if (change === undefined) break;
    if (isKeyless(change, mergeKey) || identity(change, mergeKey) === identity(wanted, mergeKey)) at++;
  }
  if (at === changes.length) return;
  throw unprocessable(
    `The order in patch list:\n${formatGoValue(patch)}\n doesn't match $setElementOrder list:\n${formatGoValue(order)}\n`,
  );
}

interface Orders {
  readonly patchOrder: readonly JsonValue[];
  readonly serverOrder: readonly JsonValue[];
}

/** Items named by the patch in its order, zipped with the others in the server's; see the head of this file. */
export function orderItems(items: readonly JsonValue[], orders: Orders, mergeKey: string): JsonValue[] {
  if (items.some((item) => isObject(item)) && mergeKey === "") throw badDirective("setElementOrder list");
  const patchRank = ranks(orders.patchOrder, mergeKey);
  const serverRank = ranks(orders.serverOrder, mergeKey);
  const rankIn = (rank: ReadonlyMap<unknown, number>, item: JsonValue) => rank.get(identity(item, mergeKey));
  const byRank = (rank: ReadonlyMap<unknown, number>) => (left: JsonValue, right: JsonValue) =>
    (rankIn(rank, left) ?? 0) - (rankIn(rank, right) ?? 0);
  const named = items.filter((item) => rankIn(patchRank, item) !== undefined).sort(byRank(patchRank));
  const others = items.filter((item) => rankIn(patchRank, item) === undefined).sort(byRank(serverRank));
  const result: JsonValue[] = [];
  let next = 0;
  for (const item of named) {
    const limit = rankIn(serverRank, item) ?? -1;
    while (next < others.length && (rankIn(serverRank, others[next] as JsonValue) ?? limit) < limit) {
      result.push(others[next++] as JsonValue);
    }
    result.push(item);
  }
  return result.concat(others.slice(next));
}

/** Handles items with `$patch`: what is left of the original, and the items to merge into it. */
function applyItemDirectives(original: readonly JsonObject[], patch: readonly JsonObject[], mergeKey: string) {
  const doomed = new Set<JsonValue>();
  let replace = false;
  const changes: JsonObject[] = [];
  for (const item of patch) {
    if (!Object.hasOwn(item, "$patch")) {
      changes.push(item);
      continue;
    }
    switch (item.$patch) {
      case "delete":
        doomed.add(keyOf(item, mergeKey));
        break;
      case "replace":
        replace = true;
        break;
      case "merge":
        throw unprocessable("merging lists cannot yet be specified in the patch");
      default:
        throw unprocessable(`unknown patch type: ${formatGoText(item.$patch)} in map: ${formatGoValue(item)}`);
    }
  }
  const kept = replace ? [] : original.filter((item) => !doomed.has(item[mergeKey] as JsonValue));
  return { kept, changes };
}

/** Items are ordered only where their type shows, so there has to be one. Throws StatusError. */
export function checkElements(original: readonly JsonValue[], patch: readonly JsonValue[]): void {
  if (original.length === 0 && patch.length === 0) throw unprocessable(noElements);
  holdsMaps(original, patch);
}

const noElements = "no elements in any of the given slices";

/** True for lists of maps, false for lists of plain values; anything mixed is an error. */
function holdsMaps(original: readonly JsonValue[], patch: readonly JsonValue[]): boolean {
  const first = original[0] ?? patch[0];
  for (const list of [original, patch]) {
    for (const item of list) {
      if (goTypeName(item) === goTypeName(first)) continue;
      throw unprocessable(`list element types are not identical: ${formatGoValue([original, patch])}`);
    }
  }
  if (Array.isArray(first)) throw unprocessable("lists of lists are not supported");
  if (first === null) throw unprocessable(noElements);
  return isObject(first);
}

function keyOf(item: JsonObject, mergeKey: string): JsonValue {
  if (Object.hasOwn(item, mergeKey)) return item[mergeKey] as JsonValue;
  throw unprocessable(`map: ${formatGoValue(item)} does not contain declared merge key: ${mergeKey}`);
}

/** What tells items apart: the merge key's value, or the plain value itself. */
function identity(item: JsonValue, mergeKey: string): JsonValue {
  if (mergeKey === "") return item;
  if (!isObject(item)) throw unprocessable(`expected a map[string]interface {}, but received a ${goTypeName(item)}`);
  return keyOf(item, mergeKey);
}

function ranks(order: readonly JsonValue[], mergeKey: string): ReadonlyMap<unknown, number> {
  const result = new Map<unknown, number>();
  for (const item of order) {
    const id = identity(item, mergeKey);
    if (!result.has(id)) result.set(id, result.size);
  }
  return result;
}

function isDeletion(item: JsonValue): boolean {
  return isObject(item) && item.$patch === "delete";
}

/** Such an item (`{"$patch":"replace"}`) stands for any place in the order. */
function isKeyless(item: JsonValue, mergeKey: string): boolean {
  return mergeKey !== "" && isObject(item) && !Object.hasOwn(item, mergeKey);
}
