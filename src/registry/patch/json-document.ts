/**
 * Safe access to decoded JSON: keys come from clients, so `__proto__`, `constructor` and the like are ordinary fields here and never
 * reach a prototype.
 */
import { WrittenText } from "../../meta/compile/written-number.js";
import { stringifyJson } from "../../meta/exact-json.js";
import { openRaw, RawJson } from "../../meta/raw-json.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";

export function isObject(value: unknown): value is JsonObject {
  return value !== null && typeof value === "object" && !Array.isArray(value) && !(value instanceof WrittenText);
}

/** The object's own field, undefined when it has none. */
export function getField(object: JsonObject, key: string): JsonValue | undefined {
  return Object.hasOwn(object, key) ? object[key] : undefined;
}

/** Sets the object's own field, in place. */
export function setField(object: JsonObject, key: string, value: JsonValue): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, configurable: true, writable: true });
  } else {
    object[key] = value;
  }
}

export function jsonEqual(left: JsonValue, right: JsonValue): boolean {
  if (left === right) return true;
  if (left instanceof WrittenText || right instanceof WrittenText) return writtenEqual(left, right);
  if (left === null || right === null || typeof left !== "object" || typeof right !== "object") return false;
  if (Array.isArray(left)) {
    if (!Array.isArray(right) || left.length !== right.length) return false;
    return left.every((item, index) => jsonEqual(item, right[index] as JsonValue));
  }
  if (Array.isArray(right)) return false;
  const keys = Object.keys(left);
  if (keys.length !== Object.keys(right).length) return false;
  return keys.every((key) => Object.hasOwn(right, key) && jsonEqual(left[key] as JsonValue, right[key] as JsonValue));
}

/** Numbers and texts that are written in odd ways equal only what is written in the same way; containers are what they hold. */
function writtenEqual(left: JsonValue, right: JsonValue): boolean {
  const [first, second] = [opened(left), opened(right)];
  if (isContainer(first) || isContainer(second)) {
    return isContainer(first) && isContainer(second) && jsonEqual(first, second);
  }
  return stringifyJson(left) === stringifyJson(right);
}

function isContainer(value: JsonValue): boolean {
  return Array.isArray(value) || isObject(value);
}

/** Of a raw value that is kept as text, what it holds. */
export function opened(value: JsonValue): JsonValue {
  return value instanceof RawJson ? (openRaw(value) as JsonValue) : value;
}
