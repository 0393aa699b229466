/**
 * Types as an OpenAPI document has them: those that were referred to, and what these refer to. What a schema says about storage and
 * wire formats stays out.
 */
import type { JsonObject, JsonValue, Schema, TypeName } from "../../meta/schema.js";
import { limitKeywords } from "../../meta/schema-keywords.js";
import type { Describer } from "./descriptions.js";
import type { GroupVersionKind } from "./model.js";
import type { TypeNamer } from "./names.js";

export interface SchemaSource {
  readonly typeOf: (name: TypeName) => Schema | undefined;
  readonly nameOf: TypeNamer;
  readonly describe: Describer;
  /** For types that are part of every group version: those to be named, besides the core group's. */
  readonly groupVersions: readonly { readonly group: string; readonly version: string }[];
}

export type OpenApiVersion = 2 | 3;

/** Where a schema stands; the same words mean different things in these places. */
interface Place {
  readonly position: "type" | "property" | "element";
  /** Part of a field with a number on the wire: a Go type, as Kubernetes sees it, whose elements have zero values. */
  readonly inGo: boolean;
}

export class SchemaWriter {
  readonly #source: SchemaSource;
  readonly #version: OpenApiVersion;
  readonly #prefix: string;
  readonly #waiting: TypeName[] = [];
  readonly #seen = new Set<TypeName>();

  constructor(version: OpenApiVersion, source: SchemaSource) {
    this.#version = version;
    this.#source = source;
    this.#prefix = version === 2 ? "#/definitions/" : "#/components/schemas/";
  }

