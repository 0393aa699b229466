/**
 * The three types of CustomResourceDefinition that are one of two things in JSON: a schema or a flag, a list of schemas, a list of texts.
 */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { JsonValue } from "../schema.js";
import { type MessageNames, readMessage } from "./well-known.js";
import { isRecord, type ValueCodec } from "./wire.js";

const field1Bytes = 0x0a;
const field2Bytes = 0x12;
const field1Varint = 0x08;

const schemaOrBoolNames: MessageNames = { name: "JSONSchemaPropsOrBool", fields: ["Allows", "Schema"] };

type Read = (reader: BinaryReader, depth: number, previous: undefined) => JsonValue | undefined;

/** `schema`: the codec of JSONSchemaProps, asked for when it is needed because it holds these types again. */
export function schemaOrBoolCodec(schema: () => ValueCodec): ValueCodec {
  return message(
    (writer, value) => {
      const isSchema = isRecord(value);
      writer.uint32(field1Varint).bool(isSchema || value === true);
      if (isSchema) schema().write(writer.uint32(field2Bytes), value);
    },
    (reader, depth) => {
      let allows = false;
      let found: JsonValue | undefined;
      readMessage(reader, schemaOrBoolNames, (number, wireType) => {
        if (number === 1 && wireType === WireType.Varint) allows = reader.bool();
        else if (number === 2 && wireType === WireType.LengthDelimited) found = schema().read(reader, depth, undefined);
        else return false;
        return true;
      });
      return found ?? allows;
    },
  );
}

export function schemaOrArrayCodec(schema: () => ValueCodec): ValueCodec {
  return schemaOrList({ name: "JSONSchemaPropsOrArray", fields: ["Schema", "JSONSchemas"] }, schema, schema);
}

export function schemaOrStringArrayCodec(schema: () => ValueCodec, text: ValueCodec): ValueCodec {
  return schemaOrList({ name: "JSONSchemaPropsOrStringArray", fields: ["Schema", "Property"] }, schema, () => text);
}

function schemaOrList(names: MessageNames, schema: () => ValueCodec, item: () => ValueCodec): ValueCodec {
  return message(
    (writer, value) => {
      if (isRecord(value)) schema().write(writer.uint32(field1Bytes), value);
      else if (Array.isArray(value)) for (const one of value) item().write(writer.uint32(field2Bytes), one);
    },
    (reader, depth) => {
      let found: JsonValue | undefined;
      const items: JsonValue[] = [];
      readMessage(reader, names, (number, wireType) => {
        if (wireType !== WireType.LengthDelimited) return false;
        if (number === 1) found = schema().read(reader, depth, undefined);
        else if (number === 2) items.push(item().read(reader, depth, undefined) ?? null);
        else return false;
        return true;
      });
      if (items.length > 0) return items;
      return found;
    },
  );
}

function message(write: (writer: BinaryWriter, value: unknown) => void, read: Read): ValueCodec {
  return {
    wireType: WireType.LengthDelimited,
    write: (writer, value) => {
      writer.fork();
      write(writer, value);
      writer.join();
    },
    read: (reader, depth) => read(reader, depth, undefined),
    zero: () => null,
  };
}
