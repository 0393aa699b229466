/** Copies of JSON values. Hot path: a tenth of what `structuredClone` takes, and less than to parse it again. */
import { WrittenText } from "./compile/written-number.js";

/** All of it. */
export function cloneJson<T>(value: T): T {
  return copyOf(value) as T;
}

/**
 * The first level only. Unlike a spread it makes an object of the hidden class that JSON.parse would give it: copies of copies of copies
 * would otherwise be all of different ones, and whoever reads them would learn each anew.
 */
export function copyLevel<T extends object>(from: T): T {
  // Assigning to it would set the prototype.
  return Object.hasOwn(from, "__proto__") ? { ...from } : Object.assign({}, from);
}

function copyOf(value: unknown): unknown {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(copyOf);
  if (value instanceof WrittenText) return value;
  const from = value as Record<string, unknown>;
  const copy: Record<string, unknown> = {};
  for (const key in from) {
    // Assigning to it would set the prototype.
    if (key === "__proto__") {
      Object.defineProperty(copy, key, {
        value: copyOf(from[key]),
        enumerable: true,
        writable: true,
        configurable: true,
      });
    } else copy[key] = copyOf(from[key]);
  }
  return copy;
}
