/**
 * What a decoder is made of: one node per type or place of a schema, compiled once per SchemaSet and lazily, so a
 * recursive type is a node that points to itself and an unused one costs nothing.
 */
import type { Schema, SchemaSet, TypeName } from "../schema.js";
import { decodeAny, decodeList, decodeMap, decodeRaw, decodeStruct } from "./decode-containers.js";
import { isWellKnownAny, rawType, resourceNode, scalarOf } from "./decode-scalars.js";
import type { DecodeNode, NodeKind } from "./decode-types.js";
import { storesEmptyAsNull } from "./defaulter.js";
import { goListType, goMapType, goNameOfField, goStructName, inlineOwner, shortTypeName } from "./go-names.js";
import { memoPerSet } from "./memo.js";

const memoOf = memoPerSet<DecodeNode>();

/** The node of a named type, shared by every type of the set that refers to it. */
export function nodeOfType(set: SchemaSet, type: TypeName): DecodeNode {
  const memo = memoOf(set);
  const known = memo.get(type);
  if (known !== undefined) return known;
  const schema = set.get(type);
  if (schema === undefined) throw new RangeError(`no schema for type ${type}`);
  const node = nodeOf(set, schema, { type, field: "" });
  memo.set(type, node);
  return node;
}

/** Where a schema stands: in a named type (`field` empty) or at a field of one. */
interface Place {
  readonly type: TypeName;
  readonly field: string;
}

function nodeOf(set: SchemaSet, schema: Schema, place: Place): DecodeNode {
  const target = schema.$ref;
  if (target !== undefined) {
    return nodeOfType(set, target);
  }
  if (schema["x-kubernetes-embedded-resource"] === true || isWellKnownAny(place)) return anyNode(place);
  const scalar = scalarOf(schema, place);
  if (scalar !== undefined) return scalar;
  if (schema.type === "array") return listNode(set, schema, place);
  if (schema.properties !== undefined) return structNode(set, schema, place);
  if (schema.additionalProperties !== undefined) return mapNode(set, schema.additionalProperties, place);
  const preserves = schema["x-kubernetes-preserve-unknown-fields"] === true;
  // An object that names no members has none; what may hold anything says so, or says nothing at all.
  return schema.type === "object" && !preserves ? structNode(set, schema, place) : anyNode(place);
}

function blank(kind: NodeKind, goType: string): DecodeNode {
  return {
    kind,
    plain: "",
    goType,
    raw: false,
    numbers: undefined,
    decode: decodeAny,
    prepare: nothingToPrepare,
    zero: () => null,
    fields: noFields,
    nullable: undefined,
    omitZero: undefined,
    item: undefined,
    structName: "",
    inline: () => undefined,
  };
}

const nothingToPrepare = (): void => undefined;
const noFields: ReadonlyMap<string, DecodeNode> = new Map();

function anyNode(place?: Place): DecodeNode {
  const named = place !== undefined && place.field === "" ? goStructName(place.type, "").goType : "interface {}";
  const node = blank("any", named);
  return place !== undefined && place.field === "" && shortTypeName(place.type) === rawType
    ? { ...node, raw: true, decode: decodeRaw }
    : node;
}

function listNode(set: SchemaSet, schema: Schema, place: Place): DecodeNode {
  const node = blank("list", "");
  // Building the item when the list is first met keeps recursive types finite.
  node.decode = (value, state) => {
    node.prepare();
    return decodeList(node, value, state);
  };
  node.prepare = once(() => {
    node.item = schema.items === undefined ? anyNode() : nodeOf(set, schema.items, itemPlace(place));
    node.goType = goNameOfField(place.type, place.field) ?? goListType(goTypeOf(node.item));
    node.decode = (value, state) => decodeList(node, value, state);
  });
  return node;
}

function mapNode(set: SchemaSet, values: Schema, place: Place): DecodeNode {
  const node = blank("map", "");
  node.prepare = once(() => {
    const item = nodeOf(set, values, itemPlace(place));
    node.item = isResourceList(place, item) ? resourceNode() : item;
    node.goType = goNameOfField(place.type, place.field) ?? goMapType(goTypeOf(node.item));
    node.decode = (value, state) => decodeMap(node, value, state);
  });
  node.decode = (value, state) => {
    node.prepare();
    return decodeMap(node, value, state);
  };
  return node;
}

/** Lists of resources in core types are rounded when they are read; of other groups they are not. */
function isResourceList({ type }: Place, { goType }: DecodeNode): boolean {
  return goType === "resource.Quantity" && type.startsWith("core/v1/");
}

/** A list or map knows its own name only once it is built. */
function goTypeOf(item: DecodeNode): string {
  if (item.goType === "") item.prepare();
  return item.goType;
}

function itemPlace(place: Place): Place {
  return { type: place.type, field: `${place.field}[]` };
}

function structNode(set: SchemaSet, schema: Schema, place: Place): DecodeNode {
  const name = goStructName(place.type, place.field);
  const node = blank("struct", name.goType);
  node.structName = name.structName;
  node.inline = (field) => (place.field === "" ? inlineOwner(place.type, field) : undefined);
  node.zero = () => ({});
  node.prepare = once(() => {
    const fields = new Map<string, DecodeNode>();
    const nullable = new Set<string>();
    const omitZero = new Set<string>();
    for (const [field, sub] of Object.entries(schema.properties ?? {})) {
      const path = place.field === "" ? field : `${place.field}.${field}`;
      fields.set(field, nodeOf(set, sub, { type: place.type, field: path }));
      if (sub.nullable === true) nullable.add(field);
      // An empty list where null is shown for none is still a list to whoever records what was sent; storing it makes it null.
      if (sub.omitZero === true && !storesEmptyAsNull(sub)) omitZero.add(field);
    }
    node.fields = fields;
    node.nullable = nullable.size === 0 ? undefined : nullable;
    node.omitZero = omitZero.size === 0 ? undefined : omitZero;
    if (schema.additionalProperties !== undefined)
      node.item = nodeOf(set, schema.additionalProperties, itemPlace(place));
    else if (schema["x-kubernetes-preserve-unknown-fields"] === true) node.item = anyNode();
    node.decode = (value, state) => decodeStruct(node, value, state);
  });
  node.decode = (value, state) => {
    node.prepare();
    return decodeStruct(node, value, state);
  };
  return node;
}

function once(build: () => void): () => void {
  let done = false;
  return () => {
    if (done) return;
    done = true;
    build();
  };
}
