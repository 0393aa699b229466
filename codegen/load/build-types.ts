/**
 * Schema files into types: short references made full, what the convention says about a type filled in (`type:
 * object`, the head of a kind's own type). Works on freshly parsed values and changes them in place.
 */
import type { JsonObject, Schema, TypeName } from "../../src/meta/schema.js";
import type { Complain } from "../diagnostics.js";
import type { TypeModel } from "../model/model.js";
import { isRecord } from "./language.js";

export interface TypeScope {
  /** `core`, `meta`, or the group's name. */
  readonly dir: string;
  readonly version: string;
  readonly openapiPackage: string;
  readonly openapiNames: Readonly<Record<string, string>>;
  /** Fields that say nothing of it drop explicit zeros. */
  readonly omitZero: boolean;
  readonly external: boolean;
}

/** Adds the types of one file to `types`. */
export function addTypes(
  types: Map<TypeName, TypeModel>,
  source: { readonly value: Readonly<Record<string, unknown>>; readonly file: string; readonly scope: TypeScope },
  complain: Complain,
): void {
  const { scope, file } = source;
  for (const [short, schema] of Object.entries(source.value)) {
    const name = `${scope.dir}/${scope.version}/${short}`;
    const other = types.get(name);
    if (other !== undefined) {
      complain("duplicate-type", { file, path: [short], at: "key" }, { type: name, other: other.file });
      continue;
    }
    if (!isRecord(schema)) continue;
    complete(schema, { prefix: `${scope.dir}/${scope.version}/`, omitZero: scope.omitZero });
    const openapiName = scope.openapiNames[short] ?? `${scope.openapiPackage}.${scope.version}.${short}`;
    types.set(name, { name, schema: schema as Schema, file, openapiName, external: scope.external });
  }
}

interface Completion {
  /** Put before short references. */
  readonly prefix: string;
  readonly omitZero: boolean;
}

/** Full references, implied types, and `fill` as the two keywords it stands for, in place. */
function complete(schema: Record<string, unknown>, how: Completion): void {
  const { fill, ...rest } = schema;
  if (fill !== undefined) {
    delete schema["fill"];
    Object.assign(schema, { default: fill, openapiDefault: rest["default"] ?? null });
  }
  const ref = schema["$ref"];
  if (typeof ref === "string" && !ref.includes("/")) schema["$ref"] = how.prefix + ref;
  const { properties, additionalProperties, items } = schema;
  if (isRecord(properties)) {
    for (const property of Object.values(properties)) {
      if (!isRecord(property)) continue;
      complete(property, how);
      if ((property["omitZero"] ?? (how.omitZero && hasDroppableZero(property))) === true) property["omitZero"] = true;
      else delete property["omitZero"];
    }
  }
  if (isRecord(additionalProperties)) complete(additionalProperties, how);
  if (isRecord(items)) complete(items, how);
  const implied =
    isRecord(properties) || isRecord(additionalProperties) ? "object" : isRecord(items) ? "array" : undefined;
  if (schema["type"] === undefined && implied !== undefined) schema["type"] = implied;
}

/** Formats that are structs in Go: they have no zero that `omitempty` knows. */
const structFormats: readonly unknown[] = ["date-time", "micro-time", "quantity", "int-or-string"];

/**
 * What Go's `omitempty` means by default: lists and maps lose their empty form, single values their zero, unless the
 * default is published, which says that the zero is always written. A value that is null when absent is a pointer.
 */
function hasDroppableZero(property: Readonly<Record<string, unknown>>): boolean {
  const { type, properties, additionalProperties, format, nullWhenAbsent } = property;
  if ("default" in property && !("openapiDefault" in property)) return false;
  if (type === "array") return true;
  if (type === "object") return properties === undefined && additionalProperties !== undefined;
  return type !== undefined && nullWhenAbsent !== true && !structFormats.includes(format);
}

/** The fields every kind has; a kind's file writes them only where they differ. */
export function headOfKind(): JsonObject {
  return {
    apiVersion: { type: "string" },
    kind: { type: "string" },
    metadata: { $ref: "meta/v1/ObjectMeta", default: {}, protobuf: 1 },
  };
}

/** The kind's own type with its head and its group, version and kind. */
export function withHead(type: TypeModel, of: { group: string; version: string; kind: string }): TypeModel {
  const schema: Schema = {
    ...type.schema,
    type: "object",
    properties: { ...(headOfKind() as Record<string, Schema>), ...type.schema.properties },
    "x-kubernetes-group-version-kind": [{ group: of.group, version: of.version, kind: of.kind }],
  };
  return { ...type, schema };
}
