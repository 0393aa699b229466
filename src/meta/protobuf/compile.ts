/**
 * `compileProtobufEncoder` and `compileProtobufDecoder`: from a type's schema to the functions between its JSON form and its protobuf
 * message. Compiled once per SchemaSet and type, and only what is met.
 *
 * The encoder's bytes are kube-apiserver's. The decoder gives what JSON.parse would give of the same object's JSON; unknown fields are
 * skipped. Both throw ProtobufError and nothing else.
 */
import { BinaryReader, BinaryWriter } from "@bufbuild/protobuf/wire";
import type { JsonObject, JsonValue, SchemaSet, TypeName } from "../schema.js";
import type { Message } from "./message.js";
import { asProtobufError, asReadError } from "./protobuf-error.js";
import { messageOfType } from "./types.js";

/** The bare message, without an envelope. */
export type ProtobufEncoder = (object: Readonly<Record<string, unknown>>) => Buffer;
export type ProtobufDecoder = (bytes: Uint8Array) => JsonObject;

export function compileProtobufEncoder(set: SchemaSet, type: TypeName): ProtobufEncoder {
  const message = messageOfType(set, type);
  const scratch = new Scratch();
  return (object) => scratch.encode((writer) => message.writeFields(writer, object));
}

export function compileProtobufDecoder(set: SchemaSet, type: TypeName): ProtobufDecoder {
  const message = messageOfType(set, type);
  return (bytes) => decodeMessage(message, bytes);
}

/** A writer whose memory grew with the last message is given up past this size. */
const keptScratchBytes = 256 * 1024;

/** Encodes one message after the other without growing its memory anew each time. */
export class Scratch {
  #writer = new BinaryWriter();

  /** Throws ProtobufError. */
  encode(write: (writer: BinaryWriter) => void): Buffer {
    const writer = this.#writer;
    try {
      write(writer);
      const bytes = writer.finish();
      if (bytes.length > keptScratchBytes) this.#writer = new BinaryWriter();
      return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
    } catch (error) {
      this.#writer = new BinaryWriter();
      throw asProtobufError(error);
    }
  }
}

/** One message, with memory of its own. Throws ProtobufError. */
export function encodeWith(write: (writer: BinaryWriter) => void): Buffer {
  return new Scratch().encode(write);
}

function decodeMessage(message: Message, bytes: Uint8Array): JsonObject {
  const object: Record<string, JsonValue> = {};
  try {
    message.readFields(new BinaryReader(bytes), bytes.length, object, 1);
  } catch (error) {
    throw asReadError(error);
  }
  return object;
}
