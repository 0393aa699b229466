/** Fields of a message: one value, a list, a map, or a struct whose members JSON shows in the parent. Hot path. */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { JsonValue } from "../schema.js";
import { Message } from "./message.js";
import type { Presence } from "./presence.js";
import { ProtobufError, unexpectedEnd } from "./protobuf-error.js";
import { bytesCodec } from "./scalars.js";
import {
  checkDepth,
  endOf,
  type FieldCodec,
  isRecord,
  setMember,
  skipField,
  sortedKeys,
  tagOf,
  type ValueCodec,
  wrongWireType,
} from "./wire.js";

interface FieldShape {
  readonly number: number;
  readonly name: string;
  readonly value: ValueCodec;
  /** JSON shows null where the field is absent. */
  readonly nullWhenAbsent: boolean;
}

export interface SingularShape extends FieldShape {
  /** `slice`: on the wire when set, and JSON leaves out what is empty. */
  readonly presence: Presence | "slice";
}

export function singularField(shape: SingularShape): FieldCodec {
  const { number, name, value, presence } = shape;
  const tag = tagOf(number, value.wireType);
  const always = presence === "plain" || presence === "shown";
  const dropped = presence === "plain" || presence === "slice" ? value.zero() : undefined;
  const merges = value instanceof Message;
  const field: FieldCodec = {
    number,
    name,
    write: (writer, object) => {
      const own = object[name];
      if (own === undefined || own === null) {
        if (always) value.write(writer.uint32(tag), undefined);
      } else value.write(writer.uint32(tag), own);
    },
    read: (reader, wireType, target, depth) => {
      if (wireType !== value.wireType) throw wrongWireType(name, wireType);
      const read = value.read(reader, depth + 1, merges ? target[name] : undefined);
      if (read !== undefined && read !== dropped) target[name] = read;
      // The last one counts where a field comes twice.
      else if (target[name] !== undefined) delete target[name];
    },
  };
  return withFill(field, presence === "shown" ? () => value.zero() : shape.nullWhenAbsent ? () => null : undefined);
}

export function repeatedField({ number, name, value, nullWhenAbsent }: FieldShape): FieldCodec {
  const tag = tagOf(number, value.wireType);
  const packable = value.wireType !== WireType.LengthDelimited;
  const field: FieldCodec = {
    number,
    name,
    write: (writer, object) => {
      const list = object[name];
      if (!Array.isArray(list)) return;
      for (const one of list) value.write(writer.uint32(tag), one);
    },
    read: (reader, wireType, target, depth) => {
      if (wireType === value.wireType) listAt(target, name).push(value.read(reader, depth + 1, undefined) ?? null);
      else if (wireType === WireType.LengthDelimited && packable) readPacked(reader, value, listAt(target, name));
      else throw wrongWireType(name, wireType);
    },
  };
  return withFill(field, nullWhenAbsent ? () => null : undefined);
}

function listAt(target: Record<string, JsonValue>, name: string): JsonValue[] {
  const known = target[name];
  if (Array.isArray(known)) return known;
  const list: JsonValue[] = [];
  target[name] = list;
  return list;
}

function readPacked(reader: BinaryReader, value: ValueCodec, list: JsonValue[]): void {
  const end = endOf(reader);
  while (reader.pos < end) list.push(value.read(reader, 0, undefined) ?? null);
  if (reader.pos !== end) throw new ProtobufError(unexpectedEnd);
}

const keyTag = tagOf(1, WireType.LengthDelimited);

/** Keys are text in all of Kubernetes' maps. */
export function mapField({ number, name, value, nullWhenAbsent }: FieldShape): FieldCodec {
  const tag = tagOf(number, WireType.LengthDelimited);
  const valueTag = tagOf(2, value.wireType);
  const field: FieldCodec = {
    number,
    name,
    write: (writer, object) => {
      const map = object[name];
      if (!isRecord(map)) return;
      for (const key of sortedKeys(map)) {
        writer.uint32(tag).fork().uint32(keyTag).string(key);
        const own = map[key];
        // nil bytes are not on the wire even here
        if (own !== null || value !== bytesCodec) value.write(writer.uint32(valueTag), own);
        writer.join();
      }
    },
    read: (reader, wireType, target, depth) => {
      if (wireType !== WireType.LengthDelimited) throw wrongWireType(name, wireType);
      const known = target[name];
      const map = isRecord(known) ? (known as Record<string, JsonValue>) : {};
      target[name] = map;
      readEntry(reader, value, map, depth + 1);
    },
  };
  return withFill(field, nullWhenAbsent ? () => null : undefined);
}

function readEntry(reader: BinaryReader, value: ValueCodec, map: Record<string, JsonValue>, depth: number): void {
  const end = endOf(reader);
  let key = "";
  let found: JsonValue | undefined;
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === keyTag) key = reader.string();
    else if (tag === tagOf(2, value.wireType)) found = value.read(reader, depth, undefined);
    else skipField(reader, tag >>> 3, tag & 7);
  }
  if (reader.pos !== end) throw new ProtobufError(unexpectedEnd);
  setMember(map, key, found ?? value.zero() ?? null);
}

/** A struct embedded in JSON that is a message of its own on the wire; always there. */
export function inlineField(number: number, message: Message): FieldCodec {
  const tag = tagOf(number, WireType.LengthDelimited);
  return {
    number,
    name: "",
    write: (writer: BinaryWriter, object) => {
      writer.uint32(tag).fork();
      message.writeFields(writer, object);
      writer.join();
    },
    read: (reader, wireType, target, depth) => {
      if (wireType !== WireType.LengthDelimited) throw wrongWireType(`field${number}`, wireType);
      checkDepth(depth);
      message.readFields(reader, endOf(reader), target, depth + 1);
    },
    fill: (target) => message.fill(target),
  };
}

function withFill(field: FieldCodec, zero: (() => JsonValue | undefined) | undefined): FieldCodec {
  if (zero === undefined) return field;
  return {
    ...field,
    fill: (target) => {
      if (target[field.name] !== undefined) return;
      const value = zero();
      if (value !== undefined) target[field.name] = value;
    },
  };
}
