/** The protobuf form of one kind: what a server needs to answer with its objects and to read them. Compiled on first use. */
import type { JsonObject, SchemaSet, TypeName } from "../schema.js";
import { compileProtobufDecoder, Scratch } from "./compile.js";
import { envelopeHead, envelopeTail, rawTag } from "./envelope.js";
import { hasProtobuf, messageOfType } from "./types.js";

export interface ProtobufKind {
  /**
   * The object's message as field 2, tag and length included: that is both an item of a list and the middle of an envelope. Throws
   * ProtobufError.
   */
  encodeField(object: Readonly<Record<string, unknown>>): Buffer;
  /** A whole answer made of what `encodeField` gave. */
  envelope(field: Buffer): Buffer;
  /** A bare message to the object's JSON form, without kind and apiVersion. Throws ProtobufError. */
  decode(message: Uint8Array): JsonObject;
}

export interface ProtobufKindSource {
  readonly schemas: SchemaSet;
  readonly type: TypeName;
  readonly apiVersion: string;
  readonly kind: string;
}

/** undefined where the kind's types have no protobuf numbers: it has JSON only. */
export function compileProtobufKind({ schemas, type, apiVersion, kind }: ProtobufKindSource): ProtobufKind | undefined {
  if (!hasProtobuf(schemas, type)) return undefined;
  const message = messageOfType(schemas, type);
  const scratch = new Scratch();
  const head = envelopeHead(apiVersion, kind);
  return {
    encodeField: (object) => scratch.encode((writer) => message.write(writer.uint32(rawTag), object)),
    envelope: (field) => Buffer.concat([head, field, envelopeTail]),
    decode: compileProtobufDecoder(schemas, type),
  };
}
