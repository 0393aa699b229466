/**
 * YAML bodies and answers, as Kubernetes reads and writes them: YAML 1.1 booleans and integers, times and sexagesimals
 * as text, keys made strings, merge keys, the first document only. Aliases are expanded within a budget, so a small
 * body cannot become a large value.
 */
export { writeYaml as toYaml } from "./yaml-writer.js";

import { isUtf8 } from "node:buffer";
import { createRequire } from "node:module";
import type * as Yaml from "yaml";
import type { Alias, Document, LineCounter, Node, Pair, Scalar, Tags, YAMLMap } from "yaml";
import { maxJsonDepth } from "../compile/decode-containers.js";
import { DecodeError, unrecognizedObject } from "../compile/decode-error.js";
import { findDuplicateFields, hasSurrogates } from "../compile/duplicate-fields.js";
import { readFree } from "../compile/exact-reader.js";
import { type JsonBody, kindOfValue } from "../compile/json-body.js";
import { exactInteger } from "../compile/long-numbers.js";
import { WrittenText } from "../compile/written-number.js";
import { stringifyJson } from "../exact-json.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { unreadableYaml } from "./yaml-bytes.js";

const require = createRequire(import.meta.url);
let loaded: typeof Yaml | undefined;

/** Read at the first document: most servers never see one, and its 80 files would be a tenth of their start. */
function library(): typeof Yaml {
  loaded ??= require("yaml") as typeof Yaml;
  return loaded;
}

export type YamlResult =
  | {
      readonly ok: true;
      /** null for an empty document. */
      readonly value: JsonValue;
      /** One text per key set twice: `line 7: key "a" already set in map`. For Warning headers. */
      readonly duplicates: readonly string[];
    }
  | { readonly ok: false; readonly error: string };

/** Values that aliases may add to what is written out, at most. */
export const maxAliasedValues = 100_000;
/** Levels of nesting of what is no JSON, about a third of what the reader's recursion can take. */
export const maxYamlDepth = 300;

/** Text of the strict decoding error for duplicates. */
export function strictYamlProblem(duplicates: readonly string[]): string {
  return `yaml: unmarshal errors:\n  ${duplicates.join("\n  ")}`;
}

/** The value of a body that needs no more than that. Throws DecodeError with the reader's text. */
export function parseYaml(body: Uint8Array | string): unknown {
  const read = readYaml(body);
  if (!read.ok) throw new DecodeError(read.error);
  return read.value;
}

export interface YamlBody extends JsonBody {
  /** For Warning headers, and through `strictYamlProblem` for strict decoding. */
  readonly duplicates: readonly string[];
}

/** The YAML twin of `parseJsonBody`. Throws DecodeError with the complete message. */
export function parseYamlBody(body: Uint8Array, expected: string): YamlBody {
  const read = readYaml(body);
  if (!read.ok) throw unrecognizedObject(expected, read.error, body);
  return { ...kindOfValue(inOrderOfNames(read.value), expected, body), duplicates: read.duplicates };
}

/** YAML becomes JSON on its way, whose members are sorted: so are complaints about them. */
function inOrderOfNames(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(inOrderOfNames);
  if (typeof value !== "object" || value === null || (value as unknown) instanceof WrittenText) return value;
  const sorted: JsonObject = {};
  for (const name of Object.keys(value).sort()) set(sorted, name, inOrderOfNames(value[name] ?? null));
  return sorted;
}

export function readYaml(body: Uint8Array | string): YamlResult {
  if (typeof body !== "string" && !isUtf8(body)) return { ok: false, error: `yaml: ${unreadableYaml(body)}` };
  const text = typeof body === "string" ? body : Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  if (hasControlCharacters(text)) return { ok: false, error: "yaml: control characters are not allowed" };
  if (nestsTooDeep(text)) return readDeepJson(text) ?? { ok: false, error: tooDeep };
  const { LineCounter, parseAllDocuments } = library();
  const lines = new LineCounter();
  try {
    const documents = parseAllDocuments(text, {
      schema: "yaml-1.1",
      version: "1.1",
      customTags: kubernetesTags,
      uniqueKeys: false,
      lineCounter: lines,
      logLevel: "silent",
      prettyErrors: false,
    });
    const document = Array.isArray(documents) ? documents[0] : undefined;
    if (document === undefined) return { ok: true, value: null, duplicates: [] };
    const [problem] = document.errors;
    if (problem !== undefined) return { ok: false, error: errorText(problem, lines) };
    if (/^%YAML (?!1\.1\s)/m.test(text)) return { ok: false, error: "yaml: found incompatible YAML document" };
    const reader = new Reader(document, lines, text);
    return { ok: true, value: reader.read(document.contents as Node | null, 0), duplicates: reader.duplicates };
  } catch (error) {
    if (error instanceof YamlError) return { ok: false, error: error.message };
    if (error instanceof RangeError) return { ok: false, error: tooDeep };
    if (error instanceof ReferenceError) return { ok: false, error: `yaml: ${error.message}` };
    throw error;
  }
}

