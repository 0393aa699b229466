/** Rules about one type: references, required, protobuf numbers, list keys, enums, defaults, limits. */
import type { JsonValue, Schema, TypeName } from "../../src/meta/schema.js";
import { type Complain, type Place, suggest } from "../diagnostics.js";
import type { TypeModel } from "../model/model.js";
import { fitsType } from "./fits-type.js";

type Path = readonly (string | number)[];

interface Context {
  readonly file: string;
  readonly types: ReadonlyMap<TypeName, TypeModel>;
  readonly complain: Complain;
}

export function checkType(type: TypeModel, types: ReadonlyMap<TypeName, TypeModel>, complain: Complain): void {
  const short = type.name.slice(type.name.lastIndexOf("/") + 1);
  checkSchema(type.schema, [short], { file: type.file, types, complain });
}

function checkSchema(schema: Schema, path: Path, context: Context): void {
  checkForm(schema, path, context);
  checkReference(schema, path, context);
  checkObject(schema, path, context);
  checkArray(schema, path, context);
  checkValues(schema, path, context);
  checkLimits(schema, path, context);
  for (const [name, property] of Object.entries(schema.properties ?? {})) {
    checkSchema(property, [...path, "properties", name], context);
  }
  if (schema.items !== undefined) checkSchema(schema.items, [...path, "items"], context);
  if (schema.additionalProperties !== undefined) {
    checkSchema(schema.additionalProperties, [...path, "additionalProperties"], context);
  }
}

/** Keywords that only one type of value has. */
const keywordsOf: Readonly<Record<string, readonly (keyof Schema)[]>> = {
  object: ["properties", "additionalProperties", "required", "minProperties", "maxProperties", "x-kubernetes-map-type"],
  array: ["items", "minItems", "maxItems", "uniqueItems", "x-kubernetes-list-type", "x-kubernetes-list-map-keys"],
  string: ["minLength", "maxLength", "pattern"],
};

function checkForm(schema: Schema, path: Path, context: Context): void {
  const { type } = schema;
  const anyForm =
    schema["x-kubernetes-int-or-string"] === true || schema["x-kubernetes-preserve-unknown-fields"] === true;
  if (type === undefined && schema.$ref === undefined && !anyForm) context.complain("type-missing", at(context, path));
  if (type === undefined) return;
  for (const [owner, keywords] of Object.entries(keywordsOf)) {
    if (owner === type) continue;
    for (const keyword of keywords.filter((one) => schema[one] !== undefined)) {
      // Go sees bytes as a list, so Kubernetes gives them a list type (APIService's caBundle).
      if (schema.format === "byte" && keyword === "x-kubernetes-list-type") continue;
      context.complain("keyword-misplaced", at(context, [...path, keyword], "key"), { keyword, type });
    }
  }
  if (type === "array" && schema.items === undefined) context.complain("items-missing", at(context, path));
}

function checkReference(schema: Schema, path: Path, context: Context): void {
  const { $ref } = schema;
  if ($ref === undefined || context.types.has($ref)) return;
  const prefix = $ref.slice(0, $ref.lastIndexOf("/") + 1);
  const near = [...context.types.keys()]
    .filter((name) => name.startsWith(prefix))
    .map((name) => name.slice(prefix.length));
  const hint =
    near.length === 0 ? `there is no group version ${prefix.slice(0, -1)}` : suggest($ref.slice(prefix.length), near);
  context.complain("unknown-ref", at(context, [...path, "$ref"]), { ref: $ref, hint });
}

function checkObject(schema: Schema, path: Path, context: Context): void {
  const { properties } = schema;
  (schema.required ?? []).forEach((name, index) => {
    if (properties !== undefined && Object.hasOwn(properties, name)) return;
    const hint = suggest(name, Object.keys(properties ?? {}));
    context.complain("required-unknown", at(context, [...path, "required", index]), { name, hint });
  });
  if (properties !== undefined) checkNumbers(properties, [...path, "properties"], context);
}

const highestNumber = 536_870_911;

