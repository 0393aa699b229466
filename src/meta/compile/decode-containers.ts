/**
 * The loops of a decoder: structs, maps, lists and raw JSON, in place. Hot path: one visit per member, no path is
 * built unless something is wrong. Benchmark: test/bench/decode.bench.ts.
 */
import { canonicalRaw, RawJson } from "../raw-json.js";
import type { JsonValue } from "../schema.js";
import { DecodeError, maxStrictProblems } from "./decode-error.js";
import type { DecodeNode, DecodeState } from "./decode-types.js";
import { WrittenNumber, WrittenText } from "./written-number.js";

/** As deep as JSON and YAML may be for Kubernetes. */
export const maxJsonDepth = 10_000;
/** As deep as typed values may be: every later stage recurses, so the stack sets the limit. What is deeper is dropped, or kept as text. */
export const maxDepth = 1_000;
/** As deep as patches and configurations are walked: they are merged by recursion, with more on the stack at each level. */
export const maxFreeDepth = 300;
export const exceededDepth = "exceeded max depth";

export function decodeStruct(node: DecodeNode, value: unknown, state: DecodeState): unknown {
  if (!isObject(value)) return mismatchedWhole(value, node.goType, state);
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
  countMembers(child, state);
  delete object[key];
}

export function decodeMap(node: DecodeNode, value: unknown, state: DecodeState): unknown {
  const item = node.item;
  if (item === undefined || !isObject(value)) return mismatchedWhole(value, node.goType, state);
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
  if (item === undefined || !Array.isArray(value)) return mismatchedWhole(value, node.goType, state);
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

/** Kept as it was written, which a RawJson says where the value does not. */
export function decodeRaw(value: unknown, state: DecodeState): unknown {
  if (value instanceof RawJson) state.members += value.names;
  else decodeAny(value, state);
  return state.canonicalRaw ? canonicalRaw(value as JsonValue) : value;
}

/** A container where another one belongs is no less a part of the body. */
function mismatchedWhole(value: unknown, goType: string, state: DecodeState): unknown {
  countMembers(value, state);
  return mismatched(value, goType, state);
}

/** What is dropped, or refused whole: its members count, and it may be as deep as JSON may be. */
export function countMembers(value: unknown, state: DecodeState): void {
  if (typeof value !== "object" || value === null) return;
  let level: object[] = [value];
  for (let depth = state.depth + 1; level.length > 0; depth++) {
    if (depth > maxJsonDepth) throw new DecodeError(exceededDepth);
    const next: object[] = [];
    for (const container of level) {
      if (container instanceof WrittenText) {
        if (container instanceof RawJson) state.members += container.names;
        continue;
      }
      const children: readonly unknown[] = Array.isArray(container) ? container : Object.values(container);
      if (!Array.isArray(container)) state.members += children.length;
      for (const child of children) if (typeof child === "object" && child !== null) next.push(child);
    }
    level = next;
  }
}

/** Any JSON: kept as it is; its members are counted and its depth is limited. */
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
  if (depth >= maxDepth) throw new DecodeError(exceededDepth);
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
