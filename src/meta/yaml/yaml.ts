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
import { WrittenText } from "../compile/written-number.js";
import { stringifyJson } from "../exact-json.js";
import { goFloat } from "../go-float.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { unreadableYaml } from "./yaml-bytes.js";
import { faultText } from "./yaml-errors.js";
import { hasControlCharacters, maxYamlDepth, nestsTooDeep } from "./yaml-looks.js";
import { goSyntax, radixTag, tagFault, wholeOf } from "./yaml-scalars.js";
import { endOfFlow, faultBehind } from "./yaml-tail.js";

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
export { maxYamlDepth };

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
  const misplaced = misplacedMark(text);
  if (misplaced !== undefined) return { ok: false, error: `yaml: ${misplaced}` };
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
    const problem = document.errors.find(({ message }) => !needless.test(message));
    if (problem !== undefined) return withoutTail(text) ?? { ok: false, error: errorText(problem, { lines, text }) };
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

/** A complaint that Go's reader has not: a comment may stand right behind a value. */
const needless = /^Comments must be separated/;

/** An end before there is anything, and directives nobody knows. */
function misplacedMark(text: string): string | undefined {
  if (/^\s*\.\.\.(?:\s|$)/.test(text)) return "did not find expected node content";
  return /^%(?!YAML\s|TAG\s)/.test(text) ? "found unknown directive name" : undefined;
}

/** The value a text begins with, if something behind it is all that is wrong. */
function withoutTail(text: string): YamlResult | undefined {
  const end = endOfFlow(text);
  if (end === undefined || end === text.length) return undefined;
  const read = readYaml(text.slice(0, end));
  if (!read.ok) return undefined;
  const fault = faultBehind(text, end);
  return fault === undefined ? read : { ok: false, error: `yaml: ${fault}` };
}

interface Problem {
  readonly message: string;
  readonly pos: readonly [number, number];
}

function errorText(
  { message, pos }: Problem,
  { lines, text }: { readonly lines: LineCounter; readonly text: string },
): string {
  return faultText({ message, line: lines.linePos(pos[0]).line, at: text.slice(pos[0], pos[0] + 1) });
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

const dropped: ReadonlySet<string> = new Set(
  ["timestamp", "omap", "pairs", "set", "merge"].map((name) => `tag:yaml.org,2002:${name}`),
);

/** YAML 1.1 without what Go's reader leaves out, with its own forms of numbers. */
function kubernetesTags(tags: Tags): Tags {
  const kept = tags.filter(
    (tag) => typeof tag === "string" || (!dropped.has(tag.tag) && !("format" in tag && tag.format === "TIME")),
  );
  return [radixTag, ...kept] as Tags;
}

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
    this.count(depth);
    const { isAlias, isMap, isScalar, isSeq } = library();
    if (isAlias(node)) return this.alias(node, depth);
    if (isScalar(node)) {
      if (this.hasJsonEscapes && node.type === "QUOTE_DOUBLE") this.checkEscapes(node);
      return scalarValue(node);
    }
    if (isSeq(node)) return node.items.map((item) => this.read(item as Node, depth + 1));
    return isMap(node) ? this.map(node, depth) : null;
  }

  private count(depth: number): void {
    if (depth > maxYamlDepth) throw new YamlError(tooDeep);
    if (this.insideAlias > 0 && ++this.aliased > maxAliasedValues) {
      throw new YamlError("yaml: document contains excessive aliasing");
    }
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
    this.fill(object, node, { depth, known: new Set() });
    return object;
  }

  /** What is merged is set in its place, as if its members stood there: what comes later counts. */
  private fill(object: JsonObject, node: YAMLMap, { depth, known, isMerged }: Filling): void {
    for (const pair of node.items as Pair<Node, Node | null>[]) {
      const { key } = pair;
      if (node.flow === true) this.checkFlowKey(key);
      if (isMergeKey(key)) {
        this.merge(object, pair.value, { depth: depth + 1, known, isMerged: true });
        continue;
      }
      const name = this.keyOf(pair, depth);
      // What is wrong inside the value comes first.
      const value = this.read(pair.value, depth + 1);
      // A number and its text are two keys.
      const told = `${library().isScalar(key) && typeof key.value === "string" ? "" : "#"}${name}`;
      if (known.has(told) && (this.insideAlias === 0 || isMerged)) {
        const { line } = this.lines.linePos(key.range?.[0] ?? 0);
        this.duplicates.push(`line ${line}: key ${JSON.stringify(name)} already set in map`);
      }
      known.add(told);
      set(object, name, value);
    }
  }

  /** Of a list, the first counts. */
  private merge(object: JsonObject, source: Node | null, filling: Filling): void {
    const { isAlias, isMap, isSeq } = library();
    this.count(filling.depth);
    const isNamed = isAlias(source);
    const node = isNamed ? source.resolve(this.document) : source;
    if (isNamed && node === undefined) throw new YamlError(`yaml: unknown anchor '${source.source}' referenced`);
    const maps = isSeq(node) ? [...(node.items as Node[])].reverse() : [node as Node | null];
    if (isNamed) this.insideAlias += 1;
    for (const one of maps) {
      if (isMap(one)) this.fill(object, one, filling);
      else if (isSeq(node) && isAlias(one)) this.merge(object, one, filling);
      else throw new YamlError("yaml: map merge requires map or sequence of maps as the value");
    }
    if (isNamed) this.insideAlias -= 1;
  }

  private keyOf({ key, value }: Pair<Node, Node | null>, depth: number): string {
    const read = isEndless(key) ? key.source.toLowerCase().replace("+", "") : this.read(key, depth + 1);
    if (typeof read === "string") return read;
    if (typeof read === "boolean" || (Number.isSafeInteger(read) && !isFloat(key))) return String(read);
    if (typeof read === "number") return goFloat(read);
    if (typeof read === "bigint" && read < 2n ** 63n) return String(read);
    if (read !== null && typeof read === "object") throw new YamlError(`yaml: invalid map key: ${goSyntax(read)}`);
    const [type, shown] = read === null ? ["%!s(<nil>)", "<nil>"] : ["uint64", `0x${BigInt(read).toString(16)}`];
    const text = stringifyJson(this.read(value, depth + 1));
    throw new YamlError(`unsupported map key of type: ${type}, key: ${shown}, value: ${text}`);
  }
}

