/** Scalars as Go's reader takes them: what a plain text is, what a tag may be put on, and how values are shown as keys. Pure. */
import { exactInteger } from "../compile/long-numbers.js";
import { goQuote } from "../go-quote.js";
import type { JsonValue } from "../schema.js";

const [smallest, beyond] = [-(2n ** 63n), 2n ** 64n];

/** Go's reader has whole numbers of 64 bits, with and without sign; undefined: it is none of these. */
export function wholeOf(text: string): number | bigint | undefined {
  const bare = text.replaceAll("_", "").toLowerCase();
  const digits = bare.replace(/^[-+]/, "");
  if (!/^(?:\d+|0x[\da-f]+|0o[0-7]+|0b[01]+)$/.test(digits)) return undefined;
  const value = BigInt(digits) * (bare.startsWith("-") ? -1n : 1n);
  return value >= smallest && value < beyond ? exactInteger(value) : undefined;
}

/** `0o17`, `0X1F`, `0B1`: what the library knows in small letters, or not at all. */
export const radixTag = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  format: "RADIX",
  identify: () => false,
  test: /^[-+]?0(?:[oO][0-7_]+|[xX][\da-fA-F_]+|[bB][01_]+)$/,
  /** What is too large is text. */
  resolve: (text: string): unknown => wholeOf(text) ?? text,
} as const;

const boolean = /^(?:y|Y|yes|Yes|YES|n|N|no|No|NO|true|True|TRUE|false|False|FALSE|on|On|ON|off|Off|OFF)$/;
const float = /^[-+]?(?:\.\d+|\d+(?:\.\d*)?)(?:[eE][-+]?\d+)?$|^[-+]?\.(?:inf|Inf|INF)$|^\.(?:nan|NaN|NAN)$/;
const timestamp = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]|\s+)\d\d?:\d\d?:\d\d?(?:\.\d+)?\s*(?:Z|[-+]\d\d?(?::?\d\d)?)?)?$/;

function kindOfPlain(text: string): string {
  if (/^(?:|~|null|Null|NULL)$/.test(text)) return "null";
  if (boolean.test(text)) return "bool";
  const bare = text.replaceAll("_", "");
  if (/^[-+]?0[0-7]+$/.test(bare) || wholeOf(text) !== undefined) return "int";
  return float.test(bare) ? "float" : "str";
}

/** Why a text cannot be what its tag says; undefined: it can. `tag`: without `tag:yaml.org,2002:`. */
export function tagFault(tag: string, text: string): string | undefined {
  if (tag === "binary") {
    const base64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
    return base64.test(text.replace(/[\r\n]/g, "")) ? undefined : "!!binary value contains invalid base64 data";
  }
  if (!["int", "float", "bool", "null", "timestamp"].includes(tag)) return undefined;
  if (tag === "timestamp" && timestamp.test(text)) return undefined;
  const found = kindOfPlain(text);
  if (found === tag || (tag === "float" && found === "int")) return undefined;
  return `cannot decode !!${found} \`${text}\` as a !!${tag}`;
}

/** `%#v`: a list or map that would be a key. */
export function goSyntax(value: JsonValue): string {
  if (value === null) return "interface {}(nil)";
  if (typeof value === "string") return goQuote(value);
  if (Array.isArray(value)) return `[]interface {}{${value.map(goSyntax).join(", ")}}`;
  if (typeof value !== "object") return String(value);
  const members = Object.keys(value)
    .sort()
    .map((name) => `${goQuote(name)}:${goSyntax(value[name] ?? null)}`);
  return `map[interface {}]interface {}{${members.join(", ")}}`;
}
