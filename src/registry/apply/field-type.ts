/**
 * What server-side apply asks of a type, compiled from its schema: which fields a value has, what differs between two, how one is merged
 * into another, and what is left when fields are taken away. One object per type, made once; see compile-type.ts.
 *
 * Values are JSON as decoded; no function changes them, and results share what did not change.
 */
import { type FieldSet, leaf } from "./field-set.js";

/** Branches of what differs between two values, below the place of the type. */
export interface Difference {
  /** Added or changed. */
  readonly changed: FieldSet | undefined;
  readonly removed: FieldSet | undefined;
}

/** The place itself was replaced. */
export const replaced: Difference = Object.freeze({ changed: leaf, removed: undefined });

export interface FieldType {
  /** The branch a manager owns by applying `value`; `self`: the place's own element too. undefined: nothing. */
  extract(value: unknown, self: boolean): FieldSet | undefined;
  /** The branch of all that comes (or goes) with `value`, the place itself included. */
  everything(value: unknown): FieldSet;
  /** What of `value` decides about its set: the same skeleton, the same set. */
  skeleton(value: unknown): unknown;
  /** Has `value` the skeleton? May say no where it has, never yes where it has not. */
  fits(skeleton: unknown, value: unknown): boolean;
  /** undefined: the same. */
  compare(before: unknown, after: unknown): Difference | undefined;
  merge(live: unknown, applied: unknown): unknown;
  /** `value` without the paths of `branch`; null when that leaves nothing, as a real server has it. */
  remove(value: unknown, branch: FieldSet): unknown;
  /** `branch` with every declared field on the way to another as a path of its own. */
  withParents(branch: FieldSet): FieldSet;
  /** A branch of another time, when what is atomic now may have been owned piece by piece. */
  reconcile(branch: FieldSet): FieldSet;
  /** Adds what keeps `value` from being applied, each text beginning with the way from this place: `.ports: …`. */
  check(value: unknown, problems: string[]): void;
}

/** The problems from the index `from` on were found one step further down. */
export function stepUp(problems: string[], from: number, step: () => string): void {
  for (let at = from; at < problems.length; at++) problems[at] = step() + problems[at];
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function isEmptyRecord(value: unknown): boolean {
  if (!isRecord(value)) return false;
  for (const _ in value) return false;
  return true;
}

/** Equality of JSON; absent and undefined are the same. */
export function sameValue(a: unknown, b: unknown): boolean {
  if (a === b) return true;
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let at = 0; at < a.length; at++) if (!sameValue(a[at], b[at])) return false;
    return true;
  }
  if (Array.isArray(b)) return false;
  const [x, y] = [a as Record<string, unknown>, b as Record<string, unknown>];
  let members = 0;
  for (const key in x) {
    if (x[key] === undefined) continue;
    if (!sameValue(x[key], y[key])) return false;
    members += 1;
  }
  for (const key in y) if (y[key] !== undefined) members -= 1;
  return members === 0;
}