function checkNumbers(properties: Readonly<Record<string, Schema>>, path: Path, context: Context): void {
  const used = new Map<string, string>();
  const names = Object.keys(properties);
  // Every kind's `metadata` has its number by convention, and apiVersion and kind of an object are never on the wire.
  const numbered = names.filter((name) => properties[name]?.protobuf !== undefined && name !== "metadata");
  for (const name of names) {
    const { protobuf } = properties[name] ?? {};
    const here = [...path, name, "protobuf"];
    if (protobuf === undefined) {
      const isHead = name === "apiVersion" || name === "kind";
      if (numbered.length > 0 && !isHead)
        context.complain("protobuf-partial", at(context, [...path, name], "key"), { name });
      continue;
    }
    const number = typeof protobuf === "number" ? protobuf : protobuf[0];
    if (!isFieldNumber(number)) context.complain("protobuf-range", at(context, here), { number: String(number) });
    const key = wayOf(protobuf);
    const other = used.get(key);
    if (other !== undefined) context.complain("protobuf-duplicate", at(context, here), { number: key, other });
    used.set(key, name);
  }
}

function isFieldNumber(number: unknown): boolean {
  if (typeof number !== "number" || !Number.isInteger(number)) return false;
  return number >= 1 && number <= highestNumber && (number < 19_000 || number > 19_999);
}

/** `2`, or `2.5` for field 5 of the message embedded in field 2. */
function wayOf(protobuf: NonNullable<Schema["protobuf"]>): string {
  if (typeof protobuf === "number") return String(protobuf);
  const inner = /^inline ([\d.]+)/.exec(String(protobuf[1]))?.[1];
  return inner === undefined ? String(protobuf[0]) : `${protobuf[0]}.${inner}`;
}

function checkArray(schema: Schema, path: Path, context: Context): void {
  if (schema["x-kubernetes-list-type"] !== "map") return;
  const keys = schema["x-kubernetes-list-map-keys"];
  if (keys === undefined) {
    context.complain("list-map-keys-missing", at(context, [...path, "x-kubernetes-list-type"]));
    return;
  }
  const item = resolve(schema.items, context.types);
  if (item === undefined) return;
  keys.forEach((key, index) => {
    if (item.properties !== undefined && Object.hasOwn(item.properties, key)) return;
    context.complain("list-map-keys", at(context, [...path, "x-kubernetes-list-map-keys", index]), { key });
  });
}

function checkValues(schema: Schema, path: Path, context: Context): void {
  const target = resolve(schema, context.types);
  const type = target?.type ?? "any";
  (schema.enum ?? []).forEach((value, index) => {
    if (schema.type === undefined || fitsType(value, { type: schema.type }, context.types)) return;
    context.complain("enum-type", at(context, [...path, "enum", index]), { value: show(value), type: schema.type });
  });
  if (schema.default === undefined) return;
  const here = at(context, [...path, schema.openapiDefault === undefined ? "default" : "fill"]);
  const allowed = schema.enum ?? target?.enum;
  if (target !== undefined && !fitsType(schema.default, target, context.types)) {
    context.complain("default-type", here, { value: show(schema.default), type });
  } else if (allowed !== undefined && schema.default !== "" && !allowed.includes(schema.default as never)) {
    // The empty text is Go's way of saying "absent" for a required field; it is refused by validation, not by the
    // definition.
    context.complain("default-not-in-enum", here, { value: show(schema.default) });
  }
}

const limitPairs: readonly (readonly [keyof Schema, keyof Schema])[] = [
  ["minimum", "maximum"],
  ["minLength", "maxLength"],
  ["minItems", "maxItems"],
  ["minProperties", "maxProperties"],
];

function checkLimits(schema: Schema, path: Path, context: Context): void {
  for (const [low, high] of limitPairs) {
    const [least, most] = [schema[low], schema[high]];
    if (typeof least !== "number" || typeof most !== "number" || least <= most) continue;
    context.complain("limits-crossed", at(context, [...path, low]), { low, high });
  }
  if (schema.pattern === undefined) return;
  try {
    new RegExp(schema.pattern, "u");
  } catch (error) {
    const detail = error instanceof Error ? error.message : "";
    context.complain("pattern-invalid", at(context, [...path, "pattern"]), { value: schema.pattern, detail });
  }
}

/** The schema itself, or the type it refers to. */
export function resolve(schema: Schema | undefined, types: ReadonlyMap<TypeName, TypeModel>): Schema | undefined {
  let current = schema;
  for (let depth = 0; current?.$ref !== undefined && depth < 16; depth++) current = types.get(current.$ref)?.schema;
  return current;
}

function at(context: Context, path: Path, what: "key" | "value" = "value"): Place {
  return { file: context.file, path, at: what };
}

function show(value: JsonValue): string {
  return JSON.stringify(value);
}
