/** Codecs of single values that are no messages: text, numbers, flags, bytes (base64 in JSON). */
import { type BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { exactInteger } from "../compile/long-numbers.js";
import { ProtobufError } from "./protobuf-error.js";
import type { ValueCodec } from "./wire.js";

const maxUint32 = 0xffff_ffff;

export const stringCodec: ValueCodec = {
  wireType: WireType.LengthDelimited,
  write: (writer, value) => void writer.string((value ?? "") as string),
  read: (reader) => reader.string(),
  zero: () => "",
};

export const bytesCodec: ValueCodec = {
  wireType: WireType.LengthDelimited,
  write: (writer, value) => void writer.bytes(Buffer.from((value ?? "") as string, "base64")),
  read: (reader) => base64(reader.bytes()),
  zero: () => "",
};

export const boolCodec: ValueCodec = {
  wireType: WireType.Varint,
  write: (writer, value) => void writer.bool(value === true),
  read: (reader) => reader.bool(),
  zero: () => false,
};

export const int32Codec: ValueCodec = {
  wireType: WireType.Varint,
  write: (writer, value) => void writer.int32((value ?? 0) as number),
  read: (reader) => reader.int32(),
  zero: () => 0,
};

export const int64Codec: ValueCodec = {
  wireType: WireType.Varint,
  write: (writer, value) => {
    const number = (value ?? 0) as number | bigint;
    // the library goes through BigInt for 64 bits
    if (number >= 0 && number <= maxUint32) writer.uint32(Number(number));
    else writer.int64(number);
  },
  read: readInt64,
  zero: () => 0,
};

export const doubleCodec: ValueCodec = {
  wireType: WireType.Bit64,
  write: (writer, value) => void writer.double((value ?? 0) as number),
  read: (reader) => {
    const value = reader.double();
    if (!Number.isFinite(value)) throw new ProtobufError("JSON has no form for an infinite number");
    return value;
  },
  zero: () => 0,
};

/** Exact: beyond 2^53 a BigInt. */
export function readInt64(reader: BinaryReader): number | bigint {
  return exactInteger(reader.int64());
}

export function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString("base64");
}
