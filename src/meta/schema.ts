/**
 * The schema language at run time: what `gen` emits for each type and what a CRD's schema is turned into. Compilers (decode, default,
 * validate, patch, OpenAPI, protobuf) all read this one form. Pure data, JSON-serialisable.
 */

export type JsonPrimitive = string | number | bigint | boolean | null;
export type JsonValue = JsonPrimitive | JsonValue[] | { [key: string]: JsonValue };
export type JsonObject = { [key: string]: JsonValue };

/** "<group>/<version>/<Type>", the group written `core` when empty and `meta` for the shared types: `core/v1/PodSpec`. */
export type TypeName = string;

export interface Schema {
  /** Refers to a type of the set; other keywords beside it belong to the place, not to the type. */
  readonly $ref?: TypeName;
  readonly type?: "object" | "array" | "string" | "integer" | "number" | "boolean";
  /** OpenAPI formats (int32, int64, double, byte, date-time) and ours (quantity, dns1123Subdomain, labelValue, cidr …). */
  readonly format?: string;
  readonly description?: string;
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: Schema;
  readonly items?: Schema;
  readonly required?: readonly string[];
  readonly enum?: readonly Exclude<JsonPrimitive, bigint>[];
  /** Filled in where the field is absent. */
  readonly default?: JsonValue;
  /** What OpenAPI documents publish where that is not `default`; null: nothing. Of no meaning at run time. */
  readonly openapiDefault?: JsonValue;
  /** A real server writes null for the absent field (a Go list or time without `omitempty`). */
  readonly nullWhenAbsent?: boolean;
  /** A set in which an item may stand twice: only those who apply one are told. */
  readonly mayRepeat?: boolean;
  /** An explicit zero ("", 0, false, [], {}) is the same as nothing and is dropped (Go's `omitempty`). */
  readonly omitZero?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly pattern?: string;
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly minProperties?: number;
  readonly maxProperties?: number;
  readonly uniqueItems?: boolean;
  readonly nullable?: boolean;
  /** Setting or changing it after creation is an error. */
  readonly immutable?: boolean;
  /** Field number, or number and wire type where the type does not follow from the schema (`[3, "uint32"]`). */
  readonly protobuf?: number | readonly [number, string];
  readonly "x-kubernetes-list-type"?: "atomic" | "set" | "map";
  readonly "x-kubernetes-list-map-keys"?: readonly string[];
  readonly "x-kubernetes-map-type"?: "atomic" | "granular";
  readonly "x-kubernetes-patch-strategy"?: string;
  readonly "x-kubernetes-patch-merge-key"?: string;
  readonly "x-kubernetes-int-or-string"?: boolean;
  readonly "x-kubernetes-preserve-unknown-fields"?: boolean;
  readonly "x-kubernetes-embedded-resource"?: boolean;
  readonly "x-kubernetes-unions"?: readonly JsonValue[];
  readonly "x-kubernetes-validations"?: readonly JsonValue[];
  readonly "x-kubernetes-group-version-kind"?: readonly {
    readonly group: string;
    readonly version: string;
    readonly kind: string;
  }[];
}

/** Every type a schema can refer to, by name. */
export type SchemaSet = ReadonlyMap<TypeName, Schema>;
