/** What validators are made of, and the paths they name. */
import type { FieldError } from "../field-error.js";

/** Checks one value; `path` is complete. */
export type Check = (value: unknown, path: string, errors: FieldError[]) => void;
/**
 * Stands for every path in the first pass, which only asks whether there are errors: nearly always there are none to
 * name.
 */
export const unnamed = "?";

export function join(path: string, field: string): string {
  if (path === unnamed) return path;
  return path === "" ? field : `${path}.${field}`;
}

export function joinKey(path: string, key: number | string): string {
  return path === unnamed ? path : `${path}[${key}]`;
}
