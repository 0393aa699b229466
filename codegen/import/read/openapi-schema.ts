/** One OpenAPI schema (v2, v3 or a CRD's) as the language has it; warns about what it cannot express. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { extensionKeywords, limitKeywords } from "../../../src/meta/schema-keywords.js";
import type { ImportWarning } from "../draft.js";

/** What happens with each keyword that is not simply copied is in `convert`. */
const copied = new Set<string>([
  "type",
  "format",
  "description",
  "required",
  "enum",
  "default",
  ...limitKeywords,
  "nullable",
  ...extensionKeywords,
]);

/** Documentation that has no place in a definition; left out without a word. */
const ignored = new Set(["title", "example", "examples", "externalDocs", "xml", "readOnly", "writeOnly", "deprecated"]);

export interface SchemaConverter {
  /** Full OpenAPI name → reference as written. */
  readonly ref: (name: string) => string;
  readonly warn: (warning: ImportWarning) => void;
}

export function convertSchema(schema: JsonObject, where: string, converter: SchemaConverter): JsonObject {
  const flat = unwrapReference(schema);
  if (isIntOrString(flat)) return { "x-kubernetes-int-or-string": true, ...described(flat), ...defaulted(flat) };
  const result: JsonObject = {};
  for (const [keyword, value] of Object.entries(flat)) convertKeyword({ keyword, value, where, result }, converter);
  if (result["$ref"] !== undefined) delete result["type"];
  else if (result["properties"] !== undefined || result["additionalProperties"] !== undefined) delete result["type"];
  return result;
}

interface Keyword {
  readonly keyword: string;
  readonly value: JsonValue;
  readonly where: string;
  readonly result: JsonObject;
}

function convertKeyword({ keyword, value, where, result }: Keyword, converter: SchemaConverter): void {
  const here = `${where}.${keyword}`;
  if (copied.has(keyword)) result[keyword] = value;
  else if (keyword === "$ref" && typeof value === "string") result["$ref"] = converter.ref(lastSegment(value));
  else if (keyword === "properties" && isMap(value)) {
    const properties: JsonObject = {};
    for (const [name, property] of Object.entries(value)) {
      if (isMap(property)) properties[name] = convertSchema(property, `${here}.${name}`, converter);
    }
    result["properties"] = properties;
  } else if ((keyword === "items" || keyword === "additionalProperties") && isMap(value)) {
    result[keyword] = withoutZeroDefault(convertSchema(value, here, converter));
  } else if (keyword === "additionalProperties") convertBooleanAdditional(value, result);
  else if (!ignored.has(keyword)) {
    converter.warn({ where: here, message: `${keyword} cannot be said in a definition; check it in hooks.ts` });
  }
}

/** `additionalProperties: true` is any object; `false` is what a definition means anyway. */
function convertBooleanAdditional(value: JsonValue, result: JsonObject): void {
  if (value !== true) return;
  result["type"] = "object";
  result["x-kubernetes-preserve-unknown-fields"] = true;
}

/** OpenAPI v3 wraps a reference that has keywords beside it: `{default: {}, allOf: [{$ref}]}`. */
function unwrapReference(schema: JsonObject): JsonObject {
  const { allOf, ...rest } = schema;
  if (!Array.isArray(allOf) || allOf.length !== 1) return schema;
  const [only] = allOf;
  return isMap(only) && typeof only["$ref"] === "string" ? { ...rest, $ref: only["$ref"] } : schema;
}

function isIntOrString(schema: JsonObject): boolean {
  return schema["format"] === "int-or-string" || schema["x-kubernetes-int-or-string"] === true;
}

/**
 * Items of a list and values of a map are there or not: their zero default says nothing (OpenAPI v3 writes it
 * everywhere).
 */
function withoutZeroDefault(schema: JsonObject): JsonObject {
  const { default: value, ...rest } = schema;
  const zero = value === "" || value === 0 || value === false || (isMap(value) && Object.keys(value).length === 0);
  return zero ? rest : schema;
}

function described(schema: JsonObject): JsonObject {
  return schema["description"] === undefined ? {} : { description: schema["description"] };
}

function defaulted(schema: JsonObject): JsonObject {
  return schema["default"] === undefined ? {} : { default: schema["default"] };
}

/** `#/definitions/io.k8s.api.core.v1.Pod` → `io.k8s.api.core.v1.Pod`. */
export function lastSegment(ref: string): string {
  return ref.slice(ref.lastIndexOf("/") + 1);
}

export function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
