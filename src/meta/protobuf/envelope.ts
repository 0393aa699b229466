/**
 * The envelope around every protobuf object of Kubernetes: four bytes `k8s\0`, then a runtime.Unknown message with the object's type
 * and the object's own message as bytes. So the bytes say what they are; the message inside does not.
 *
 *   6b 38 73 00 | 0a len {0a len apiVersion, 12 len kind} | 12 len message | 1a 00 | 22 00
 */
import { BinaryReader } from "@bufbuild/protobuf/wire";
import { encodeWith } from "./compile.js";
import { asReadError, ProtobufError, unexpectedEnd } from "./protobuf-error.js";
import { type MessageNames, skipUnlike } from "./well-known.js";
import { endOf } from "./wire.js";

export interface Unknown {
  readonly apiVersion: string;
  readonly kind: string;
  /** The object's own message. */
  readonly raw: Buffer;
  readonly contentType: string;
}

const magic = Buffer.from("k8s\0");
const typeMetaTag = 0x0a;
const apiVersionTag = 0x0a;
const kindTag = 0x12;
/** Also the tag of an item in a list: field 2 both times. */
export const rawTag = 0x12;
const contentEncodingTag = 0x1a;
const contentTypeTag = 0x22;

/** What comes before the raw field of every object of a kind. */
export function envelopeHead(apiVersion: string, kind: string): Buffer {
  const typeMeta = encodeWith((writer) => {
    writer.uint32(typeMetaTag).fork().uint32(apiVersionTag).string(apiVersion).uint32(kindTag).string(kind).join();
  });
  return Buffer.concat([magic, typeMeta]);
}

/** What follows the raw field: empty contentEncoding and contentType. */
export const envelopeTail: Buffer = Buffer.from([contentEncodingTag, 0, contentTypeTag, 0]);

/** Tag and length of the raw field, before a message of `length` bytes. */
export function rawFieldHead(length: number): Buffer {
  return encodeWith((writer) => void writer.uint32(rawTag).uint32(length));
}

export function hasEnvelope(bytes: Uint8Array): boolean {
  return bytes.length >= magic.length && magic.every((byte, at) => bytes[at] === byte);
}

const notEnveloped = "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]";
const unknownNames: MessageNames = {
  name: "Unknown",
  fields: ["TypeMeta", "Raw", "ContentEncoding", "ContentType"],
};
const typeMetaNames: MessageNames = { name: "TypeMeta", fields: ["APIVersion", "Kind"] };
const noBytes: Buffer = Buffer.alloc(0);

/** Throws ProtobufError. */
export function openEnvelope(bytes: Uint8Array): Unknown {
  if (bytes.length === 0) throw new ProtobufError("empty data");
  if (!hasEnvelope(bytes)) throw new ProtobufError(notEnveloped);
  if (bytes.length === magic.length) throw new ProtobufError("empty body");
  try {
    return readUnknown(bytes.subarray(magic.length));
  } catch (error) {
    throw asReadError(error);
  }
}

function readUnknown(bytes: Uint8Array): Unknown {
  const reader = new BinaryReader(bytes);
  const found = { apiVersion: "", kind: "", raw: noBytes, contentType: "" };
  while (reader.pos < bytes.length) {
    const tag = reader.uint32();
    if (tag === typeMetaTag) readTypeMeta(reader, found);
    else if (tag === rawTag) {
      const raw = reader.bytes();
      found.raw = Buffer.from(raw.buffer, raw.byteOffset, raw.length);
    } else if (tag === contentTypeTag) found.contentType = reader.string();
    else if (tag === contentEncodingTag) reader.string();
    else skipUnlike(reader, tag, unknownNames);
  }
  return found;
}

function readTypeMeta(reader: BinaryReader, into: { apiVersion: string; kind: string }): void {
  const end = endOf(reader);
  while (reader.pos < end) {
    const tag = reader.uint32();
    if (tag === apiVersionTag) into.apiVersion = reader.string();
    else if (tag === kindTag) into.kind = reader.string();
    else skipUnlike(reader, tag, typeMetaNames);
  }
  if (reader.pos !== end) throw new ProtobufError(unexpectedEnd);
}
