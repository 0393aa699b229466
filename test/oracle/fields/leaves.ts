/**
 * Every field a kind has, each as an object that says nothing else besides what a valid sample says. What a field is set to follows from
 * its schema; many a value is refused, and then nothing is learned of that field.
 */
import { cloneJson } from "../../../src/meta/clone-json.js";
import type { JsonObject, JsonValue, Schema, SchemaSet, TypeName } from "../../../src/meta/schema.js";

export interface Leaf {
  /** `0` is the first item of a list, `k` the key of a map. */
  readonly path: readonly string[];
  /** Of the lists and maps on the way. */
  readonly steps: readonly Schema[];
  readonly value: JsonValue;
}

/** In the order of the schema. Types that hold themselves are followed once. */
export function leavesOf(schemas: SchemaSet, type: TypeName): Leaf[] {
  const walker = new Walker(schemas);
  const { properties = {} } = schemas.get(type) ?? {};
  for (const [name, schema] of Object.entries(properties)) {
    if (!["apiVersion", "kind", "metadata"].includes(name))
      walker.walk(schema, { path: [name], steps: [], within: [type] });
  }
  return walker.leaves;
}

interface Place {
  readonly path: readonly string[];
  readonly steps: readonly Schema[];
  /** Types on the way. */
  readonly within: readonly TypeName[];
}

class Walker {
  readonly leaves: Leaf[] = [];
  readonly #schemas: SchemaSet;

  constructor(schemas: SchemaSet) {
    this.#schemas = schemas;
  }

  walk(schema: Schema, { path, steps, within }: Place): void {
    const { $ref } = schema;
    const seen = $ref !== undefined && within.includes($ref);
    const inner: Place = { path, steps, within: $ref === undefined ? within : [...within, $ref] };
    const type = resolved(this.#schemas, schema);
    if (seen) return;
    if (type.items !== undefined) this.#walkInto(type, type.items, "0", inner);
    else if (type.additionalProperties !== undefined) this.#walkInto(type, type.additionalProperties, "k", inner);
    else if (type.properties !== undefined && Object.keys(type.properties).length > 0) {
      for (const [name, field] of Object.entries(type.properties)) {
        this.walk(field, { ...inner, path: [...path, name], steps: [...steps, type] });
      }
    } else for (const value of valuesOf(type)) this.leaves.push({ path, steps, value });
  }

  #walkInto(list: Schema, item: Schema, key: string, { path, steps, within }: Place): void {
    this.walk(item, { path: [...path, key], steps: [...steps, list], within });
  }
}

function resolved(schemas: SchemaSet, schema: Schema): Schema {
  return schema.$ref === undefined ? schema : { ...schemas.get(schema.$ref), ...withoutRef(schema) };
}

function withoutRef({ $ref: _, ...rest }: Schema): Schema {
  return rest;
}

function valuesOf(schema: Schema): readonly JsonValue[] {
  if (schema.enum !== undefined) return schema.enum.slice(0, 2);
  if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") return [1];
  switch (schema.type) {
    case "boolean":
      return [true];
    case "integer":
    case "number":
      return [Math.max(schema.minimum ?? 1, 1)];
    case "string":
      return [textOf(schema.format)];
    default:
      return [{}];
  }
}

function textOf(format: string | undefined): string {
  switch (format) {
    case "date-time":
      return "2020-01-01T00:00:00Z";
    case "micro-time":
      return "2020-01-01T00:00:00.000000Z";
    case "byte":
      return "MQ==";
    case "quantity":
      return "1";
    case "duration":
      return "1s";
    default:
      return "a";
  }
}

/** `base` with the leaf in it. Items that are new have what their schema requires of them. */
export function withLeaf(schemas: SchemaSet, base: JsonObject, { path, steps, value }: Leaf): JsonObject {
  const object = cloneJson(base);
  let at: JsonObject | JsonValue[] = object;
  for (const [index, key] of path.entries()) {
    const last = index === path.length - 1;
    const next: JsonValue | undefined = Array.isArray(at) ? at[Number(key)] : at[key];
    const child = last ? value : isContainer(next) ? next : blank(schemas, { steps, path, index });
    if (Array.isArray(at)) at[Number(key)] = child;
    else at[key] = child;
    if (!last) at = child as JsonObject | JsonValue[];
  }
  return object;
}

function isContainer(value: JsonValue | undefined): value is JsonObject | JsonValue[] {
  return typeof value === "object" && value !== null;
}

interface Step {
  readonly steps: readonly Schema[];
  readonly path: readonly string[];
  readonly index: number;
}

/** What stands at `path[index]` where there was nothing. */
function blank(schemas: SchemaSet, { steps, path, index }: Step): JsonObject | JsonValue[] {
  const schema = steps[index];
  if (schema === undefined || path[index + 1] === undefined) return {};
  if (schema.items !== undefined) return [];
  return requiredOf(schemas, schema, 0);
}

function requiredOf(schemas: SchemaSet, schema: Schema, depth: number): JsonObject {
  const made: JsonObject = {};
  for (const name of schema.required ?? []) {
    const field = schema.properties?.[name];
    if (field === undefined || depth > 4) continue;
    const type = resolved(schemas, field);
    if (type.items !== undefined) made[name] = [];
    else if (type.properties !== undefined) made[name] = requiredOf(schemas, type, depth + 1);
    else made[name] = valuesOf(type)[0] ?? {};
  }
  return made;
}

/** `spec.containers.0.name`: its value; undefined: it is not there. */
export function valueAt(object: JsonValue | undefined, path: readonly string[]): JsonValue | undefined {
  let at = object;
  for (const key of path) {
    if (typeof at !== "object" || at === null) return undefined;
    at = Array.isArray(at) ? at[Number(key)] : at[key];
  }
  return at;
}
