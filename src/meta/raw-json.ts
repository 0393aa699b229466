/**
 * Raw values (RawExtension): kube-apiserver keeps the bytes a client sent, so `1.0`, `1E+2`, `\u003c`, members written twice and their
 * order come back as they were; controllers compare such bytes to tell whether a revision is theirs.
 *
 * Promises: a value whose text is what JSON.stringify would write is the plain value; any other, and one nested deep, is a `RawJson`. So
 * nearly every raw value is plain, and a RawJson never equals a plain one. What recurses here does so on shallow values only.
 */
import { WrittenNumber, WrittenText } from "./compile/written-number.js";
import { type CompactJson, compactJson, itemsOf, membersOf } from "./json-text.js";
import type { JsonObject, JsonValue } from "./schema.js";

/** Stands in front of such texts where they are stored. No JSON that `stringifyJson` writes has this character, inside texts or out. */
export const rawMark = "\t";

/** What nests deeper stays text, whatever it says: nobody has to walk it by recursion. */
export const maxRawDepth = 200;

export class RawJson extends WrittenText {
  /** Containers in one another. */
  readonly depth: number;
  /** Members, in all its objects. */
  readonly names: number;
  constructor({ text, depth, names }: CompactJson) {
    super(text);
    this.depth = depth;
    this.names = names;
  }
}

export function keptText(written: string): RawJson {
  return new RawJson(compactJson(written));
}

/** The value of a JSON text, or the text itself where the value would lose something of it. */
export function rawJson(written: string): JsonValue | RawJson {
  const compact = compactJson(written);
  if (compact.depth <= maxRawDepth) {
    const value = JSON.parse(compact.text) as JsonValue;
    if (JSON.stringify(value) === compact.text) return value;
  }
  return new RawJson(compact);
}

/**
 * One level of it, for who goes inside: members by their names, as kube-apiserver has them whenever it does, and what stands in them as it
 * was written. Of two members of one name the last one counts.
 */
export function openRaw(raw: RawJson): JsonValue | RawJson {
  const text = String(raw);
  if (text.startsWith("[")) return itemsOf(text).map((item) => rawJson(item) as JsonValue);
  if (!text.startsWith("{")) return raw;
  const object: JsonObject = {};
  for (const [name, value] of byName(membersOf(text))) put(object, name, rawJson(value) as JsonValue);
  return object;
}

/**
 * As it is once Go has read it into maps and written it again, which every way but JSON bodies and JSON patches has: members by name,
 * numbers of 64 bits, `<` as `\u003c`.
 */
export function canonicalRaw(value: JsonValue | WrittenText): JsonValue | RawJson {
  return rawJson(goText(value));
}

function goText(value: JsonValue | WrittenText): string {
  if (value instanceof WrittenNumber) return goNumber(String(value));
  // As deep as this there is nobody to tell the difference.
  if (value instanceof RawJson && value.depth > maxRawDepth) return String(value);
  if (value instanceof WrittenText) return goTextOf(String(value));
  if (typeof value === "string") return goString(value);
  // No JSON says NaN, and neither may this.
  if (typeof value === "number") return JSON.stringify(value);
  if (typeof value !== "object" || value === null) return String(value);
  if (Array.isArray(value)) return `[${value.map(goText).join(",")}]`;
  const members = Object.keys(value).map((name) => [name, value[name] ?? null] as const);
  return `{${byName(members)
    .map(([name, member]) => `${goString(name)}:${goText(member)}`)
    .join(",")}}`;
}

/** Of a compact text. */
function goTextOf(text: string): string {
  switch (text[0]) {
    case "{": {
      const members = new Map(membersOf(text));
      return `{${byName([...members])
        .map(([name, member]) => `${goString(name)}:${goTextOf(member)}`)
        .join(",")}}`;
    }
    case "[":
      return `[${itemsOf(text).map(goTextOf).join(",")}]`;
    case '"':
      return goString(JSON.parse(text) as string);
    case "t":
    case "f":
    case "n":
      return text;
    default:
      return goNumber(text);
  }
}

function goNumber(written: string): string {
  if (/^-?\d+$/.test(written)) {
    const whole = BigInt(written);
    if (BigInt.asIntN(64, whole) === whole) return String(whole);
  }
  const number = Number(written);
  return Object.is(number, -0) ? "-0" : String(number);
}

const escapes: Readonly<Record<string, string>> = {
  "<": "\\u003c",
  ">": "\\u003e",
  "&": "\\u0026",
  "\u2028": "\\u2028",
  "\u2029": "\\u2029",
};

function goString(text: string): string {
  return JSON.stringify(text.replace(/\p{Surrogate}/gu, "\ufffd")).replace(
    /[<>&\u2028\u2029]/g,
    (one) => escapes[one] ?? one,
  );
}

/** By the bytes of their names. */
function byName<V>(members: readonly (readonly [string, V])[]): (readonly [string, V])[] {
  return members.toSorted(([a], [b]) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function inOrder(object: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const sorted: JsonObject = {};
  for (const [name, value] of byName(Object.entries(object))) put(sorted, name, value as JsonValue);
  return sorted;
}

function put(object: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__") {
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  } else object[name] = value;
}
