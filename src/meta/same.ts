/** Equality of decoded values. Pure. */
import type { KubeObject, ObjectMeta } from "./object.js";

/** As Kubernetes' semantic equality has it: what is absent equals what is empty. */
export function isSame(left: unknown, right: unknown): boolean {
  if (Object.is(left, right) || (isEmpty(left) && isEmpty(right))) return true;
  if (Array.isArray(left) && Array.isArray(right)) {
    return left.length === right.length && left.every((item, index) => isSame(item, right[index]));
  }
  if (!isRecord(left) || !isRecord(right)) return false;
  const keys = new Set([...Object.keys(left), ...Object.keys(right)]);
  for (const key of keys) if (!isSame(left[key], right[key])) return false;
  return true;
}

function isEmpty(value: unknown): boolean {
  if (value === undefined || value === null) return true;
  return Array.isArray(value) && value.length === 0;
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/**
 * The very same metadata but for what the server itself sets, as an object has that shares with the one before: nothing in it needs to be
 * looked at again. May say no where values are equal and not shared.
 */
export function hasSameMetadata(next: KubeObject, previous: KubeObject): boolean {
  const [is, was] = [next.metadata, previous.metadata];
  for (const name in is)
    if (is[name as keyof ObjectMeta] !== was[name as keyof ObjectMeta] && !isOfServer(name)) return false;
  for (const name in was) if (is[name as keyof ObjectMeta] === undefined && !isOfServer(name)) return false;
  return true;
}

function isOfServer(name: string): boolean {
  return name === "resourceVersion" || name === "managedFields" || name === "generation";
}
