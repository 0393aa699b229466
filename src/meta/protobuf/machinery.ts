/** Protobuf of what a server says itself: Status, discovery documents, metadata-only objects, heads of lists, frames of a watch. */
import type { JsonObject, SchemaSet, TypeName } from "../schema.js";
import { compileProtobufDecoder, compileProtobufEncoder, encodeWith } from "./compile.js";
import { envelopeHead, envelopeTail, rawFieldHead } from "./envelope.js";
import { machineryTypes } from "./machinery-types.data.js";
import { ProtobufError } from "./protobuf-error.js";
import { messageOfType } from "./types.js";

let types: SchemaSet | undefined;

function machinery(): SchemaSet {
  types ??= new Map(Object.entries(machineryTypes));
  return types;
}

function typeOf(kind: string): TypeName {
  const type = `meta/v1/${kind}`;
  if (!machinery().has(type)) throw new ProtobufError(`${kind} has no protobuf form`);
  return type;
}

/** An enveloped Status, discovery document or PartialObjectMetadata, as its `kind` says. Throws ProtobufError for other kinds. */
export function encodeMachinery(value: object): Buffer {
  const { kind = "", apiVersion = "" } = value as { kind?: string; apiVersion?: string };
  const encode = compileProtobufEncoder(machinery(), typeOf(kind));
  return enveloped({ apiVersion, kind, message: encode(value as Record<string, unknown>) });
}

/** The bare message of a machinery type. Throws ProtobufError. */
export function decodeMachinery(kind: string, message: Uint8Array): JsonObject {
  return compileProtobufDecoder(machinery(), typeOf(kind))(message);
}

/** The one list whose items come first, as field 1, and its metadata behind them. */
const itemsFirst = "meta.k8s.io/v1beta1";

/** A metadata-only object as an item of a list of that group version. */
export function encodeMetadataField(object: Readonly<Record<string, unknown>>, apiVersion: string): Buffer {
  const message = messageOfType(machinery(), typeOf("PartialObjectMetadata"));
  const tag = apiVersion === itemsFirst ? firstFieldTag : secondFieldTag;
  return encodeWith((writer) => message.write(writer.uint32(tag), object));
}

export interface EnvelopedMessage {
  readonly apiVersion: string;
  readonly kind: string;
  readonly message: Buffer;
}

function enveloped({ apiVersion, kind, message }: EnvelopedMessage): Buffer {
  return Buffer.concat([envelopeHead(apiVersion, kind), rawFieldHead(message.length), message, envelopeTail]);
}

export interface ListEnvelope {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
}

const firstFieldTag = 0x0a;
const secondFieldTag = 0x12;

/** What stands before the items (fields 2, made elsewhere, `itemBytes` together) of any kind's list; `envelopeTail` follows them. */
export function listHead({ apiVersion, kind, metadata }: ListEnvelope, itemBytes: number): Buffer {
  const meta = encodeListMeta(metadata, firstFieldTag);
  return Buffer.concat([envelopeHead(apiVersion, kind), rawFieldHead(meta.length + itemBytes), meta]);
}

/** A whole list around its items. */
export function listParts(list: ListEnvelope, items: readonly Buffer[]): readonly Buffer[] {
  let itemBytes = 0;
  for (const item of items) itemBytes += item.length;
  if (list.apiVersion !== itemsFirst) return [listHead(list, itemBytes), ...items, envelopeTail];
  const meta = encodeListMeta(list.metadata, secondFieldTag);
  const head = [envelopeHead(list.apiVersion, list.kind), rawFieldHead(itemBytes + meta.length)];
  return [...head, ...items, meta, envelopeTail];
}

function encodeListMeta(metadata: object, tag: number): Buffer {
  const message = messageOfType(machinery(), typeOf("ListMeta"));
  return encodeWith((writer) => message.write(writer.uint32(tag), metadata));
}

const eventTypeTag = 0x0a;
const eventObjectTag = 0x12;
const rawExtensionTag = 0x0a;
const frameHeadBytes = 4;

/** A watch event: its length in four bytes, big end first, and a WatchEvent that holds an enveloped object. */
export function watchFrame(type: string, object: Buffer): Buffer {
  const event = encodeWith((writer) => {
    writer.uint32(eventTypeTag).string(type);
    writer.uint32(eventObjectTag).fork().uint32(rawExtensionTag).bytes(object).join();
  });
  const frame = Buffer.allocUnsafe(frameHeadBytes + event.length);
  frame.writeUInt32BE(event.length, 0);
  event.copy(frame, frameHeadBytes);
  return frame;
}
