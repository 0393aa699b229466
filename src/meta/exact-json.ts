/**
 * JSON whose whole numbers may be longer than a double is exact: such a number is a BigInt in memory and its own digits in JSON.
 *
 * `parseJson` and `stringifyJson` stand where JSON.parse and JSON.stringify would for objects of the API. Hot path: of a text one byte in
 * sixteen is looked at, and nothing else costs anything until there is such a number.
 */
import { readExactly, WrittenNumber } from "./compile/exact-reader.js";
import { hasLongNumber, hasLongNumberText } from "./compile/long-numbers.js";

/** Throws SyntaxError, as JSON.parse, and DecodeError where a long number is nested too deep to be read. */
export function parseJson(json: Buffer | string): unknown {
  const text = typeof json === "string" ? json : json.toString("utf8");
  const value: unknown = JSON.parse(text);
  const long = typeof json === "string" ? hasLongNumberText(json) : hasLongNumber(json);
  return long ? readExactly(text, undefined) : value;
}

/** As `parseJson` for what has no type yet: beyond 64 bits Go has floating-point numbers only. */
export function readInt64s(text: string): unknown {
  const value: unknown = JSON.parse(text);
  return hasLongNumberText(text) ? asInt64s(readExactly(text, undefined)) : value;
}

/** In place: what is too long for an int64 becomes the nearest double. */
export function asInt64s(value: unknown): unknown {
  if (typeof value === "bigint") return BigInt.asIntN(64, value) === value ? value : Number(value);
  if (typeof value !== "object" || value === null) return value;
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
    return exactText(value, indent === undefined ? undefined : { step: " ".repeat(indent), lead: "\n" });
  }
}

interface Indent {
  readonly step: string;
  /** A line break and the spaces of the level around. */
  readonly lead: string;
}

function exactText(value: unknown, indent: Indent | undefined): string {
  if (typeof value === "bigint" || value instanceof WrittenNumber) return String(value);
  if (typeof value !== "object" || value === null) return JSON.stringify(value) ?? "null";
  const inner = indent && { step: indent.step, lead: indent.lead + indent.step };
  if (Array.isArray(value)) {
    const items = value.map((item) => exactText(item, inner));
    return enclosed("[]", items, indent);
  }
  const colon = indent === undefined ? ":" : ": ";
  const members = Object.entries(value)
    .filter(([, member]) => member !== undefined)
    .map(([name, member]) => `${JSON.stringify(name)}${colon}${exactText(member, inner)}`);
  return enclosed("{}", members, indent);
}

function enclosed([open, close]: string | readonly string[], parts: readonly string[], indent: Indent | undefined) {
  if (parts.length === 0 || indent === undefined) return `${open}${parts.join(",")}${close}`;
  const lead = indent.lead + indent.step;
  return `${open}${lead}${parts.join(`,${lead}`)}${indent.lead}${close}`;
}
