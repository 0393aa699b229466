/**
 * `compileFieldType`: from a type's schema to its `FieldType`. Compiled once per (SchemaSet, type) and way of reading; a type that leads
 * back to itself is entered through a door that opens when it is complete.
 */
import { memoPerSet } from "../../meta/compile/memo.js";
import type { Schema, SchemaSet, TypeName } from "../../meta/schema.js";
import { deducedType } from "./deduced-type.js";
import type { FieldType } from "./field-type.js";
import { atomicType, type LeafKind, leafType } from "./leaf-type.js";
import { byKeys, byValue, ListType } from "./list-type.js";
import { type DeclaredField, MapType } from "./map-type.js";

/**
 * `native`: objects are Go structs in a real server, so a struct that is part of another is always there, and raw JSON is one
 * value. `custom`: objects are what they say, and where the schema ends, maps go on being owned key by key.
 */
export type ObjectStyle = "custom" | "native";

type Memo = Map<TypeName, FieldType>;

const memos = { native: memoPerSet<FieldType>(), custom: memoPerSet<FieldType>() };

/** Throws RangeError for a type the set does not have. */
export function compileFieldType(set: SchemaSet, type: TypeName, style: ObjectStyle = "native"): FieldType {
  return new Compiler(set, style, memos[style](set)).ofType(type);
}

class Compiler {
  readonly #set: SchemaSet;
  readonly #style: ObjectStyle;
  readonly #memo: Memo;

  constructor(set: SchemaSet, style: ObjectStyle, memo: Memo) {
    this.#set = set;
    this.#style = style;
    this.#memo = memo;
  }

  ofType(type: TypeName): FieldType {
    const known = this.#memo.get(type);
    if (known !== undefined) return known;
    const schema = this.#set.get(type);
    if (schema === undefined) throw new RangeError(`no schema for type ${type}`);
    const door = new Door();
    this.#memo.set(type, door);
    const complete = this.#of(schema);
    door.open(complete);
    this.#memo.set(type, complete);
    return complete;
  }

  /** Keywords beside a `$ref` win over those of the type it names. */
  #of(place: Schema): FieldType {
    const schema = this.#resolve(place);
    if (schema["x-kubernetes-int-or-string"] === true) return leafType("anything");
    switch (schema.type) {
      case "array":
        return this.#list(place, schema);
      case "object":
        return this.#map(place, schema);
      case "integer":
      case "number":
        return leafType("number");
      case "boolean":
        return leafType("boolean");
      case "string":
        return leafType(stringKind(schema));
      default:
        return this.#unknown();
    }
  }

  #list(place: Schema, schema: Schema): FieldType {
    const key = "x-kubernetes-list-type";
    const items = schema.items ?? {};
    switch (place[key] ?? schema[key]) {
      case "map": {
        const keys = place["x-kubernetes-list-map-keys"] ?? schema["x-kubernetes-list-map-keys"] ?? [];
        return new ListType(this.#of(items), byKeys(keys, this.#keyDefaults(items, keys)));
      }
      case "set":
        return new ListType(this.#of(items), byValue);
      default:
        return atomicType("list", () => this.#of(items));
    }
  }

  #keyDefaults(items: Schema, keys: readonly string[]): Readonly<Record<string, unknown>> {
    const { properties = {} } = this.#resolve(items);
    return Object.fromEntries(
      keys.flatMap((key) => {
        const value = publishedDefault(properties[key] ?? {});
        return value === undefined ? [] : [[key, value]];
      }),
    );
  }

  #map(place: Schema, schema: Schema): FieldType {
    const key = "x-kubernetes-map-type";
    if ((place[key] ?? schema[key]) === "atomic") return atomicType("map", () => this.#inside(schema));
    const { properties, additionalProperties } = schema;
    if (properties === undefined && additionalProperties === undefined) return this.#unknown();
    // Types that hold themselves (a schema of schemas) are only ever entered through their name.
    // A place may open what its type, for itself, has as one value.
    const opened = place[key] === "granular" && schema[key] === "atomic";
    if (place.$ref !== undefined && place.$ref !== schema.$ref && !opened) return this.#named(place);
    return this.#inside(schema);
  }

  #inside(schema: Schema): FieldType {
    const { properties, additionalProperties } = schema;
    if (properties === undefined && additionalProperties === undefined) return this.#unknown();
    const free = schema["x-kubernetes-preserve-unknown-fields"] === true ? this.#unknown() : undefined;
    return new MapType({
      fields: Object.entries(properties ?? {}).map(([name, inner]) => this.#field(name, inner)),
      values: additionalProperties === undefined ? free : this.#of(additionalProperties),
    });
  }

  #named(place: Schema): FieldType {
    let { $ref: name = "" } = place;
    for (let next = this.#set.get(name)?.$ref; next !== undefined; next = this.#set.get(next)?.$ref) name = next;
    return this.ofType(name);
  }

  #field(name: string, schema: Schema): DeclaredField {
    return { name, type: this.#of(schema), zero: this.#style === "native" ? this.#zeroOf(schema) : undefined };
  }

  #zeroOf(schema: Schema): unknown {
    if (schema.nullWhenAbsent === true) return null;
    const value = publishedDefault(schema);
    if (value === "" || value === 0 || value === false) return value;
    return typeof value === "object" && JSON.stringify(value) === "{}" ? value : undefined;
  }

  #unknown(): FieldType {
    return this.#style === "native" ? leafType("anything") : deducedType;
  }

  #resolve(place: Schema): Schema {
    let schema = place;
    while (schema.$ref !== undefined) {
      const target = this.#set.get(schema.$ref);
      if (target === undefined) throw new RangeError(`no schema for type ${schema.$ref}`);
      schema = target;
    }
    return schema;
  }
}

