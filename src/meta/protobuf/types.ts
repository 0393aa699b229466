/** From schemas to messages: which codec a field gets. Types are built when first met and shared within their SchemaSet. */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import { memoPerSet } from "../compile/memo.js";
import type { JsonValue, Schema, SchemaSet, TypeName } from "../schema.js";
import { inlineField, mapField, repeatedField, singularField } from "./fields.js";
import { Message } from "./message.js";
import { presenceOf } from "./presence.js";
import { ProtobufError } from "./protobuf-error.js";
import { boolCodec, bytesCodec, doubleCodec, int32Codec, int64Codec, stringCodec } from "./scalars.js";
import { schemaOrArrayCodec, schemaOrBoolCodec, schemaOrStringArrayCodec } from "./schema-or.js";
import {
  intOrStringCodec,
  keptJsonCodec,
  microTimeCodec,
  quantityCodec,
  rawJsonCodec,
  timeCodec,
} from "./well-known.js";
import type { FieldCodec, ValueCodec } from "./wire.js";

const memoOf = memoPerSet<ValueCodec>();

/** Throws RangeError for a type the set does not have, ProtobufError for one that is no message. */
export function messageOfType(set: SchemaSet, type: TypeName): Message {
  const codec = codecOfType(set, type);
  if (codec instanceof Message) return codec;
  throw new ProtobufError(`${type} is not a message`);
}

/** False where a field of the type, or of one it holds, has no number: such a kind has JSON only. */
export function hasProtobuf(set: SchemaSet, type: TypeName): boolean {
  return isNumbered(set, { $ref: type }, new Set());
}

function isNumbered(set: SchemaSet, schema: Schema, seen: Set<TypeName>): boolean {
  if (schema.$ref !== undefined) {
    if (seen.has(schema.$ref)) return true;
    seen.add(schema.$ref);
    const target = set.get(schema.$ref);
    return target !== undefined && (target.protobuf !== undefined || isNumbered(set, target, seen));
  }
  if (schema.items !== undefined) return isNumbered(set, schema.items, seen);
  if (schema.additionalProperties !== undefined && !isNumbered(set, schema.additionalProperties, seen)) return false;
  return Object.entries(schema.properties ?? {}).every(
    ([name, of]) => isTypeMeta(name) || (of.protobuf !== undefined && isNumbered(set, of, seen)),
  );
}

function isTypeMeta(name: string): boolean {
  return name === "kind" || name === "apiVersion";
}

function codecOfType(set: SchemaSet, type: TypeName): ValueCodec {
  const memo = memoOf(set);
  const known = memo.get(type);
  if (known !== undefined) return known;
  const schema = set.get(type);
  if (schema === undefined) throw new RangeError(`no schema for type ${type}`);
  const made = valueCodec(set, schema, type);
  memo.set(type, made);
  return made;
}

function valueCodec(set: SchemaSet, schema: Schema, type: TypeName): ValueCodec {
  if (schema.$ref !== undefined) return codecOfType(set, schema.$ref);
  const special = specialCodec(set, schema, type);
  if (special !== undefined) return special;
  switch (schema.type) {
    case "string":
      return schema.format === "byte" ? bytesCodec : stringCodec;
    case "boolean":
      return boolCodec;
    case "integer":
      return schema.format === "int32" ? int32Codec : int64Codec;
    case "number":
      return doubleCodec;
    default:
      return isFree(schema)
        ? rawJsonCodec
        : new Message(() => fieldsOf(set, schema, type), type.slice(type.lastIndexOf("/") + 1));
  }
}

/** An object that names no members has none; what may hold anything says so, or says nothing at all. */
function isFree(schema: Schema): boolean {
  if (schema.properties !== undefined) return false;
  return schema.type === undefined || schema["x-kubernetes-preserve-unknown-fields"] === true;
}

function specialCodec(set: SchemaSet, schema: Schema, type: TypeName): ValueCodec | undefined {
  const named = Array.isArray(schema.protobuf) && set.get(type) === schema ? String(schema.protobuf[1]) : "";
  const jsonSchema = (): ValueCodec => codecOfType(set, `${type.slice(0, type.lastIndexOf("/"))}/JSONSchemaProps`);
  switch (named) {
    case "json":
      return type.endsWith("/RawExtension") ? keptJsonCodec : rawJsonCodec;
    case "schemaOrBool":
      return schemaOrBoolCodec(jsonSchema);
    case "schemaOrArray":
      return schemaOrArrayCodec(jsonSchema);
    case "schemaOrStringArray":
      return schemaOrStringArrayCodec(jsonSchema, stringCodec);
  }
  if (schema["x-kubernetes-int-or-string"] === true) return intOrStringCodec;
  switch (schema.format) {
    case "quantity":
      return quantityCodec;
    case "date-time":
      return timeCodec;
    case "micro-time":
      return microTimeCodec;
    default:
      return undefined;
  }
}

