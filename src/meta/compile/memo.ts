/**
 * What compilers remember: one entry per name within a SchemaSet, kept exactly as long as the set. Every compiler has a memo of its own.
 */
import type { SchemaSet } from "../schema.js";

/** Gives the entries of a set, the same map each time. */
export function memoPerSet<T>(): (set: SchemaSet) => Map<string, T> {
  const memos = new WeakMap<SchemaSet, Map<string, T>>();
  return (set) => {
    let memo = memos.get(set);
    if (memo === undefined) {
      memo = new Map();
      memos.set(set, memo);
    }
    return memo;
  };
}
