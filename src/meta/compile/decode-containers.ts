/**
 * The loops of a decoder: structs, maps, lists and raw JSON, in place. Hot path: one visit per member, no path is
 * built unless something is wrong. Benchmark: test/bench/decode.bench.ts.
 */
import { DecodeError, maxStrictProblems } from "./decode-error.js";
import type { DecodeNode, DecodeState } from "./decode-types.js";
import { WrittenNumber } from "./written-number.js";

/**
 * Deeper bodies are refused. Kubernetes refuses at 10,000; every later stage here recurses too, so the stack sets the
 * limit.
 */
export const maxDepth = 1_000;

export function decodeStruct(node: DecodeNode, value: unknown, state: DecodeState): unknown {
  if (!isObject(value)) return mismatched(value, node.goType, state);
  const { fields, omitZero } = node;
  const { keys } = state;
  const depth = enter(state);
  for (const key in value) {
    state.members++;
    const child = value[key];
    const field = fields.get(key);
    if (field === undefined) {
      keys[depth] = key;
      decodeUnknown(node, value, key, state);
    } else if (child === null) {
      if (node.nullable?.has(key) !== true) delete value[key];
    } else if (typeof child === field.plain) {
      if (!child && omitZero?.has(key) === true) delete value[key];
    } else {
      keys[depth] = key;
      const kept = field.decode(child, state);
      if (kept === null || (isZero(kept, field) && omitZero?.has(key) === true)) delete value[key];
      else if (kept !== child) put(value, key, kept);
    }
  }
  state.depth = depth;
  return value;
}

/** Of single values, lists and maps; a struct is never zero. */
function isZero(value: unknown, { kind }: DecodeNode): boolean {
  if (typeof value !== "object" || value === null) return !value;
  if (Array.isArray(value)) return value.length === 0;
  if (kind !== "map") return false;
  for (const _ in value) return false;
  return true;
}

function decodeUnknown(node: DecodeNode, object: Record<string, unknown>, key: string, state: DecodeState): void {
  const child = object[key];
  if (node.item !== undefined) {
    if (child === null) return;
    const kept = node.item.decode(child, state);
    if (kept !== child) put(object, key, kept);
    return;
  }
  if (state.unknown !== undefined && state.unknown.length < maxStrictProblems) {
    state.unknown.push(strictPath(state.keys, state.depth));
  }
  decodeAny(child, state);
  delete object[key];
}

export function decodeMap(node: DecodeNode, value: unknown, state: DecodeState): unknown {
  const item = node.item;
  if (item === undefined || !isObject(value)) return mismatched(value, node.goType, state);
  const { keys } = state;
  const depth = enter(state);
  for (const key in value) {
    state.members++;
    const child = value[key];
    if (typeof child === item.plain) continue;
    keys[depth] = key;
    const kept = child === null ? item.zero() : item.decode(child, state);
    if (kept !== child) put(value, key, kept);
  }
  state.depth = depth;
  return value;
}

export function decodeList(node: DecodeNode, value: unknown, state: DecodeState): unknown {
  const item = node.item;
  if (item === undefined || !Array.isArray(value)) return mismatched(value, node.goType, state);
  const list: unknown[] = value;
  const { keys } = state;
  const depth = enter(state);
  for (let i = 0; i < list.length; i++) {
    const child = list[i];
    if (typeof child === item.plain) continue;
    keys[depth] = i;
    const kept = child === null ? item.zero() : item.decode(child, state);
    if (kept !== child) list[i] = kept;
  }
  state.depth = depth;
  return value;
}

/** Raw JSON: kept as it is; its members are counted and its depth is limited. */
export function decodeAny(value: unknown, state: DecodeState): unknown {
  if (typeof value !== "object" || value === null) return value;
  const depth = enter(state);
  if (Array.isArray(value)) {
    for (const child of value) decodeAny(child, state);
  } else {
    for (const key in value) {
      state.members++;
      decodeAny((value as Record<string, unknown>)[key], state);
    }
  }
  state.depth = depth;
  return value;
}

/** Notes a wrong type and keeps the value: the whole decoding fails at its end. */
export function mismatched(value: unknown, goType: string, state: DecodeState, literal = false): unknown {
  state.mismatch ??= {
    path: state.keys.slice(0, state.depth),
    found: literal ? `number ${String(value)}` : jsonKind(value),
    goType,
  };
  return value;
}

function enter(state: DecodeState): number {
  const depth = state.depth;
  if (depth >= maxDepth) throw new DecodeError("exceeded max depth");
  state.depth = depth + 1;
  return depth;
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

export function jsonKind(value: unknown): string {
  if (Array.isArray(value)) return "array";
  if (typeof value === "bigint" || value instanceof WrittenNumber) return "number";
  return typeof value === "boolean" ? "bool" : typeof value;
}

/** `spec.containers[0].foo`; map keys as they are. */
export function strictPath(keys: readonly (string | number)[], length: number): string {
  let path = "";
  for (let i = 0; i < length; i++) {
    const key = keys[i];
    if (typeof key === "number") path += `[${key}]`;
    else path += path === "" ? key : `.${key}`;
  }
  return path;
}

/** Plain assignment would set the prototype for this one name. */
function put(object: Record<string, unknown>, key: string, value: unknown): void {
  if (key === "__proto__") {
    Object.defineProperty(object, key, { value, enumerable: true, writable: true, configurable: true });
  } else {
    object[key] = value;
  }
}
