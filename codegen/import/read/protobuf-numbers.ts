/**
 * Protobuf numbers for imported types. A field whose struct is embedded in JSON but a message of its own on the wire
 * gets its way through that message: `[2, inline 5]` is field 5 of the message in field 2.
 */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import { isMap } from "./openapi-schema.js";

/** Package → message → field → [number, type]. */
export type ProtobufFile = Readonly<Record<string, Readonly<Record<string, ProtobufMessage>>>>;
type ProtobufMessage = Readonly<Record<string, readonly [number, string]>>;

/** Adds numbers to the properties of one type, in place. */
export function addNumbers(schema: JsonObject, name: string, file: ProtobufFile): void {
  const { properties } = schema;
  const at = name.lastIndexOf(".");
  const packageName = protobufPackage(name.slice(0, at), file);
  const message = file[packageName]?.[name.slice(at + 1)];
  if (message === undefined || !isMap(properties)) return;
  for (const [property, of] of Object.entries(properties)) {
    if (!isMap(of)) continue;
    const found = findField(property, message, { packageName, file }, new Set(Object.keys(properties).map(normalise)));
    if (found === undefined) continue;
    const wire = wireType(of);
    const parts: string[] = [];
    if (found.path.length > 1) parts.push(`inline ${found.path.slice(1).join(".")}`);
    if (shortWire(found.type) !== wire) parts.push(shortWire(found.type));
    const number = found.path[0] ?? 0;
    of["protobuf"] = parts.length === 0 ? number : [number, parts.join(" ")];
  }
}

interface Context {
  readonly packageName: string;
  readonly file: ProtobufFile;
}

function findField(
  property: string,
  message: ProtobufMessage,
  context: Context,
  own: ReadonlySet<string>,
): { path: number[]; type: string } | undefined {
  for (const [field, [number, type]] of Object.entries(message)) {
    if (normalise(field) === normalise(property)) return { path: [number], type };
  }
  for (const [field, [number, type]] of Object.entries(message)) {
    if (own.has(normalise(field))) continue;
    const inner = messageOf(type, context);
    const found = inner === undefined ? undefined : findField(property, inner.message, inner.context, own);
    if (found !== undefined) return { path: [number, ...found.path], type: found.type };
  }
  return undefined;
}

function messageOf(type: string, context: Context): { message: ProtobufMessage; context: Context } | undefined {
  const at = type.lastIndexOf(".");
  const packageName = at < 0 ? context.packageName : type.slice(0, at);
  const message = context.file[packageName]?.[type.slice(at + 1)];
  return message === undefined ? undefined : { message, context: { ...context, packageName } };
}

/** OpenAPI turns `k8s.io` around and keeps dashes; protobuf does neither. */
function protobufPackage(name: string, file: ProtobufFile): string {
  if (file[name] !== undefined) return name;
  const parts = name.replaceAll("-", "_").split(".");
  return [parts[1], parts[0], ...parts.slice(2)].join(".");
}

function normalise(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}

/** Last part of a message's name, inside `repeated` and `map` too. */
function shortWire(type: string): string {
  return type.replace(/[\w.]+\.(\w+)/g, "$1");
}

/** The wire type that follows from a schema. */
export function wireType(schema: JsonObject): string {
  const { $ref, type, format, items, additionalProperties } = schema;
  if (typeof $ref === "string") return $ref.slice($ref.lastIndexOf("/") + 1);
  if (isMap(items)) return `repeated ${wireType(items)}`;
  if (isMap(additionalProperties)) return `map<string,${wireType(additionalProperties)}>`;
  return scalarWire(type, format);
}

function scalarWire(type: JsonValue | undefined, format: JsonValue | undefined): string {
  if (type === "string") return format === "byte" ? "bytes" : "string";
  if (type === "boolean") return "bool";
  if (type === "integer") return format === "int32" ? "int32" : "int64";
  if (type === "number") return "double";
  return "message";
}