class YamlError extends Error {}

const tooDeep = `yaml: exceeded max depth of ${maxJsonDepth}`;

/** What programs send as YAML is JSON: that may be as deep as JSON is. undefined: it is none, or says something twice. */
function readDeepJson(text: string): YamlResult | undefined {
  try {
    JSON.parse(text);
    if (findDuplicateFields(text).length > 0) return undefined;
    return { ok: true, value: readFree(text) as JsonValue, duplicates: [] };
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof DecodeError) return undefined;
    throw error;
  }
}

function hasControlCharacters(text: string): boolean {
  for (let at = 0; at < text.length; at++) {
    const code = text.charCodeAt(at);
    if (code < 0x20 ? code !== 0x09 && code !== 0x0a && code !== 0x0d : code >= 0x7f && isControl(code)) return true;
  }
  return false;
}

function isControl(code: number): boolean {
  return (code < 0xa0 && code !== 0x85) || code >= 0xfffe;
}

/**
 * The reader works itself down by recursion, and V8 ends the process when a regular expression is compiled where the stack ends: so
 * what nests too deep must not reach it. Indentation, list indicators and open brackets add up, wherever they stand, in quotes and
 * comments too; a text that goes hundreds of levels deep is no manifest.
 */
function nestsTooDeep(text: string): boolean {
  const indents: number[] = [];
  let open = 0;
  for (const line of text.split("\n")) {
    const [lead = ""] = /^(?:[ \t]*[-?:](?=\s))*[ \t]*/.exec(line) ?? [];
    if (lead.length === line.length && !/[-?:]/.test(lead)) continue;
    const indent = line.length - line.trimStart().length;
    while ((indents.at(-1) ?? -1) >= indent) indents.pop();
    indents.push(indent);
    let depth = indents.length + indicatorsIn(lead) + open;
    for (let at = lead.length; at < line.length; at++) {
      const character = line.charCodeAt(at);
      if (character === braceOpen || character === bracketOpen) open += 1;
      else if ((character === braceClose || character === bracketClose) && open > 0) open -= 1;
      else continue;
      depth = Math.max(depth, indents.length + open);
    }
    if (depth > maxYamlDepth) return true;
  }
  return false;
}

const [braceOpen, braceClose, bracketOpen, bracketClose] = [0x7b, 0x7d, 0x5b, 0x5d];

/** `- - - …`: each opens a list in a list. */
function indicatorsIn(lead: string): number {
  return lead.length - lead.replaceAll(/[-?:]/g, "").length;
}

function errorText(
  problem: { readonly message: string; readonly pos: readonly [number, number] },
  lines: LineCounter,
): string {
  const alias = /Unresolved alias .*: (\S+)$/.exec(problem.message);
  if (alias !== null) return `yaml: unknown anchor '${alias[1]}' referenced`;
  const { line } = lines.linePos(problem.pos[0]);
  return `yaml: line ${line}: ${problem.message}`;
}

const dropped: ReadonlySet<string> = new Set(
  ["timestamp", "omap", "pairs", "set", "merge"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** YAML 1.1 without what Go's reader leaves out, with the octal form it takes from 1.2. */
function kubernetesTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) => typeof tag === "string" || (!dropped.has(tag.tag) && !("format" in tag && tag.format === "TIME")),
  );
  return [...kept, octal];
}

const octal = {
  tag: "tag:yaml.org,2002:int",
  default: true,
  format: "OCT12",
  identify: () => false,
  test: /^[-+]?0o[0-7_]+$/,
  resolve: (text: string): number => {
    const digits = Number.parseInt(text.replace(/[-+_]|0o/g, ""), 8);
    return text.startsWith("-") ? -digits : digits;
  },
};

class Reader {
  readonly duplicates: string[] = [];
  private readonly document: Document.Parsed | Document;
  private readonly lines: LineCounter;
  private aliased = 0;
  private insideAlias = 0;
  private readonly text: string;
  private readonly hasJsonEscapes: boolean;
  constructor(document: Document.Parsed | Document, lines: LineCounter, text: string) {
    this.document = document;
    this.lines = lines;
    this.text = text;
    this.hasJsonEscapes = hasSurrogates(text) || text.includes("\\/");
  }

