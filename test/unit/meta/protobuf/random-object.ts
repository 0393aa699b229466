/** Random objects of a type, made from its schema: the input of the codecs' property tests. No value is its type's zero. */
import type { JsonValue, Schema, SchemaSet, TypeName } from "../../../../src/meta/schema.js";

/** Below this depth only what must be there is made, and lists are empty. */
const maxDepth = 6;

/** Equal seeds, equal objects. Without kind and apiVersion where those are the type's own and not fields of its message. */
export function randomObject(set: SchemaSet, type: TypeName, seed: number): Record<string, JsonValue> {
  return new Maker(set, seed).value({ $ref: type }, 0) as Record<string, JsonValue>;
}

class Maker {
  readonly #set: SchemaSet;
  #state: number;

  constructor(set: SchemaSet, seed: number) {
    this.#set = set;
    this.#state = seed >>> 0;
  }

  value(schema: Schema, depth: number): JsonValue {
    if (schema.$ref !== undefined) return this.value(this.#set.get(schema.$ref) ?? {}, depth);
    const special = Array.isArray(schema.protobuf)
      ? this.#special(String(schema.protobuf[1]), schema, depth)
      : undefined;
    if (special !== undefined) return special;
    switch (schema.type) {
      case "string":
        return this.#text(schema.format);
      case "boolean":
        return true;
      case "integer":
        return this.#integer(schema.format === "int32" ? 2 ** 31 : Number.MAX_SAFE_INTEGER);
      case "number":
        return (1 + this.#below(1 << 20)) / 4;
      case "array":
        return depth > maxDepth ? [] : this.#times(() => this.value(schema.items ?? {}, depth + 1));
      default:
        return this.#container(schema, depth);
    }
  }

  #container(schema: Schema, depth: number): JsonValue {
    if (schema.properties !== undefined) return this.#struct(schema, depth);
    const values = schema.additionalProperties;
    if (values !== undefined) {
      if (depth > maxDepth) return {};
      return Object.fromEntries(this.#times(() => [this.#text(undefined), this.value(values, depth + 1)]));
    }
    const isFree = schema.type === undefined || schema["x-kubernetes-preserve-unknown-fields"] === true;
    return isFree ? this.#freeJson() : {};
  }

  #struct(schema: Schema, depth: number): JsonValue {
    const object: Record<string, JsonValue> = {};
    for (const [name, of] of Object.entries(schema.properties ?? {})) {
      if (of.protobuf === undefined) continue;
      const must = schema.required?.includes(name) === true;
      if (must || (depth <= maxDepth && this.#below(5) > depth / 2)) object[name] = this.value(of, depth + 1);
    }
    return object;
  }

  #special(wire: string, schema: Schema, depth: number): JsonValue | undefined {
    const jsonSchema = (): JsonValue =>
      depth > maxDepth
        ? { type: "object" }
        : this.value({ $ref: "apiextensions.k8s.io/v1/JSONSchemaProps" }, depth + 1);
    switch (wire) {
      case "string":
        return this.#oneOf("1", "250m", "64Mi", "1Gi", "2k", "10");
      case "intOrString":
        return this.#oneOf<JsonValue>(1 + this.#below(65_535), "http", "25%");
      case "time":
        return this.#time(schema.format === "micro-time");
      case "json":
        return this.#freeJson();
      case "schemaOrBool":
        return this.#below(2) === 0 ? true : jsonSchema();
      case "schemaOrArray":
        return jsonSchema();
      case "schemaOrStringArray":
        return this.#below(2) === 0 ? jsonSchema() : this.#times(() => this.#text(undefined));
      default:
        return undefined;
    }
  }

  /** Letters first: JavaScript would move a key that looks like an index. */
  #text(format: string | undefined): string {
    const parts = ["a", "z9", "-", ".io/", "ü", "日本", "😀", "\n", '"', "xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx"];
    const text = `x${Array.from({ length: this.#below(4) }, () => this.#oneOf(...parts)).join("")}`;
    if (format === "byte") return Buffer.from(text).toString("base64");
    return text;
  }

  #integer(limit: number): number {
    return this.#oneOf(1 + this.#below(300), -1 - this.#below(100_000), limit - 1, -limit, 128);
  }

  #time(micros: boolean): string {
    const ms = (this.#below(2 ** 32) - 600_000_000) * 1000;
    const seconds = new Date(ms).toISOString().slice(0, 19);
    return micros ? `${seconds}.${String(this.#below(1_000_000)).padStart(6, "0")}Z` : `${seconds}Z`;
  }

  #freeJson(): JsonValue {
    const leaf = (): JsonValue => this.#oneOf<JsonValue>("a", "ü", 1 + this.#below(9), true, [1, "b"]);
    return Object.fromEntries(this.#times(() => [this.#oneOf("k", "f:spec", ".", "long-name"), leaf()]));
  }

  #times<T>(make: () => T): T[] {
    return Array.from({ length: 1 + this.#below(3) }, make);
  }

  #oneOf<T>(...values: readonly T[]): T {
    return values[this.#below(values.length)] as T;
  }

  /** A whole number from 0 up to `limit`, exclusive (mulberry32). */
  #below(limit: number): number {
    this.#state = (this.#state + 0x6d2b_79f5) >>> 0;
    let mixed = this.#state;
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * limit);
  }
}