interface Filling {
  readonly depth: number;
  readonly known: Set<string>;
  readonly isMerged?: boolean;
}

function isMergeKey(key: Node): boolean {
  if (!library().isScalar(key) || key.type !== "PLAIN" || key.value !== "<<") return false;
  return key.tag === undefined || key.tag.endsWith(":merge");
}

function isFloat(key: Node): boolean {
  return library().isScalar(key) && /^[-+]?[\d_.]*(?:\.|[eE][-+]?\d)/.test(key.source ?? "");
}

/** As a key, what JSON has no number for is its text. */
function isEndless(key: Node): key is Scalar & { source: string } {
  return library().isScalar(key) && typeof key.value === "number" && endless.test(key.source ?? "");
}

/** What the library takes for a number without end, and is none (`E0`), is text. */
const endless = /^[-+]?\.(?:inf|nan)$/i;

function set(object: JsonObject, name: string, value: JsonValue): void {
  if (name === "__proto__")
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  else object[name] = value;
}

function scalarValue(node: Scalar): JsonValue {
  const { value, source = "" } = node;
  if (node.tag !== undefined) {
    const fault = tagFault(node.tag.replace("tag:yaml.org,2002:", ""), source);
    if (fault !== undefined) throw new YamlError(`yaml: ${fault}`);
  }
  if (typeof value === "string" && node.tag === "tag:yaml.org,2002:float" && value.trim() !== "") {
    return Number(value.replaceAll("_", ""));
  }
  if (typeof value === "number") {
    if (!Number.isFinite(value)) {
      // What is too large for a number, or a lone point, is text.
      if (!endless.test(source)) return source;
      const shown = Number.isNaN(value) ? "NaN" : value > 0 ? "+Inf" : "-Inf";
      throw new YamlError(`json: unsupported value: ${shown}`);
    }
    return Number.isInteger(value) && !Number.isSafeInteger(value)
      ? (wholeOf(source) ?? value)
      : value === 0
        ? 0
        : value;
  }
  if (typeof value === "string" || typeof value === "boolean" || value === null) return value;
  if (value instanceof Uint8Array) return Buffer.from(value).toString("utf8");
  return typeof value === "bigint" ? (value as unknown as JsonValue) : String(value);
}