/** What OpenAPI documents say is filled in; an associative list's keys know no other default. */
function publishedDefault(schema: Schema): unknown {
  const value = schema.openapiDefault === undefined ? schema.default : schema.openapiDefault;
  return value === null ? undefined : value;
}

/** Texts with a published format may be written in other ways (a quantity as a number). */
function stringKind({ format = "" }: Schema): LeafKind {
  return publishedFormats.has(format) ? "any" : "string";
}

const publishedFormats: ReadonlySet<string> = new Set([
  "date-time",
  "micro-time",
  "quantity",
  "int-or-string",
  "duration",
]);

/** Stands for a type until it is complete. */
class Door implements FieldType {
  #inside: FieldType | undefined;

  open(inside: FieldType): void {
    this.#inside = inside;
  }

  get #type(): FieldType {
    if (this.#inside === undefined) throw new RangeError("a type was used before it was compiled");
    return this.#inside;
  }

  extract(...of: Parameters<FieldType["extract"]>): ReturnType<FieldType["extract"]> {
    return this.#type.extract(...of);
  }
  everything(value: unknown): ReturnType<FieldType["everything"]> {
    return this.#type.everything(value);
  }
  skeleton(value: unknown): unknown {
    return this.#type.skeleton(value);
  }
  fits(skeleton: unknown, value: unknown): boolean {
    return this.#type.fits(skeleton, value);
  }
  compare(before: unknown, after: unknown): ReturnType<FieldType["compare"]> {
    return this.#type.compare(before, after);
  }
  merge(live: unknown, applied: unknown): unknown {
    return this.#type.merge(live, applied);
  }
  remove(...of: Parameters<FieldType["remove"]>): unknown {
    return this.#type.remove(...of);
  }
  withParents(...of: Parameters<FieldType["withParents"]>): ReturnType<FieldType["withParents"]> {
    return this.#type.withParents(...of);
  }
  reconcile(...of: Parameters<FieldType["reconcile"]>): ReturnType<FieldType["reconcile"]> {
    return this.#type.reconcile(...of);
  }
  check(...of: Parameters<FieldType["check"]>): void {
    this.#type.check(...of);
  }
}
