/**
 * Lists whose items are owned one by one: sets of plain values, and lists of maps told apart by keys. What is there twice is owned as
 * one element without an inside, as nobody can say which of the two is meant.
 */
import type { JsonValue } from "../../meta/schema.js";
import { type FieldSet, type GrowingSet, inOrder, isMember, leaf } from "./field-set.js";
import { type Difference, type FieldType, isRecord, replaced, sameValue, stepUp } from "./field-type.js";
import { mismatch } from "./leaf-type.js";
import { compareMember, type GrowingDifference, mapBranch, settled } from "./map-type.js";
import { mergeLists } from "./merge-lists.js";
import { compareText, keyElement, shownElement, valueElement } from "./path-element.js";

/** How an item is told from others: its path element, or why it has none. */
export type Identify = (item: unknown) => { readonly element: string } | { readonly problem: string };

/** An item that cannot be told from others, so nobody can say who owns what of the object. */
export class NamelessItem extends Error {}

export class ListType implements FieldType {
  readonly #items: FieldType;
  readonly #identify: Identify;

  constructor(items: FieldType, identify: Identify) {
    this.#items = items;
    this.#identify = identify;
  }

  extract(value: unknown, self: boolean): FieldSet | undefined {
    return this.#collect(value, self, (item) => this.#items.extract(item, true) ?? leaf);
  }

  everything(value: unknown): FieldSet {
    return this.#collect(value, true, (item) => this.#items.everything(item)) ?? leaf;
  }

