/**
 * One step of a path in a field set, in the text form of FieldsV1: `f:name` (a field), `k:{"name":"c"}` (a list item by its keys),
 * `v:"x"` (a set item by its value), `i:0` (a list item by its place). Texts are canonical: equal steps have equal texts.
 */
import { parseJson, stringifyJson } from "../../meta/exact-json.js";
import { goNumber } from "../../meta/go-float.js";
import type { JsonPrimitive, JsonValue } from "../../meta/schema.js";

/** Names in ascending order. */
export type ItemKey = readonly (readonly [name: string, value: JsonValue])[];

export function fieldElement(name: string): string {
  return `f:${name}`;
}

export function keyElement(key: ItemKey): string {
  let text = "";
  for (const [name, value] of key) text += `${text === "" ? "" : ","}${JSON.stringify(name)}:${canonicalJson(value)}`;
  return `k:{${text}}`;
}

export function valueElement(value: JsonPrimitive): string {
  return `v:${stringifyJson(value)}`;
}

/** The canonical text of a step written by somebody else; undefined for a kind of step this server does not know. Throws on bad text. */
export function normaliseElement(text: string): string | undefined {
  const body = text.slice(2);
  switch (text.slice(0, 2)) {
    case "f:":
      return text;
    case "k:":
      return keyElement(parseKey(body));
    case "v:":
      return `v:${canonicalJson(parseJson(body) as JsonValue)}`;
    case "i:":
      if (!/^-?\d+$/.test(body)) throw new SyntaxError(`no index: ${text}`);
      return `i:${Number(body)}`;
    default:
      if (text.length < 2 || text[1] !== ":") throw new SyntaxError(`no path element: ${text}`);
      return undefined;
  }
}

/** As messages show a step: `.name`, `[name="c"]`, `[="x"]`, `[0]`. */
export function shownElement(element: string): string {
  const body = element.slice(2);
  switch (element[0]) {
    case "f":
      return `.${body}`;
    case "k":
      return shownKey(parseKey(body));
    case "v":
      return `[=${shownValue(JSON.parse(body) as JsonValue)}]`;
    default:
      return `[${body}]`;
  }
}

export function shownKey(key: ItemKey): string {
  return `[${key.map(([name, value]) => `${name}=${shownValue(value)}`).join(",")}]`;
}

/** As Go prints it in messages. */
export function shownValue(value: JsonValue | undefined): string {
  if (value === undefined || value === null) return "null";
  if (Array.isArray(value)) return `[${value.map(shownValue).join(",")}]`;
  if (typeof value === "number") return goNumber(value);
  if (typeof value !== "object") return stringifyJson(value);
  return Object.entries(value)
    .map(([name, item]) => `${name}=${shownValue(item)}`)
    .join("");
}

const ranks: Readonly<Record<string, number>> = { f: 0, k: 1, v: 2, i: 3 };

/** kube-apiserver's order: fields, keys, values, indexes; texts by their bytes, numbers by size. */
export function compareElements(a: string, b: string): number {
  if (a === b) return 0;
  const kind = a[0] ?? "";
  if (kind !== b[0]) return (ranks[kind] ?? 4) - (ranks[b[0] ?? ""] ?? 4);
  switch (kind) {
    case "f":
      return compareText(a, b);
    case "k": {
      const [textA, textB] = [singleText(a), singleText(b)];
      if (textA !== undefined && textB !== undefined && sameKeyName(a, b)) return compareText(textA, textB);
      return compareKeys(parseKey(a.slice(2)), parseKey(b.slice(2)));
    }
    case "v":
      return compareValues(JSON.parse(a.slice(2)) as JsonValue, JSON.parse(b.slice(2)) as JsonValue);
    default:
      return Number(a.slice(2)) - Number(b.slice(2));
  }
}

/** The text in `k:{"name":"text"}`, which is most keys, read without a parser; undefined for any other. */
function singleText(element: string): string | undefined {
  const start = element.indexOf('":"') + 3;
  const end = element.length - 2;
  if (start < 3 || element.includes("\\") || element.indexOf('"', start) !== end) return undefined;
  return element.slice(start, end);
}

/** Both as `singleText` takes them. */
function sameKeyName(a: string, b: string): boolean {
  return b.startsWith(a.slice(0, a.indexOf('":"') + 3));
}

/** By UTF-8 bytes: JavaScript's own order puts the upper planes before U+E000 to U+FFFF. */
export function compareText(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let at = 0; at < length; at++) {
    const x = a.charCodeAt(at);
    const y = b.charCodeAt(at);
    if (x !== y) return surrogatesLast(x) - surrogatesLast(y);
  }
  return a.length - b.length;
}

function surrogatesLast(code: number): number {
  if (code < 0xd800) return code;
  return code > 0xdfff ? code - 0x800 : code + 0x2000;
}

function parseKey(body: string): ItemKey {
  const key = JSON.parse(body) as JsonValue;
  if (key === null || typeof key !== "object" || Array.isArray(key)) throw new SyntaxError(`no key: ${body}`);
  return Object.entries(key).sort(([a], [b]) => compareText(a, b));
}

function compareKeys(a: ItemKey, b: ItemKey): number {
  for (let at = 0; at < a.length && at < b.length; at++) {
    const [nameA = "", valueA = null] = a[at] ?? [];
    const [nameB = "", valueB = null] = b[at] ?? [];
    const order = compareText(nameA, nameB) || compareValues(valueA, valueB);
    if (order !== 0) return order;
  }
  return a.length - b.length;
}

function compareValues(a: JsonValue, b: JsonValue): number {
  const order = valueRank(a) - valueRank(b);
  if (order !== 0) return order;
  if (typeof a === "number" && typeof b === "number") return a - b;
  if (typeof a === "string" && typeof b === "string") return compareText(a, b);
  if (typeof a === "boolean" && typeof b === "boolean") return Number(a) - Number(b);
  return compareText(canonicalJson(a), canonicalJson(b));
}

function valueRank(value: JsonValue): number {
  if (value === null) return 5;
  if (Array.isArray(value)) return 3;
  return { number: 0, bigint: 0, string: 1, boolean: 2 }[typeof value as string] ?? 4;
}

function canonicalJson(value: JsonValue): string {
  if (value === null || typeof value !== "object") return stringifyJson(value);
  if (Array.isArray(value)) return `[${value.map(canonicalJson).join(",")}]`;
  const names = Object.keys(value).sort(compareText);
  return `{${names.map((name) => `${JSON.stringify(name)}:${canonicalJson(value[name] ?? null)}`).join(",")}}`;
}
