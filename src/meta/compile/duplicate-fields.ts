/**
 * Members written twice in one JSON object, which JSON.parse hides. `scanJson` is the cheap question asked of
 * every write (one scan, a fraction of a µs per kB); only a yes costs the walk of `strictProblems`.
 */

import { strictPath } from "./decode-containers.js";
import { duplicateField, maxStrictProblems, unknownField } from "./decode-error.js";
import type { DecodeNode } from "./decode-types.js";
import { hasLongNumber as hasLongDigits } from "./long-numbers.js";

/** What one look at a text tells. */
export interface JsonScan {
  /** Names of members, or more where a text begins with a colon: as many as the decoder saw (`FieldProblems`), and none is there twice. */
  readonly names: number;
  /** There may be a number that JSON.parse does not give as it was written: a fraction, an exponent, many digits. */
  readonly oddNumbers: boolean;
  /** Characters may be written as halves of a pair, one of which may be missing. */
  readonly surrogates: boolean;
}

/** Asked of escapes, which nearly no text has. */
export function hasSurrogates(json: Uint8Array | string): boolean {
  const text = typeof json === "string" ? json : Buffer.from(json.buffer, json.byteOffset, json.byteLength);
  return text.includes("\\u") && (text.includes("\\ud") || text.includes("\\uD"));
}

const [quote, colon, backslash, space] = [0x22, 0x3a, 0x5c, 0x20];
const [bracket, minus, zero, nine] = [0x5b, 0x2d, 0x30, 0x39];

/** Counts quotes followed by a colon, the ends of names, and looks at the numbers behind them; lists of numbers all count as odd. */
export function scanJson(json: Uint8Array): JsonScan {
  let names = 0;
  let oddNumbers = false;
  for (let at = 0; at < json.length; at++) {
    const byte = json[at];
    if (byte !== colon) {
      if (byte === bracket && !oddNumbers) oddNumbers = startsNumber(json, at + 1);
      continue;
    }
    let before = at - 1;
    while (before > 0 && (json[before] ?? 0) <= space) before--;
    if (json[before] !== quote) continue;
    let slashes = 0;
    while (json[before - 1 - slashes] === backslash) slashes++;
    if (slashes % 2 !== 0) continue;
    names++;
    if (!oddNumbers && startsNumber(json, at + 1)) oddNumbers = isOddNumber(json, at + 1);
  }
  return { names, oddNumbers: oddNumbers || hasLongDigits(json), surrogates: hasSurrogates(json) };
}

function startsNumber(json: Uint8Array, start: number): boolean {
  let at = start;
  while ((json[at] ?? quote) <= space) at++;
  const byte = json[at] ?? 0;
  return byte === minus || (byte >= zero && byte <= nine);
}

/** A number ends at a comma, a bracket or a space; what is no digit before that makes it odd. */
function isOddNumber(json: Uint8Array, start: number): boolean {
  let at = start;
  while ((json[at] ?? quote) <= space) at++;
  if (json[at] === minus) at++;
  while ((json[at] ?? 0) >= zero && (json[at] ?? 0) <= nine) at++;
  const end = json[at] ?? 0;
  return end === 0x2e || end === 0x65 || end === 0x45;
}

/** Paths of fields written more than once, each once, in the order met. `json` must be valid JSON. */
export function findDuplicateFields(json: Uint8Array | string, root?: DecodeNode): string[] {
  return walk(json, root).flatMap((problem) => (problem.kind === "duplicate" ? [problem.path] : []));
}

/** Unknown and duplicate fields as Kubernetes words them, in its order. `json` must be valid JSON. */
export function strictProblems(json: Uint8Array | string, root: DecodeNode): string[] {
  return walk(json, root).map(({ kind, path }) => (kind === "unknown" ? unknownField(path) : duplicateField(path)));
}

interface Problem {
  readonly kind: "duplicate" | "unknown";
  readonly path: string;
}

/** An object or list that is open. */
interface Frame {
  /** Names seen; undefined in a list, and where duplicates do not count. */
  readonly seen: Set<string> | undefined;
  readonly list: boolean;
  /** What its members are decoded as; undefined: whatever. */
  readonly node: DecodeNode | undefined;
  readonly counts: boolean;
}

function walk(json: Uint8Array | string, root: DecodeNode | undefined): Problem[] {
  const text = typeof json === "string" ? json : Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString();
  const problems: Problem[] = [];
  const reported = new Set<string>();
  const report = (kind: Problem["kind"], path: string): void => {
    if (problems.length >= maxStrictProblems) return;
    if (reported.size < reported.add(`${kind} ${path}`).size) problems.push({ kind, path });
  };
  const frames: Frame[] = [];
  const keys: (string | number)[] = [];
  // What the next value is decoded as, and whether duplicates in it count: raw JSON and unknown fields are not looked
  // into.
  let next: { node: DecodeNode | undefined; counts: boolean } = { node: root, counts: true };
  for (const token of tokensOf(text)) {
    const frame = frames.at(-1);
    if (token === "{" || token === "[") {
      const raw = next.node?.kind === "any" || next.node?.kind === "scalar";
      const counts = next.counts && !raw;
      const list = token === "[";
      next.node?.prepare();
      frames.push({ seen: list || !counts ? undefined : new Set(), list, node: next.node, counts });
      keys.push(list ? 0 : "");
      if (list) next = { node: next.node?.item, counts };
    } else if (token === "}" || token === "]") {
      frames.pop();
      keys.pop();
    } else if (token === ",") {
      if (frame?.list === true) {
        keys[keys.length - 1] = Number(keys[keys.length - 1]) + 1;
        next = { node: frame.node?.item, counts: frame.counts };
      }
    } else if (frame !== undefined) {
      keys[keys.length - 1] = token.name;
      next = member(frame, token.name, (kind) => report(kind, strictPath(keys, keys.length)));
    }
  }
  return problems;
}

function member(
  frame: Frame,
  name: string,
  report: (kind: Problem["kind"]) => void,
): { node: DecodeNode | undefined; counts: boolean } {
  const { node, seen } = frame;
  if (!frame.counts) return { node: undefined, counts: false };
  const field = node?.kind === "struct" ? (node.fields.get(name) ?? node.item) : node?.item;
  if (node?.kind === "struct" && field === undefined) {
    report("unknown");
    return { node: undefined, counts: false };
  }
  if (seen?.has(name) === true) report("duplicate");
  seen?.add(name);
  return { node: field, counts: true };
}

type Token = "{" | "}" | "[" | "]" | "," | { readonly name: string };

/**
 * Brackets, commas and names; other values are passed over. No pattern: one would need stack in the length of a
 * string.
 */
function* tokensOf(text: string): Generator<Token> {
  for (let at = 0; at < text.length; at++) {
    const char = text[at];
    if (char === "{" || char === "}" || char === "[" || char === "]" || char === ",") yield char;
    if (char !== '"') continue;
    const end = endOfString(text, at);
    let after = end;
    while (text.charCodeAt(after) <= space) after++;
    if (text[after] === ":") yield { name: nameOf(text.slice(at, end)) };
    at = end - 1;
  }
}

/** `start` is at the opening quote; the answer is behind the closing one. */
function endOfString(text: string, start: number): number {
  let at = start + 1;
  while (at < text.length && text.charCodeAt(at) !== quote) at += text.charCodeAt(at) === backslash ? 2 : 1;
  return at + 1;
}

function nameOf(literal: string): string {
  if (!literal.includes("\\")) return literal.slice(1, -1);
  const value: unknown = JSON.parse(literal);
  return typeof value === "string" ? value : literal;
}