  skeleton(value: unknown): unknown {
    if (!Array.isArray(value)) return null;
    return value.map((item: unknown) => ({ element: this.#elementOf(item), inside: this.#items.skeleton(item) }));
  }

  fits(skeleton: unknown, value: unknown): boolean {
    const expected = skeleton as readonly Bone[] | null;
    if (!Array.isArray(value) || value.length !== expected?.length) return false;
    return expected.every(
      ({ element, inside }, at) => element === this.#elementOf(value[at]) && this.#items.fits(inside, value[at]),
    );
  }

  compare(before: unknown, after: unknown): Difference | undefined {
    if (hasNothing(before) && hasNothing(after)) return sameValue(before, after) ? undefined : replaced;
    if (sameValue(before, after)) return undefined;
    const [was, is] = [this.#byElement(before), this.#byElement(after)];
    const growing: GrowingDifference = { changed: undefined, removed: undefined };
    for (const [element, left] of was) this.#compareItem(growing, element, [left, is.get(element) ?? []]);
    for (const [element, right] of is) if (!was.has(element)) this.#compareItem(growing, element, [[], right]);
    return settled(growing, true);
  }

  merge(live: unknown, applied: unknown): unknown {
    if (!Array.isArray(live) || live.length === 0)
      return hasNothing(applied) || Array.isArray(applied) ? applied : live;
    if (!Array.isArray(applied)) return live;
    const [own, given] = [this.#elementsOf(live), this.#elementsOf(applied)];
    return mergeLists(own, given, (left, right) =>
      left === undefined || right === undefined ? (right ?? left) : this.#items.merge(left, right),
    );
  }

  remove(value: unknown, branch: FieldSet): unknown {
    if (!Array.isArray(value) || value.length === 0) return value;
    const kept = value.flatMap((item: unknown) => {
      const under = branch[this.#elementOf(item) ?? ""];
      if (under === undefined) return [item];
      return isMember(under) ? [] : [this.#items.remove(item, under)];
    });
    return kept.length === 0 ? null : kept;
  }

  withParents(branch: FieldSet): FieldSet {
    return mapBranch(branch, (_element, under) => this.#items.withParents(under));
  }

  reconcile(branch: FieldSet): FieldSet {
    return mapBranch(branch, (_element, under) => this.#items.reconcile(under));
  }

  check(value: unknown, problems: string[]): void {
    const text = mismatch("list", value);
    if (text !== undefined) problems.push(`: ${text}`);
    if (!Array.isArray(value)) return;
    const seen = new Set<string>();
    for (const [index, item] of value.entries()) {
      const identity = this.#identify(item);
      if ("problem" in identity) {
        problems.push(`: element ${index}: ${identity.problem}`);
        return;
      }
      const { element } = identity;
      if (seen.has(element)) problems.push(`: duplicate entries for key ${shownElement(element)}`);
      seen.add(element);
      const known = problems.length;
      this.#items.check(item, problems);
      stepUp(problems, known, () => shownElement(element));
    }
  }

  /** Throws NamelessItem. */
  #collect(value: unknown, self: boolean, branchOf: (item: unknown) => FieldSet): FieldSet | undefined {
    if (!Array.isArray(value) || value.length === 0) return self ? leaf : undefined;
    const set: GrowingSet = self ? { ".": leaf } : {};
    for (const item of value) {
      const identity = this.#identify(item);
      if ("problem" in identity) throw new NamelessItem(identity.problem);
      const { element } = identity;
      set[element] = set[element] === undefined ? branchOf(item) : leaf;
    }
    return inOrder(set);
  }

  #compareItem(growing: GrowingDifference, element: string, [left, right]: readonly [Items, Items]): void {
    const type = this.#items;
    if (left.length <= 1 && right.length <= 1) {
      if (left[0] !== right[0]) compareMember(growing, { element, type, left: left[0], right: right[0] });
      return;
    }
    if (left.length > 1 && right.length > 1) {
      if (!sameValue(left, right)) add(growing, "changed", element, leaf);
      return;
    }
    // What was one becomes several, or several become one: the inside of the one comes or goes.
    if (left.length > 0) add(growing, "removed", element, left.length === 1 ? type.everything(left[0]) : leaf);
    if (right.length > 0) add(growing, "changed", element, right.length === 1 ? type.everything(right[0]) : leaf);
  }

  #elementOf(item: unknown): string | undefined {
    const identity = this.#identify(item);
    return "element" in identity ? identity.element : undefined;
  }

  #elementsOf(list: readonly unknown[]): { readonly element: string; readonly item: unknown }[] {
    return list.flatMap((item) => {
      const element = this.#elementOf(item);
      return element === undefined ? [] : [{ element, item }];
    });
  }

  /** Throws NamelessItem. */
  #byElement(value: unknown): ReadonlyMap<string, Items> {
    const groups = new Map<string, unknown[]>();
    if (!Array.isArray(value)) return groups;
    for (const item of value) {
      const identity = this.#identify(item);
      if ("problem" in identity) throw new NamelessItem(identity.problem);
      const { element } = identity;
      const group = groups.get(element);
      if (group === undefined) groups.set(element, [item]);
      else group.push(item);
    }
    return groups;
  }
}

type Items = readonly unknown[];

/** One item of a list's skeleton. */
interface Bone {
  readonly element: string | undefined;
  readonly inside: unknown;
}

function add(growing: GrowingDifference, to: keyof GrowingDifference, element: string, branch: FieldSet): void {
  growing[to] ??= {};
  growing[to][element] = branch;
}

function hasNothing(value: unknown): boolean {
  return value === null || value === undefined || (Array.isArray(value) && value.length === 0);
}

/** Items of a set are told apart by what they are. */
export function byValue(item: unknown): ReturnType<Identify> {
  if (Array.isArray(item)) return { problem: "not supported: associative list with lists as elements" };
  if (isRecord(item)) return { problem: "associative list without keys has an element that's a map type" };
  if (item === null || item === undefined) {
    return { problem: "associative list without keys has an element that's an explicit null" };
  }
  return { element: valueElement(item as string | number | boolean) };
}

/** An item may leave out all keys but one. `defaults`: what a key has where an item does not say it. */
export function byKeys(keys: readonly string[], defaults: Readonly<Record<string, unknown>>): Identify {
  const names = [...keys].sort(compareText);
  const shown = names.map((name) => JSON.stringify(name)).join(" ");
  const noKey = `associative list with keys has an element that omits all key fields [${shown}] (and doesn't have default values for any key fields)`;
  return (item) => {
    if (item === null || item === undefined)
      return { problem: "associative list with keys may not have a null element" };
    if (!isRecord(item)) return { problem: "associative list with keys may not have non-map elements" };
    const key: [string, JsonValue][] = [];
    for (const name of names) {
      const value = item[name] ?? defaults[name];
      if (value !== undefined) key.push([name, value as JsonValue]);
    }
    if (key.length === 0) return { problem: noKey };
    return { element: keyElement(key) };
  };
}
