/** A message: its fields in the order of their numbers, written in one pass and read in a loop. Hot path. */
import { type BinaryReader, type BinaryWriter, WireType } from "@bufbuild/protobuf/wire";
import type { JsonValue } from "../schema.js";
import { ProtobufError, unexpectedEnd } from "./protobuf-error.js";
import { checkDepth, endOf, type FieldCodec, isRecord, skipField, type ValueCodec } from "./wire.js";

const empty: Readonly<Record<string, unknown>> = {};

export class Message implements ValueCodec {
  readonly wireType = WireType.LengthDelimited;
  readonly #build: () => readonly FieldCodec[];
  readonly #name: string;
  #fields: readonly FieldCodec[] | undefined;
  #byNumber: (FieldCodec | undefined)[] = [];
  #fills: readonly FieldCodec[] = [];

  /** `build` is called on first use, so that a type may hold itself. `name`: what errors call the message. */
  constructor(build: () => readonly FieldCodec[], name = "") {
    this.#build = build;
    this.#name = name;
  }

  write(writer: BinaryWriter, value: unknown): void {
    writer.fork();
    this.writeFields(writer, isRecord(value) ? value : empty);
    writer.join();
  }

  read(reader: BinaryReader, depth: number, previous: JsonValue | undefined): JsonValue {
    const target = isRecord(previous) ? (previous as Record<string, JsonValue>) : {};
    this.readFields(reader, endOf(reader), target, depth);
    return target;
  }

  zero(): JsonValue {
    const object: Record<string, JsonValue> = {};
    this.fill(object);
    return object;
  }

  writeFields(writer: BinaryWriter, object: Readonly<Record<string, unknown>>): void {
    const fields = this.#fields ?? this.#prepared();
    for (let at = 0; at < fields.length; at++) (fields[at] as FieldCodec).write(writer, object);
  }

  /** Reads up to `end` into `target`, over what it holds. Throws ProtobufError, or an Error of the wire library. */
  readFields(reader: BinaryReader, end: number, target: Record<string, JsonValue>, depth: number): void {
    checkDepth(depth);
    if (this.#fields === undefined) this.#prepared();
    const byNumber = this.#byNumber;
    while (reader.pos < end) {
      const tag = reader.uint32();
      const number = tag >>> 3;
      const field = byNumber[number];
      if (field === undefined) skipField(reader, number, tag & 7, this.#name);
      else field.read(reader, tag & 7, target, depth);
    }
    if (reader.pos !== end) throw new ProtobufError(unexpectedEnd);
    this.fill(target);
  }

  #prepared(): readonly FieldCodec[] {
    if (this.#fields !== undefined) return this.#fields;
    const fields = [...this.#build()].sort((a, b) => a.number - b.number);
    for (const field of fields) this.#byNumber[field.number] = field;
    this.#fills = fields.filter((field) => field.fill !== undefined);
    this.#fields = fields;
    return fields;
  }

  /** What JSON shows although the wire had nothing. */
  fill(target: Record<string, JsonValue>): void {
    if (this.#fields === undefined) this.#prepared();
    for (const field of this.#fills) field.fill?.(target);
  }
}
