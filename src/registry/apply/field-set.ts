/**
 * Sets of field paths as trees, in the very form of FieldsV1, so that reading and writing an unchanged set costs nothing:
 *
 *   {"f:metadata":{"f:labels":{".":{},"f:app":{}}},"f:spec":{"f:replicas":{}}}
 *
 * holds `.metadata.labels`, `.metadata.labels.app` and `.spec.replicas`. An empty tree under an element is the element alone; `.` marks an
 * element that is in the set beside what is under it. The empty tree at the root is the empty set.
 *
 * Sets are immutable and share branches. Members stand in kube-apiserver's order (`compareElements`), `.` first.
 * Hot path: every write. Operations cost what their smaller side costs, as a write changes few of the many fields owned.
 */
import { compareElements, normaliseElement, shownElement } from "./path-element.js";

/** Also a branch: the part of a set under one element. */
export interface FieldSet {
  readonly [element: string]: FieldSet;
}

/** A set that is being built; nothing else may hold it. */
export type GrowingSet = Record<string, FieldSet>;

export const emptySet: FieldSet = Object.freeze({});
/** The branch of an element that is in the set, with nothing under it. */
export const leaf: FieldSet = Object.freeze({});

export function isEmptySet(set: FieldSet): boolean {
  for (const _ in set) return false;
  return true;
}

/** Is the element itself in the set? */
export function isMember(branch: FieldSet): boolean {
  return branch["."] !== undefined || isEmptySet(branch);
}

/** The branch with its own element in the set. */
export function withSelf(branch: FieldSet): FieldSet {
  return isMember(branch) ? branch : { ".": leaf, ...branch };
}

export function union(a: FieldSet, b: FieldSet): FieldSet {
  return joinChildren(a, b, false);
}

export function intersection(a: FieldSet, b: FieldSet): FieldSet {
  return commonChildren(a, b) ?? emptySet;
}

/** Paths of `a` that are not in `b`; what is under a path of `b` stays. */
export function difference(a: FieldSet, b: FieldSet): FieldSet {
  return isEmptySet(b) ? a : (levelWithout(a, b, { self: false, without: branchWithout }) ?? emptySet);
}

/** Paths of `a` that are neither in `b` nor under a path of `b`. */
export function recursiveDifference(a: FieldSet, b: FieldSet): FieldSet {
  return isEmptySet(b) ? a : (levelWithout(a, b, { self: false, without: branchOutside }) ?? emptySet);
}

/** Is every path of `b` in `a`? */
export function contains(a: FieldSet, b: FieldSet): boolean {
  if (a === b) return true;
  for (const element in b) {
    if (element === ".") continue;
    const [own, other] = [a[element], b[element] as FieldSet];
    if (own === undefined || (isMember(other) && !isMember(own)) || !contains(own, other)) return false;
  }
  return true;
}

/** Is any path in both? */
export function meets(a: FieldSet, b: FieldSet): boolean {
  for (const element in b) {
    if (element === ".") continue;
    const [own, other] = [a[element], b[element] as FieldSet];
    if (own !== undefined && ((isMember(own) && isMember(other)) || meets(own, other))) return true;
  }
  return false;
}

/** Puts the elements of a set that grew in any order into theirs. */
export function inOrder(set: GrowingSet): FieldSet {
  const elements = Object.keys(set);
  if (isSorted(elements)) return set;
  const sorted: GrowingSet = {};
  for (const element of elements.sort(compareWithSelf)) sorted[element] = set[element] as FieldSet;
  return sorted;
}

/** Longer than any real path by far, and short enough for a stack. */
export const maxPathLength = 1000;

/** Reads what a client or another server wrote. undefined: it is no field set. Steps of unknown kinds are left out. */
export function parseFieldSet(value: unknown): FieldSet | undefined {
  try {
    const branch = parseBranch(value, 0) ?? emptySet;
    if (branch["."] === undefined) return branch;
    const { ".": _, ...children } = branch;
    return children;
  } catch (error) {
    if (error instanceof SyntaxError) return undefined;
    throw error;
  }
}

/** Every path: those that end on a level before those that lead deeper, as kube-apiserver lists conflicts. */
export function* pathsOf(set: FieldSet, prefix = ""): Generator<string> {
  for (const element in set) {
    if (element !== "." && isMember(set[element] as FieldSet)) yield prefix + shownElement(element);
  }
  for (const element in set) {
    if (element !== ".") yield* pathsOf(set[element] as FieldSet, prefix + shownElement(element));
  }
}

