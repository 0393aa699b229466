/** Pieces of the wire format that all codecs share: the shapes they are made of, limits, and numbers as JSON has them. */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { JsonValue } from "../schema.js";
import { ProtobufError, unexpectedEnd } from "./protobuf-error.js";

/** Messages inside messages; deeper input is refused. */
export const maxProtobufDepth = 500;

/** How one value is written behind its tag, and read back. */
export interface ValueCodec {
  readonly wireType: WireType;
  write(writer: BinaryWriter, value: unknown): void;
  /** `previous`: what an earlier occurrence of the same field left, which a message is merged into. */
  read(reader: BinaryReader, depth: number, previous: JsonValue | undefined): JsonValue | undefined;
  /** What JSON shows where a plain value is zero; undefined: nothing. */
  zero(): JsonValue | undefined;
}

/** One field of a message: knows its place in the object. */
export interface FieldCodec {
  readonly number: number;
  /** Empty for a struct that is embedded in JSON. */
  readonly name: string;
  write(writer: BinaryWriter, object: Readonly<Record<string, unknown>>): void;
  read(reader: BinaryReader, wireType: WireType, target: Record<string, JsonValue>, depth: number): void;
  /** Shown in JSON even where the wire has nothing. */
  fill?(target: Record<string, JsonValue>): void;
}

export function tagOf(number: number, wireType: WireType): number {
  return ((number << 3) | wireType) >>> 0;
}

/** Where a length-delimited value ends. Throws ProtobufError when that is behind the end of the bytes. */
export function endOf(reader: BinaryReader): number {
  const length = reader.uint32();
  const end = reader.pos + length;
  if (end > reader.len) throw new ProtobufError(unexpectedEnd);
  return end;
}

/** `message`: whose field it is. */
export function skipField(reader: BinaryReader, number: number, wireType: number, message = ""): void {
  if (number !== 0 && wireType <= WireType.Bit32 && wireType !== WireType.EndGroup) {
    reader.skip(wireType, number);
    return;
  }
  const of = message === "" ? "proto" : `proto: ${message}`;
  if (wireType === WireType.EndGroup) throw new ProtobufError(`${of}: wiretype end group for non-group`);
  if (number === 0) throw new ProtobufError(`${of}: illegal tag 0 (wire type ${wireType})`);
  throw new ProtobufError(`proto: illegal wireType ${wireType}`);
}

/** A known field in another form than its own is no field to skip: gogo-proto refuses the message. */
export function wrongWireType(name: string, wireType: number): ProtobufError {
  const goName = name === "metadata" ? "ObjectMeta" : name.charAt(0).toUpperCase() + name.slice(1);
  return new ProtobufError(`proto: wrong wireType = ${wireType} for field ${goName}`);
}

export function checkDepth(depth: number): void {
  if (depth > maxProtobufDepth) throw new ProtobufError(`messages are nested more than ${maxProtobufDepth} deep`);
}

/** A map's or object's member, also where it is called `__proto__`. */
export function setMember(target: Record<string, JsonValue>, name: string, value: JsonValue): void {
  if (name === "__proto__") {
    Object.defineProperty(target, name, { value, writable: true, enumerable: true, configurable: true });
  } else target[name] = value;
}

/** Go sorts the keys of a map by their UTF-8 bytes; JavaScript's order differs only where surrogates are involved. */
export function sortedKeys(map: object): string[] {
  const keys = Object.keys(map);
  if (keys.length < 2) return keys;
  const ascii = keys.every((key) => !/[\ud800-\uffff]/.test(key));
  return ascii ? keys.sort() : keys.sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
}

export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
