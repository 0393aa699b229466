/** How deep JSON values lie in one another: what walks them by recursion is only safe where somebody has looked. Pure. */

import { WrittenText } from "./compile/written-number.js";

/** Never looks further than `levels`. */
export function isDeeper(value: unknown, levels: number): boolean {
  if (typeof value !== "object" || value === null || value instanceof WrittenText) return false;
  if (levels === 0) return true;
  for (const inner of Array.isArray(value) ? value : Object.values(value)) if (isDeeper(inner, levels - 1)) return true;
  return false;
}