  /** A reference to a type, which is then part of the document. */
  ref(type: TypeName): JsonObject {
    if (!this.#seen.has(type)) {
      this.#seen.add(type);
      this.#waiting.push(type);
    }
    return { $ref: this.#prefix + this.#source.nameOf(type) };
  }

  /** All types referred to so far and what they need, by OpenAPI name. */
  definitions(): JsonObject {
    const found: [string, JsonObject][] = [];
    for (let type = this.#waiting.pop(); type !== undefined; type = this.#waiting.pop()) {
      found.push([this.#source.nameOf(type), this.#type(type)]);
    }
    return Object.fromEntries(found.sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  #type(name: TypeName): JsonObject {
    const schema = this.#source.typeOf(name) ?? {};
    const describe = this.#source.describe(name, schema);
    const special = specialTypes[name];
    if (special !== undefined) return described(special[this.#version], describe("_"));
    // a body nobody described takes anything
    const written = described(this.#schema(schema, { position: "type", inGo: false }), describe("_"));
    const { properties } = written;
    if (isMap(properties)) {
      for (const [field, one] of Object.entries(properties)) {
        if (isMap(one)) properties[field] = described(one, describe(field));
      }
    }
    const everywhere = typesOfEveryGroup[name];
    if (everywhere === undefined) return written;
    const kinds = this.#source.groupVersions.map(
      ({ group, version }): JsonObject => ({
        group,
        kind: everywhere,
        version,
      }),
    );
    return { ...written, "x-kubernetes-group-version-kind": kinds };
  }

  #schema(schema: Schema, place: Place): JsonObject {
    const written: JsonObject = {};
    for (const [keyword, value] of Object.entries(schema)) {
      if (published.has(keyword) || keyword.startsWith("x-kubernetes-")) written[keyword] = value as JsonValue;
    }
    // Tells this server that a required list or text may be empty; to others it says nothing.
    if (schema.minItems === 0) delete written.minItems;
    if (schema.minLength === 0) delete written.minLength;
    const { type, format, properties, items, additionalProperties } = schema;
    // a type whose whole value is one field on the wire: it says enough by saying nothing
    if (place.position === "type" && schema.protobuf !== undefined)
      delete written["x-kubernetes-preserve-unknown-fields"];
    if (type !== undefined) written.type = type;
    const known = format === undefined ? undefined : publishedFormat(format);
    if (known !== undefined) written.format = known;
    if (this.#version === 3) {
      const initial = this.#publishedDefault(schema, place);
      if (initial !== undefined) written.default = initial;
    }
    if (properties !== undefined) written.properties = this.#properties(properties);
    const inside: Place = { position: "element", inGo: place.inGo || schema.protobuf !== undefined };
    if (items !== undefined) written.items = this.#schema(items, inside);
    if (additionalProperties !== undefined) written.additionalProperties = this.#schema(additionalProperties, inside);
    return schema.$ref === undefined ? written : this.#reference(schema.$ref, written, place);
  }

  #properties(properties: Readonly<Record<string, Schema>>): JsonObject {
    const names = Object.keys(properties).sort();
    const place: Place = { position: "property", inGo: false };
    return Object.fromEntries(names.map((name) => [name, this.#schema(properties[name] ?? {}, place)]));
  }

  /** v3 has no place for words beside a reference; a property always has room for them. */
  #reference(type: TypeName, beside: JsonObject, { position }: Place): JsonObject {
    const ref = this.ref(type);
    if (this.#version === 2) return { ...beside, ...ref };
    if (position === "element" && Object.keys(beside).length === 0) return ref;
    return { ...beside, allOf: [ref] };
  }

  #publishedDefault(schema: Schema, { position, inGo }: Place): JsonValue | undefined {
    const { openapiDefault } = schema;
    if (openapiDefault !== undefined) return openapiDefault ?? undefined;
    return schema.default ?? (position === "element" && inGo ? this.#zero(schema) : undefined);
  }

  /** What Go has in an element that is empty; bytes are a list there, and have none. */
  #zero({ type, format, $ref }: Schema): JsonValue | undefined {
    if ($ref !== undefined) return this.#source.typeOf($ref)?.type === "object" ? {} : undefined;
    return type === undefined || format === "byte" ? undefined : zeros[type];
  }
}

/** With `text`, unless it says what it is itself. */
function described(schema: JsonObject, text: string | undefined): JsonObject {
  return text === undefined || schema.description !== undefined ? schema : { description: text, ...schema };
}

function isMap(value: JsonValue | undefined): value is JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const zeros: Readonly<Record<string, JsonValue>> = { string: "", integer: 0, number: 0, boolean: false };

/** Types that belong to every group version there is, so that a client may send them to any. */
const typesOfEveryGroup: Readonly<Record<TypeName, string>> = {
  "meta/v1/DeleteOptions": "DeleteOptions",
  "meta/v1/WatchEvent": "WatchEvent",
};

/** Types whose JSON is one of two things; v2 cannot say so. */
const specialTypes: Readonly<Record<TypeName, Readonly<Record<OpenApiVersion, JsonObject>>>> = {
  "meta/v1/Quantity": { 2: { type: "string" }, 3: { oneOf: [{ type: "string" }, { type: "number" }] } },
  "meta/v1/IntOrString": {
    2: { type: "string", format: "int-or-string" },
    3: { format: "int-or-string", oneOf: [{ type: "integer" }, { type: "string" }] },
  },
};

/** Keywords written as they are, with every `x-kubernetes-…`; the rest is written in another way, or is not for clients. */
const published: ReadonlySet<string> = new Set<string>([
  "description",
  "required",
  "enum",
  ...limitKeywords,
  "nullable",
]);

/** Formats that clients know; ours say more than `string`, but only to this server. */
const knownFormats: ReadonlySet<string> = new Set(["int32", "int64", "float", "double", "byte", "date-time"]);

function publishedFormat(format: string): string | undefined {
  if (format === "micro-time") return "date-time";
  return knownFormats.has(format) ? format : undefined;
}

/** Convention: every kind that can be listed has one, on the wire too where the kind has. */
export function listSchema(item: Schema | undefined, type: TypeName, kind: GroupVersionKind): Schema {
  const onWire = item?.properties?.metadata?.protobuf !== undefined;
  return {
    type: "object",
    required: ["items"],
    properties: {
      apiVersion: { type: "string" },
      items: { type: "array", items: { $ref: type }, ...(onWire ? { protobuf: 2 } : {}) },
      kind: { type: "string" },
      metadata: { $ref: "meta/v1/ListMeta", ...(onWire ? { default: {}, protobuf: 1 } : {}) },
    },
    "x-kubernetes-group-version-kind": [kind],
  };
}
