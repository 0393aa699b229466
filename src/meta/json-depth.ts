/** How deep JSON values lie in one another, and how many: what walks them by recursion is only safe where somebody has looked. Pure. */

import { WrittenText } from "./compile/written-number.js";

/** Never looks further than `levels`. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof WrittenText) return false;
  if (levels === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(inner, levels - 1)) return true;
  return false;
}

/** Members of all objects in a value that is known not to be deep. */
export function countMembers(value: unknown): number {
  if (typeof value !== "object" || value === null || value instanceof WrittenText) return 0;
  let count = 0;
  if (Array.isArray(value)) {
    for (const item of value) count += countMembers(item);
    return count;
  }
  const object = value as Readonly<Record<string, unknown>>;
  for (const name in object) count += 1 + countMembers(object[name]);
  return count;
}
