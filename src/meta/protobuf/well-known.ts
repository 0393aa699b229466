/** Codecs of the shared types that are messages on the wire and something simpler in JSON: times, quantities, free JSON … */
import { type BinaryReader, WireType } from "@bufbuild/protobuf/wire";
import { parseJson, stringifyJson } from "../exact-json.js";
import { quantityError } from "../quantity.js";
import { rawJson } from "../raw-json.js";
import type { JsonValue } from "../schema.js";
import { formatTime } from "../time.js";
import { ProtobufError, unexpectedEnd } from "./protobuf-error.js";
import { readInt64 } from "./scalars.js";
import { endOf, skipField, type ValueCodec, wrongWireType } from "./wire.js";

type ReadField = (number: number, wireType: WireType) => boolean;

/** What a message and its fields are called in Go, those from number 1 on: for complaints. */
export interface MessageNames {
  readonly name: string;
  readonly fields: readonly string[];
}

/** Reads a small message field by field; `read` says whether it knew the field. */
export function readMessage(reader: BinaryReader, names: MessageNames, read: ReadField): void {
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (!read(tag >>> 3, tag & 7)) skipUnlike(reader, tag, names);
  }
  if (reader.pos !== end) throw new ProtobufError(unexpectedEnd);
}

const field1Varint = 0x08;
const field2Varint = 0x10;
const field1Bytes = 0x0a;
const field3Bytes = 0x1a;

/** Past a field nobody knows; one that is known in another form is refused. */
export function skipUnlike(reader: BinaryReader, tag: number, { name, fields }: MessageNames): void {
  const [number, wireType] = [tag >>> 3, tag & 7];
  const field = fields[number - 1];
  if (field !== undefined && wireType !== WireType.EndGroup) throw wrongWireType(field, wireType);
  skipField(reader, number, wireType, name);
}

const quantityNames: MessageNames = { name: "Quantity", fields: ["String_"] };
const intOrStringNames: MessageNames = { name: "IntOrString", fields: ["Type", "IntVal", "StrVal"] };
const timeNames: MessageNames = { name: "Timestamp", fields: ["Seconds", "Nanos"] };

/** Message with one text: Quantity. */
export const quantityCodec: ValueCodec = {
  wireType: WireType.LengthDelimited,
  write: (writer, value) =>
    void writer
      .fork()
      .uint32(field1Bytes)
      .string(String(value ?? "0"))
      .join(),
  read: (reader) => {
    let text = "";
    readMessage(reader, quantityNames, (number, wireType) => {
      if (number !== 1 || wireType !== WireType.LengthDelimited) return false;
      text = reader.string();
      // JSON may say nothing, or put spaces around it.
      if (text === "" || text !== text.trim()) throw new ProtobufError(quantityError.pattern);
      return true;
    });
    return text === "" ? "0" : text;
  },
  zero: () => "0",
};

export const intOrStringCodec: ValueCodec = {
  wireType: WireType.LengthDelimited,
  write: (writer, value) => {
    const isText = typeof value === "string";
    writer.fork().uint32(field1Varint).bool(isText);
    writer.uint32(field2Varint).int32(isText ? 0 : ((value ?? 0) as number));
    writer
      .uint32(field3Bytes)
      .string(isText ? value : "")
      .join();
  },
  read: (reader) => {
    let isText = false;
    let number = 0;
    let text = "";
    readMessage(reader, intOrStringNames, (field, wireType) => {
      if (field === 1 && wireType === WireType.Varint) isText = readInt64(reader) === 1;
      else if (field === 2 && wireType === WireType.Varint) number = reader.int32();
      else if (field === 3 && wireType === WireType.LengthDelimited) text = reader.string();
      else return false;
      return true;
    });
    return isText ? text : number;
  },
  zero: () => 0,
};

/** Years 0 to 9999, in seconds: what RFC 3339 can say. */
const minSeconds = -62_167_219_200;
const maxSeconds = 253_402_300_799;

export const timeCodec: ValueCodec = timeLike(
  (text) => ({ seconds: secondsOf(text), nanos: 0 }),
  (seconds) => formatTime(seconds * 1000),
);

export const microTimeCodec: ValueCodec = timeLike(
  (text) => ({ seconds: secondsOf(text), nanos: microsOf(text) * 1000 }),
  (seconds, nanos) => {
    const micros = String(Math.floor(nanos / 1000)).padStart(6, "0");
    return `${formatTime(seconds * 1000).slice(0, -1)}.${micros}Z`;
  },
);

interface Instant {
  readonly seconds: number;
  readonly nanos: number;
}

/** A zero time is an empty message. */
function timeLike(parse: (text: string) => Instant, format: (seconds: number, nanos: number) => string): ValueCodec {
  return {
    wireType: WireType.LengthDelimited,
    write: (writer, value) => {
      writer.fork();
      if (typeof value === "string") {
        const { seconds, nanos } = parse(value);
        writer.uint32(field1Varint);
        if (seconds >= 0 && seconds <= 0xffff_ffff) writer.uint32(seconds);
        else writer.int64(seconds);
        writer.uint32(field2Varint).int32(nanos);
      }
      writer.join();
    },
    read: (reader) => {
      let seconds = 0;
      let nanos = 0;
      const start = reader.pos;
      readMessage(reader, timeNames, (number, wireType) => {
        if (wireType !== WireType.Varint || number > 2) return false;
        if (number === 1) seconds = Number(readInt64(reader));
        else nanos = reader.int32();
        return true;
      });
      if (reader.pos - start === 1) return undefined;
      if (seconds < minSeconds || seconds > maxSeconds || nanos < 0 || nanos > 999_999_999) {
        throw new ProtobufError(`no such time: ${seconds}.${nanos}`);
      }
      return format(seconds, nanos);
    },
    zero: () => null,
  };
}

function secondsOf(text: string): number {
  const ms = Date.parse(text);
  if (Number.isNaN(ms)) throw new ProtobufError(`not a time: ${JSON.stringify(text)}`);
  return Math.floor(ms / 1000);
}

function microsOf(text: string): number {
  const fraction = /\.(\d+)/.exec(text)?.[1];
  return fraction === undefined ? 0 : Number(fraction.slice(0, 6).padEnd(6, "0"));
}

/** FieldsV1, JSON: JSON text in one field; null is an empty message. */
export const rawJsonCodec: ValueCodec = jsonCodec("FieldsV1", parseJson);

/** RawExtension: the same, and the text counts. */
export const keptJsonCodec: ValueCodec = jsonCodec("RawExtension", rawJson);

function jsonCodec(name: string, parse: (text: string) => unknown): ValueCodec {
  return {
    wireType: WireType.LengthDelimited,
    write: (writer, value) => {
      writer.fork();
      if (value !== undefined && value !== null) writer.uint32(field1Bytes).string(stringifyJson(value));
      writer.join();
    },
    read: (reader) => {
      let raw: Uint8Array | undefined;
      readMessage(reader, { name, fields: ["Raw"] }, (number, wireType) => {
        if (number !== 1 || wireType !== WireType.LengthDelimited) return false;
        raw = reader.bytes();
        return true;
      });
      return raw === undefined || raw.length === 0 ? undefined : parseRaw(raw, parse);
    },
    zero: () => null,
  };
}

function parseRaw(raw: Uint8Array, parse: (text: string) => unknown): JsonValue {
  const text = Buffer.from(raw.buffer, raw.byteOffset, raw.length).toString("utf8");
  try {
    return parse(text) as JsonValue;
  } catch (cause) {
    throw new ProtobufError("the raw bytes of an extension are not JSON", { cause });
  }
}
