/**
 * JSON whose whole numbers may be longer than a double is exact: such a number is a BigInt in memory and its own digits in JSON.
 *
 * `parseJson` and `stringifyJson` stand where JSON.parse and JSON.stringify would for objects of the API. Hot path: of a text one byte in
 * sixteen is looked at, and nothing else costs anything until there is such a number.
 */

import { maxFreeDepth } from "./compile/decode-containers.js";
import { hasSurrogates } from "./compile/duplicate-fields.js";
import { readExactly, readFree, readMarked } from "./compile/exact-reader.js";
import { hasLongNumber, hasLongNumberText } from "./compile/long-numbers.js";
import { WrittenText } from "./compile/written-number.js";
import { isDeeper } from "./json-depth.js";
import { indentedJson } from "./json-text.js";
import { maxRawDepth, RawJson, rawMark } from "./raw-json.js";

const rawMarkByte = rawMark.charCodeAt(0);

/** Throws SyntaxError, as JSON.parse. Buffers are what `stringifyMarked` made, or was made of it: raw values in them keep their text. */
export function parseJson(json: Buffer | string): unknown {
  if (typeof json !== "string" && json.includes(rawMarkByte)) return readMarked(json.toString("utf8"));
  const text = typeof json === "string" ? json : json.toString("utf8");
  const value: unknown = JSON.parse(text);
  const long = typeof json === "string" ? hasLongNumberText(json) : hasLongNumber(json);
  return long ? readExactly(text, undefined) : value;
}

/** What a raw value says, for forms that have no text of it. Throws RangeError for one that nests too deep to be walked. */
export function valueOfRaw(raw: RawJson): unknown {
  if (raw.depth > maxRawDepth) throw new RangeError("exceeded max depth");
  return readExactly(String(raw), undefined);
}

/**
 * As `parseJson` for what has no type yet and comes from outside: what nests too deep is kept as text, and beyond 64 bits Go has
 * floating-point numbers only.
 */
export function readInt64s(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const deep = text.length > maxFreeDepth && isDeeper(value, maxFreeDepth);
  return deep || hasLongNumberText(text) || hasSurrogates(text) ? asInt64s(readFree(text)) : value;
}

/** In place: what is too long for an int64 becomes the nearest double. */
export function asInt64s(value: unknown): unknown {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : Number(value);
  if (typeof value !== "object" || value === null || value instanceof WrittenText) return value;
  const members = value as Record<string, unknown>;
  for (const key of Object.keys(members)) if (key !== "__proto__") members[key] = asInt64s(members[key]);
  return value;
}

/** undefined in objects is left out, as JSON.stringify has it. `indent`: spaces for each level. */
export function stringifyJson(value: unknown, indent?: number): string {
  try {
    return JSON.stringify(value, null, indent);
  } catch (error) {
    // JSON.stringify knows no BigInt.
    if (!(error instanceof TypeError)) throw error;
    return exactText(value, indent === undefined ? { mark: "" } : { step: " ".repeat(indent), lead: "\n" });
  }
}

/** For bytes that `parseJson` will read: a mark, which is white space in JSON, stands in front of raw values that are kept as text. */
export function stringifyMarked(value: unknown): string {
  try {
    return JSON.stringify(value);
  } catch (error) {
    if (!(error instanceof TypeError)) throw error;
    return exactText(value, { mark: rawMark });
  }
}

interface Indent {
  readonly step: string;
  /** A line break and the spaces of the level around. */
  readonly lead: string;
}

/** Over several lines, or in one with a mark in front of raw texts. */
type Layout = Indent | { readonly mark: string };

function exactText(value: unknown, layout: Layout): string {
  if (value instanceof RawJson) return rawText(value, layout);
  if (typeof value === "bigint" || value instanceof WrittenText) return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = "mark" in layout ? layout : { step: layout.step, lead: layout.lead + layout.step };
  if (Array.isArray(value)) {
    const items = value.map((item) => exactText(item, inner));
    return enclosed("[]", items, layout);
  }
  const colon = "mark" in layout ? ":" : ": ";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}${colon}${exactText(member, inner)}`);
  return enclosed("{}", members, layout);
}

/** Lines of thousands of spaces each would be a flood: what is that deep is shown in one. */
function rawText(raw: RawJson, layout: Layout): string {
  if ("mark" in layout) return `${layout.mark}${raw}`;
  return raw.depth > maxRawDepth ? String(raw) : indentedJson(String(raw), layout.step, layout.lead);
}

function enclosed([open, close]: string | readonly string[], parts: readonly string[], layout: Layout) {
  if (parts.length === 0 || "mark" in layout) return `${open}${parts.join(",")}${close}`;
  const lead = layout.lead + layout.step;
  return `${open}${lead}${parts.join(`,${lead}`)}${layout.lead}${close}`;
}