  read(node: Node | null | undefined, depth: number): JsonValue {
    if (node === null || node === undefined) return null;
    if (depth > maxYamlDepth) throw new YamlError(tooDeep);
    if (this.insideAlias > 0 && ++this.aliased > maxAliasedValues) {
      throw new YamlError("yaml: document contains excessive aliasing");
    }
    const { isAlias, isMap, isScalar, isSeq } = library();
    if (isAlias(node)) return this.alias(node, depth);
    if (isScalar(node)) {
      if (this.hasJsonEscapes && node.type === "QUOTE_DOUBLE") this.checkEscapes(node);
      return scalarValue(node);
    }
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, depth + 1));
    return isMap(node) ? this.map(node, depth) : null;
  }

  /** A bare key ends at a colon and a space: without the space the colon is part of it, and what follows has no place. */
  private checkFlowKey(key: Node | null): void {
    const { isScalar } = library();
    if (!isScalar(key) || key.type !== "PLAIN") return;
    const end = key.range?.[1] ?? 0;
    if (this.text[end] !== ":" || !/[^\s,]/.test(this.text[end + 1] ?? " ")) return;
    const above = this.lines.linePos(end).line - 1;
    throw new YamlError(`yaml: ${above === 0 ? "" : `line ${above}: `}did not find expected ',' or '}'`);
  }

  /** JSON writes a character as a pair of halves and may escape slashes, YAML does not. */
  private checkEscapes({ range }: Scalar): void {
    const [start = 0, end = 0] = range ?? [];
    for (let at = this.text.indexOf("\\", start); at !== -1 && at < end; at = this.text.indexOf("\\", at + 2)) {
      const written = this.text.slice(at + 1, at + 4);
      const isHalf = /^u[dD][89a-fA-F]/.test(written);
      if (!isHalf && !written.startsWith("/")) continue;
      const { line } = this.lines.linePos(at);
      const what = isHalf ? "found invalid Unicode character escape code" : "found unknown escape character";
      throw new YamlError(`yaml: ${line === 1 ? "" : `line ${line}: `}${what}`);
    }
  }

  private alias(node: Alias, depth: number): JsonValue {
    const target = node.resolve(this.document);
    if (target === undefined) throw new YamlError(`yaml: unknown anchor '${node.source}' referenced`);
    this.insideAlias += 1;
    const value = this.read(target, depth + 1);
    this.insideAlias -= 1;
    return value;
  }

  private map(node: YAMLMap, depth: number): JsonObject {
    const object: JsonObject = {};
    const merged: JsonValue[] = [];
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const { key } = pair;
      if (node.flow === true) this.checkFlowKey(key);
      if (library().isScalar(key) && key.type === "PLAIN" && key.value === "<<") {
        merged.push(this.read(pair.value, depth + 1));
        continue;
      }
      const name = this.keyOf(pair, depth);
      // What is wrong inside the value comes first.
      const value = this.read(pair.value, depth + 1);
      if (Object.hasOwn(object, name) && this.insideAlias === 0) {
        const { line } = this.lines.linePos(key.range?.[0] ?? 0);
        this.duplicates.push(`line ${line}: key ${JSON.stringify(name)} already set in map`);
      }
      set(object, name, value);
    }
    for (const source of merged) merge(object, source);
    return object;
  }

  private keyOf({ key, value }: Pair<Node, Node | null>, depth: number): string {
    const read = this.read(key, depth + 1);
    if (typeof read === "string") return read;
    if (typeof read === "number" || typeof read === "bigint" || typeof read === "boolean") return String(read);
    const shown = read === null ? "<nil>" : stringifyJson(read);
    if (read !== null) throw new YamlError(`yaml: invalid map key: ${shown}`);
    const type = "%!s(<nil>)";
    const text = stringifyJson(this.read(value, depth + 1));
    throw new YamlError(`unsupported map key of type: ${type}, key: ${shown}, value: ${text}`);
  }
}

function merge(object: JsonObject, source: JsonValue): void {
  const sources = Array.isArray(source) ? source : [source];
  for (const one of sources) {
    if (typeof one !== "object" || one === null || Array.isArray(one)) {
      throw new YamlError("yaml: map merge requires map or sequence of maps as the value");
    }
    for (const key of Object.keys(one)) if (!Object.hasOwn(object, key)) set(object, key, one[key] ?? null);
  }
}

function set(object: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}

/** Go's reader has whole numbers of 64 bits, with and without sign. */
function exactWhole(value: number, source: string): number | bigint {
  const digits = source.replaceAll("_", "").replace(/^\+/, "");
  if (!/^-?\d+$/.test(digits)) return value;
  const exact = BigInt(digits);
  return exact >= -(2n ** 63n) && exact < 2n ** 64n ? exactInteger(exact) : value;
}

function scalarValue(node: Scalar): JsonValue {
  const { value, source = "" } = node;
  if (typeof value === "string" && node.tag === "tag:yaml.org,2002:float" && value.trim() !== "") return Number(value);
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      // What is too large for a number, or a lone point, is text.
      if (!/^[-+]?\.(?:inf|nan)$/i.test(source)) return source;
      const shown = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
      throw new YamlError(`json: unsupported value: ${shown}`);
    }
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? exactWhole(value, source)
      : value === 0
        ? 0
        : value;
  }
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  return typeof value === "bigint" ? Number(value) : String(value);
}