/** Fields of the message at `path` inside the type: empty for the type itself, `2` for the struct embedded as field 2. */
function fieldsOf(set: SchemaSet, schema: Schema, type: TypeName, path = ""): readonly FieldCodec[] {
  const fields: FieldCodec[] = [];
  const embedded = new Set<number>();
  for (const [name, of] of Object.entries(schema.properties ?? {})) {
    const place = placeOf(of);
    if (place === undefined) continue;
    const rest = stepsBelow(place.path, path);
    const number = rest?.[0];
    if (rest === undefined || number === undefined) continue;
    if (rest.length > 1) embedded.add(number);
    else fields.push(fieldOf(set, { schema, type, name, number, wire: place.wire }));
  }
  for (const number of embedded) {
    const inner = path === "" ? String(number) : `${path}.${number}`;
    fields.push(inlineField(number, new Message(() => fieldsOf(set, schema, type, inner))));
  }
  return fields;
}

interface Place {
  /** `2.5`: field 5 of the struct embedded as field 2. */
  readonly path: string;
  /** Name of the wire type where it does not follow from the schema. */
  readonly wire: string;
}

function placeOf({ protobuf }: Schema): Place | undefined {
  if (protobuf === undefined) return undefined;
  if (typeof protobuf === "number") return { path: String(protobuf), wire: "" };
  const [, inline, wire = ""] = /^(?:inline ([\d.]+) ?)?(.*)$/.exec(protobuf[1]) ?? [];
  return { path: inline === undefined ? String(protobuf[0]) : `${protobuf[0]}.${inline}`, wire };
}

function stepsBelow(path: string, above: string): readonly number[] | undefined {
  if (above === "") return path.split(".").map(Number);
  if (!path.startsWith(`${above}.`)) return undefined;
  return path
    .slice(above.length + 1)
    .split(".")
    .map(Number);
}

interface FieldPlace {
  readonly schema: Schema;
  readonly type: TypeName;
  readonly name: string;
  readonly number: number;
  readonly wire: string;
}

function fieldOf(set: SchemaSet, { schema, type, name, number, wire }: FieldPlace): FieldCodec {
  const own = schema.properties?.[name] ?? {};
  const nullWhenAbsent = own.nullWhenAbsent === true;
  const place = `${type}.${name}`;
  if (own.type === "array" && own.items !== undefined) {
    const item = valueCodec(set, own.items, place);
    if (wire !== "")
      return singularField({ number, name, value: listMessage(item), nullWhenAbsent, presence: "pointer" });
    return repeatedField({ number, name, value: item, nullWhenAbsent });
  }
  if (own.properties === undefined && own.additionalProperties !== undefined) {
    const values = own.additionalProperties;
    const value =
      values.type === "array" && values.items !== undefined
        ? listMessage(valueCodec(set, values.items, place))
        : valueCodec(set, values, place);
    return mapField({ number, name, value, nullWhenAbsent });
  }
  const value = valueCodec(set, own, place);
  const presence = presenceOf(set, type, name, schema);
  if (value !== bytesCodec) return singularField({ number, name, value, nullWhenAbsent, presence });
  // Bytes are a slice in Go: set or not; where null shows, so does what is empty.
  const shown = presence === "shown" || nullWhenAbsent;
  return singularField({ number, name, value, nullWhenAbsent, presence: shown ? "pointer" : "slice" });
}

/** A list type with a name of its own (Verbs, ExtraValue) is a message with the items in field 1. */
function listMessage(item: ValueCodec): ValueCodec {
  const message = new Message(() => [repeatedField({ number: 1, name: "items", value: item, nullWhenAbsent: false })]);
  return {
    wireType: WireType.LengthDelimited,
    write: (writer: BinaryWriter, value) => message.write(writer, { items: value }),
    read: (reader: BinaryReader, depth): JsonValue => {
      const { items } = message.read(reader, depth, undefined) as { items?: JsonValue };
      return items ?? [];
    },
    zero: () => [],
  };
}