/** The set of paths given as lists of elements. */
export function setOfPaths(paths: readonly (readonly string[])[]): FieldSet {
  return paths.reduce((set, path) => union(set, branchOf(path)), emptySet);
}

function branchOf([first, ...rest]: readonly string[]): FieldSet {
  return first === undefined ? leaf : { [first]: branchOf(rest) };
}

function compareWithSelf(a: string, b: string): number {
  if (a === ".") return -1;
  return b === "." ? 1 : compareElements(a, b);
}

function isSorted(elements: readonly string[]): boolean {
  for (let at = 1; at < elements.length; at++) {
    if (compareWithSelf(elements[at - 1] as string, elements[at] as string) > 0) return false;
  }
  return true;
}

/** undefined: nothing in it that this server knows. */
function parseBranch(value: unknown, depth: number): FieldSet | undefined {
  if (depth > maxPathLength) throw new SyntaxError("paths are too long");
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new SyntaxError("no field set");
  const growing: GrowingSet = {};
  const members = Object.entries(value);
  if (members.length === 0) return leaf;
  for (const [text, under] of members) {
    if (text === ".") {
      growing["."] = leaf;
      continue;
    }
    const element = normaliseElement(text);
    if (element === undefined) continue;
    const branch = parseBranch(under, depth + 1);
    if (branch === undefined) continue;
    const known = growing[element];
    growing[element] = known === undefined ? branch : joinBranches(known, branch);
  }
  const [first, second] = Object.keys(growing);
  if (second === undefined && first === ".") return leaf;
  return first === undefined ? undefined : inOrder(growing);
}

function joinBranches(a: FieldSet, b: FieldSet): FieldSet {
  return a === b ? a : joinChildren(a, b, isMember(a) || isMember(b));
}

/** Rebuilds a level only when `b` brings something new. */
function joinChildren(a: FieldSet, b: FieldSet, self: boolean): FieldSet {
  if (isEmptySet(b)) return self ? withSelf(a) : a;
  if (isEmptySet(a)) return self ? withSelf(b) : b;
  const joined: GrowingSet = self ? { ".": leaf } : {};
  let changed = self && a["."] === undefined;
  let sorted = true;
  let last = "";
  for (const element in a) {
    if (element === ".") continue;
    const [own, other] = [a[element] as FieldSet, b[element]];
    const branch = other === undefined ? own : joinBranches(own, other);
    if (branch !== own) changed = true;
    joined[element] = branch;
    last = element;
  }
  for (const element in b) {
    if (element === "." || a[element] !== undefined) continue;
    joined[element] = b[element] as FieldSet;
    if (sorted && last !== "" && compareElements(last, element) > 0) sorted = false;
    last = element;
    changed = true;
  }
  if (!changed) return a;
  return sorted ? joined : inOrder(joined);
}

function commonBranch(a: FieldSet, b: FieldSet): FieldSet | undefined {
  if (a === b) return a;
  const children = commonChildren(a, b);
  if (!isMember(a) || !isMember(b)) return children;
  return children === undefined ? leaf : withSelf(children);
}

function commonChildren(a: FieldSet, b: FieldSet): FieldSet | undefined {
  let common: GrowingSet | undefined;
  for (const element in a) {
    const other = b[element];
    if (element === "." || other === undefined) continue;
    const branch = commonBranch(a[element] as FieldSet, other);
    if (branch === undefined) continue;
    common ??= {};
    common[element] = branch;
  }
  return common;
}

type Without = (a: FieldSet, b: FieldSet) => FieldSet | undefined;

function branchWithout(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return levelWithout(a, b, { self: isMember(a) && !isMember(b), without: branchWithout });
}

function branchOutside(a: FieldSet, b: FieldSet): FieldSet | undefined {
  return isMember(b) ? undefined : levelWithout(a, b, { self: isMember(a), without: branchOutside });
}

/** `self`: the result has the level's own element. undefined when nothing is left; the very same object when nothing goes. */
function levelWithout(
  a: FieldSet,
  b: FieldSet,
  { self, without }: { readonly self: boolean; readonly without: Without },
): FieldSet | undefined {
  let kept: GrowingSet | undefined;
  let changed = false;
  for (const element in a) {
    if (element === ".") continue;
    const [own, other] = [a[element] as FieldSet, b[element]];
    const branch = other === undefined ? own : without(own, other);
    if (branch !== own) changed = true;
    if (branch === undefined) continue;
    kept ??= self ? { ".": leaf } : {};
    kept[element] = branch;
  }
  if (kept === undefined) return self ? leaf : undefined;
  return changed || self !== (a["."] !== undefined) ? kept : a;
}
