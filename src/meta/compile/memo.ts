/**
 * What compilers remember: one entry per name within a SchemaSet, kept exactly as long as the set. Every compiler has a memo of its own.
 */
import { oncePer } from "../../util/get-or-add.js";
import type { SchemaSet } from "../schema.js";

/** Gives the entries of a set, the same map each time. */
export function memoPerSet<T>(): (set: SchemaSet) => Map<string, T> {
  return oncePer(() => new Map<string, T>());
}
