/**
 * Prints definitions as YAML a person likes to keep: stable key order, short schemas on one line, everything else as
 * blocks. Reading the result with `yaml` gives the value back (a property test holds it).
 */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { extensionKeywords, limitKeywords } from "../../../src/meta/schema-keywords.js";

const lineWidth = 120;

/** Keys of a schema in the order they are written; others come after `default`, by name. */
const schemaOrder = [
  "$ref",
  "type",
  "format",
  "description",
  "nullable",
  "enum",
  "default",
  "openapiDefault",
  "fill",
  "nullWhenAbsent",
  "omitZero",
  ...limitKeywords,
  "immutable",
  "required",
  ...extensionKeywords,
  "items",
  "additionalProperties",
  "properties",
  "protobuf",
];

/** A map of types as a file. */
export function printTypes(types: Readonly<Record<string, JsonObject>>, header: string): string {
  const names = Object.keys(types).sort();
  const blocks = names.map((name) => printEntry(name, orderSchema(types[name] ?? {}), { indent: 0, block: true }));
  return `${header}${blocks.join("\n")}`;
}

/** Any value as a file: entries in the order they have. */
export function printYaml(value: JsonObject, header: string): string {
  const entries = Object.entries(value).map(([key, entry]) => printEntry(key, entry, { indent: 0, block: false }));
  return `${header}${entries.join("")}`;
}

/** The schema with its keys in the written order, properties by protobuf number where they have one. */
export function orderSchema(schema: JsonObject): JsonObject {
  const ordered: JsonObject = {};
  const rank = (key: string): number => (schemaOrder.includes(key) ? schemaOrder.indexOf(key) : schemaOrder.length);
  for (const key of Object.keys(schema).sort((a, b) => rank(a) - rank(b) || (a < b ? -1 : 1))) {
    const value = schema[key] ?? null;
    if (key === "properties" && isMap(value)) ordered[key] = orderProperties(value);
    else if ((key === "items" || key === "additionalProperties") && isMap(value)) ordered[key] = orderSchema(value);
    else ordered[key] = value;
  }
  return ordered;
}

function orderProperties(properties: JsonObject): JsonObject {
  const entries = Object.entries(properties).map(([name, schema]): [string, JsonValue] => [
    name,
    isMap(schema) ? orderSchema(schema) : schema,
  ]);
  const number = (schema: JsonValue): number[] => protobufPath(isMap(schema) ? schema["protobuf"] : undefined);
  entries.sort(([, a], [, b]) => comparePaths(number(a), number(b)));
  return Object.fromEntries(entries);
}

function protobufPath(protobuf: JsonValue | undefined): number[] {
  if (typeof protobuf === "number") return [protobuf];
  if (!Array.isArray(protobuf)) return [Number.MAX_SAFE_INTEGER];
  const inner = /^inline ([\d.]+)/.exec(String(protobuf[1]))?.[1]?.split(".") ?? [];
  return [Number(protobuf[0]), ...inner.map(Number)];
}

function comparePaths(a: readonly number[], b: readonly number[]): number {
  for (let index = 0; index < Math.max(a.length, b.length); index++) {
    const difference = (a[index] ?? 0) - (b[index] ?? 0);
    if (difference !== 0) return difference;
  }
  return 0;
}

interface Style {
  readonly indent: number;
  /** Always on lines of its own, however short. */
  readonly block: boolean;
}

function printEntry(key: string, value: JsonValue, style: Style): string {
  const pad = " ".repeat(style.indent);
  const name = printScalar(key);
  const flow = printFlow(value);
  if (mayFlow(value, style, flow.length + pad.length + name.length + 2)) return `${pad}${name}: ${flow}\n`;
  return `${pad}${name}:\n${printBlock(value, { indent: style.indent + 2, block: false })}`;
}

function printBlock(value: JsonValue, style: Style): string {
  const pad = " ".repeat(style.indent);
  if (Array.isArray(value)) {
    return value
      .map((item) => {
        const flow = printFlow(item);
        if (mayFlow(item, style, flow.length + pad.length + 2)) return `${pad}- ${flow}\n`;
        return `${pad}- ${printBlock(item, { indent: style.indent + 2, block: false }).trimStart()}`;
      })
      .join("");
  }
  if (!isMap(value)) return `${pad}${printFlow(value)}\n`;
  const alwaysBlock = "properties" in value;
  return Object.entries(value)
    .map(([key, entry]) => printEntry(key, entry, { indent: style.indent, block: alwaysBlock && key === "properties" }))
    .join("");
}

function mayFlow(value: JsonValue, style: Style, width: number): boolean {
  if (typeof value !== "object" || value === null || isEmpty(value)) return true;
  return !style.block && width <= lineWidth && !holdsProperties(value);
}

/** Maps of properties read badly on one line. */
function holdsProperties(value: JsonValue): boolean {
  if (Array.isArray(value)) return value.some(holdsProperties);
  if (!isMap(value)) return false;
  return isMap(value["properties"] ?? null) || Object.values(value).some(holdsProperties);
}

function printFlow(value: JsonValue): string {
  if (Array.isArray(value)) return `[${value.map(printFlow).join(", ")}]`;
  if (isMap(value)) {
    const entries = Object.entries(value).map(([key, entry]) => `${printScalar(key)}: ${printFlow(entry)}`);
    return entries.length === 0 ? "{}" : `{ ${entries.join(", ")} }`;
  }
  return typeof value === "string" ? printScalar(value) : (JSON.stringify(value) ?? "null");
}

const plain = /^[A-Za-z_$./][\w$./-]*( [\w$./()-]+)*$/;
const notStrings = new Set(["true", "false", "null", "yes", "no", "on", "off", "y", "n", "~", ".inf", ".nan", "."]);

function printScalar(text: string): string {
  if (plain.test(text) && !notStrings.has(text.toLowerCase()) && Number.isNaN(Number(text))) return text;
  return JSON.stringify(text);
}

function isEmpty(value: object): boolean {
  return Object.keys(value).length === 0;
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
