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
    complete(schema, `${scope.dir}/${scope.version}/`);
    const openapiName = scope.openapiNames[short] ?? `${scope.openapiPackage}.${scope.version}.${short}`;
    types.set(name, { name, schema: schema as Schema, file, openapiName, external: scope.external });
  }
}

/** Full references, implied types, and `fill` as the two keywords it stands for, in place. */
function complete(schema: Record<string, unknown>, prefix: string): void {
  const { fill, ...rest } = schema;
  if (fill !== undefined) {
    delete schema["fill"];
    Object.assign(schema, { default: fill, openapiDefault: rest["default"] ?? null });
  }
  const ref = schema["$ref"];
  if (typeof ref === "string" && !ref.includes("/")) schema["$ref"] = prefix + ref;
  const { properties, additionalProperties, items } = schema;
  if (isRecord(properties)) {
    for (const property of Object.values(properties)) if (isRecord(property)) complete(property, prefix);
  }
  if (isRecord(additionalProperties)) complete(additionalProperties, prefix);
  if (isRecord(items)) complete(items, prefix);
  const implied =
    isRecord(properties) || isRecord(additionalProperties) ? "object" : isRecord(items) ? "array" : undefined;
  if (schema["type"] === undefined && implied !== undefined) schema["type"] = implied;
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
