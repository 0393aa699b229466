/**
 * What strategic merge patch asks of the schema: where a field leads, and how its list merges. Keywords beside a `$ref` belong to
 * the place and win over those of the type referred to.
 */
import type { Schema, SchemaSet, TypeName } from "../../meta/schema.js";
import { unprocessable } from "./strategic-errors.js";

/** A value's place in the schema. */
export interface Place {
  readonly schemas: SchemaSet;
  /** As written where the value stands, `$ref` not followed. */
  readonly schema: Schema;
  readonly type: TypeName | undefined;
}

export interface ListMerge {
  readonly merges: boolean;
  /** "" for lists of plain values. */
  readonly mergeKey: string;
  readonly items: Place | undefined;
}

export function placeOfType(schemas: SchemaSet, type: TypeName): Place | undefined {
  const schema = schemas.get(type);
  return schema === undefined ? undefined : { schemas, schema, type };
}

/**
 * The place of a field; undefined where the schema says nothing about it (free-form objects). A field that a named type does not
 * have is an error, as kube-apiserver finds no field of that name in its struct; so is a map or list inside a map of free keys.
 */
export function fieldPlace(place: Place | undefined, key: string): Place | undefined {
  if (place === undefined) return undefined;
  const type = place.schema.$ref ?? place.type;
  const schema = resolve(place);
  const properties = schema?.properties;
  if (properties !== undefined && Object.hasOwn(properties, key)) return inner(place, properties[key]);
  if (schema?.additionalProperties !== undefined) {
    throw unprocessable("merging an object in json but data type is not struct, instead is: map");
  }
  if (type === undefined) return undefined;
  const struct = type.slice(type.lastIndexOf("/") + 1);
  throw unprocessable(`unable to find api field in struct ${struct} for the json field ${JSON.stringify(key)}`);
}

/** A map that is not merged but replaced. */
export function replacesWhole(place: Place | undefined): boolean {
  return place !== undefined && strategies(place).includes("replace");
}

export function listMergeOf(place: Place | undefined): ListMerge {
  if (place === undefined) return { merges: false, mergeKey: "", items: undefined };
  const type = resolve(place);
  return {
    merges: strategies(place).includes("merge"),
    mergeKey: place.schema["x-kubernetes-patch-merge-key"] ?? type?.["x-kubernetes-patch-merge-key"] ?? "",
    items: inner(place, type?.items),
  };
}

function strategies(place: Place): readonly string[] {
  const key = "x-kubernetes-patch-strategy";
  return (place.schema[key] ?? resolve(place)?.[key] ?? "").split(",");
}

function inner(place: Place, schema: Schema | undefined): Place | undefined {
  return schema === undefined ? undefined : { schemas: place.schemas, schema, type: undefined };
}

/** The type itself, through as many names as there are. */
function resolve(place: Place): Schema | undefined {
  let schema: Schema | undefined = place.schema;
  while (schema?.$ref !== undefined) schema = place.schemas.get(schema.$ref);
  return schema;
}
