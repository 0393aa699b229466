/**
 * CBOR as kube-apiserver speaks it: one item behind the self-described tag, texts and keys as byte strings, base64 fields as raw bytes
 * under tag 22, floats as short as they fit.
 *
 * Decoding gives what JSON.parse would give of the same object's JSON. It throws CborError and nothing else, whatever the bytes: depth is
 * limited, and nothing is allocated ahead of the data. Messages are those of kube-apiserver's library.
 */

import type * as Cborg from "cborg";
import type { TokenOrNestedTokens } from "cborg/interface";
import { assert } from "../../util/assert.js";
import type { ByteFields } from "../byte-fields.js";
import { valueOfRaw } from "../exact-json.js";
import { RawJson } from "../raw-json.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { base64Tag, mapNode } from "./cbor-places.js";
import { CborReader, type CborType } from "./cbor-reader.js";
import { CborError, endOfItem } from "./cbor-wire.js";

export type { CborType } from "./cbor-reader.js";
export { CborError, maxCborDepth } from "./cbor-wire.js";

type Token = Cborg.Token;
type Library = Pick<typeof Cborg, "encode" | "Token" | "Type">;

let loaded: Library | undefined;

/** Must have resolved before anything is encoded. Most servers speak no CBOR, and start without its files. */
export async function loadCbor(): Promise<void> {
  loaded ??= await import("cborg");
}

function library(): Library {
  assert(loaded !== undefined, "CBOR is used before it was loaded");
  return loaded;
}

/** Head of the self-described tag; every object of ours starts with it, items inside do not need it. */
export const cborMagic: Buffer = Buffer.from([0xd9, 0xd9, 0xf7]);

export interface CborEncodeOptions {
  /** Where base64 text stands for bytes; without it all text stays text, which every reader takes too. */
  readonly bytes?: ByteFields | undefined;
  /** Keys in the order of RFC 8949 4.2.1, so that equal values are equal bytes. */
  readonly sorted?: boolean;
}

/** With the self-described tag. Throws CborError. */
export function encodeCbor(value: unknown, options: CborEncodeOptions = {}): Buffer {
  return Buffer.concat([cborMagic, encodeCborItem(value, options)]);
}

/** The bare item. Throws CborError. */
export function encodeCborItem(value: unknown, options: CborEncodeOptions = {}): Buffer {
  const { encode } = library();
  const sorted = options.sorted === true;
  try {
    const tokens = tokensOf(value, options.bytes, sorted);
    // The library asks once, for the empty list, and gets the tokens of the whole value.
    const bytes = encode([], { typeEncoders: { Array: () => tokens } });
    return Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length);
  } catch (error) {
    throw asCborError(error);
  }
}

export function startsWithCborMagic(bytes: Uint8Array): boolean {
  return bytes.length >= 3 && bytes[0] === 0xd9 && bytes[1] === 0xd9 && bytes[2] === 0xf7;
}

/** One item, tagged or not, and nothing behind it. Throws CborError. */
export function decodeCbor(bytes: Uint8Array): JsonValue {
  checkSingleItem(bytes);
  return readItem(new CborReader(bytes));
}

/** A map, or nothing, of anything. Throws CborError. */
export function decodeCborMap(bytes: Uint8Array): JsonObject | null {
  checkSingleItem(bytes);
  return readItem(new CborReader(bytes, 0, { node: mapNode, name: "" })) as JsonObject | null;
}

export interface TypedCbor {
  readonly value: JsonValue;
  /** Why it cannot be read into the type. */
  readonly problem: string | undefined;
  /** Why not even its kind can be told. */
  readonly metaProblem: string | undefined;
  /** The first unknown field's place in the map it is in; it is left out. */
  readonly unknownAt: number | undefined;
}

/** The same for a type, with what does not fit noted. Throws CborError for bytes that are not well-formed. */
export function decodeTypedCbor(bytes: Uint8Array, type: CborType): TypedCbor {
  checkSingleItem(bytes);
  const reader = new CborReader(bytes, 0, type);
  const value = reader.read();
  const { problem, metaProblem, unknownAt } = reader;
  return { value, problem, metaProblem, unknownAt };
}

function checkSingleItem(bytes: Uint8Array): void {
  const end = endOfItem(bytes, 0);
  if (end === bytes.length) return;
  throw new CborError(`cbor: ${bytes.length - end} bytes of extraneous data starting at index ${end}`);
}

function readItem(reader: CborReader): JsonValue {
  const value = reader.read();
  if (reader.problem !== undefined) throw new CborError(reader.problem);
  return value;
}

/** Items one behind the other (application/cbor-seq). Throws CborError. */
export function decodeCborSequence(bytes: Uint8Array): JsonValue[] {
  const items: JsonValue[] = [];
  for (let start = 0; start < bytes.length; ) {
    const end = endOfItem(bytes, start);
    items.push(readItem(new CborReader(bytes, start)));
    start = end;
  }
  return items;
}

const int64Limit = 2 ** 63;
function tokensOf(value: unknown, bytes: ByteFields | undefined, sorted: boolean): TokenOrNestedTokens {
  const { Token, Type } = library();
  switch (typeof value) {
    case "string":
      return bytes === "base64" ? bytesTokens(value) : textToken(value);
    case "number":
      return numberToken(value);
    case "bigint":
      return longToken(value);
    case "boolean":
      return value ? new Token(Type.true, true) : new Token(Type.false, false);
    case "object":
      if (value === null) return new Token(Type.null, null);
      if (value instanceof RawJson) return tokensOf(valueOfRaw(value), bytes, sorted);
      if (Array.isArray(value)) {
        const of = itemsOf(bytes);
        return [new Token(Type.array, value.length), value.map((item) => tokensOf(item, of, sorted))];
      }
      return mapTokens(value as Readonly<Record<string, unknown>>, bytes, sorted);
    default:
      throw new CborError(`a ${typeof value} has no form in CBOR`);
  }
}

function mapTokens(
  map: Readonly<Record<string, unknown>>,
  bytes: ByteFields | undefined,
  sorted: boolean,
): TokenOrNestedTokens {
  const { Token, Type } = library();
  const entries: Token[][] = [];
  for (const name of Object.keys(map)) {
    const value = map[name];
    if (value === undefined) continue;
    const of = bytes === undefined ? undefined : memberOf(bytes, name);
    entries.push([textToken(name), tokensOf(value, of, sorted) as Token]);
  }
  if (sorted) entries.sort(([a], [b]) => compareKeys(a?.value as Buffer, b?.value as Buffer));
  return [new Token(Type.map, entries.length), entries];
}

function itemsOf(bytes: ByteFields | undefined): ByteFields | undefined {
  return typeof bytes === "object" ? bytes.others : undefined;
}

function memberOf(bytes: ByteFields, name: string): ByteFields | undefined {
  return typeof bytes === "object" ? (bytes.fields?.get(name) ?? bytes.others) : undefined;
}

/** The head of a longer byte string sorts later, whatever the bytes. */
function compareKeys(a: Buffer, b: Buffer): number {
  return a.length - b.length || a.compare(b);
}

function textToken(text: string): Token {
  const { Token, Type } = library();
  return new Token(Type.bytes, Buffer.from(text));
}

/** Text that is no base64 is left as it is: to refuse it is the decoder's business, not the encoder's. */
function bytesTokens(text: string): TokenOrNestedTokens {
  const bytes = Buffer.from(text, "base64");
  if (bytes.toString("base64") !== text) return textToken(text);
  const { Token, Type } = library();
  return [new Token(Type.tag, base64Tag), new Token(Type.bytes, bytes)];
}

function numberToken(value: number): Token {
  if (!Number.isFinite(value)) throw new CborError(`${value} has no form in CBOR`);
  const { Token, Type } = library();
  if (!Number.isInteger(value) || value >= int64Limit || value < -int64Limit) return new Token(Type.float, value);
  // The digits are those of its JSON.
  const exact = Number.isSafeInteger(value) ? value : BigInt(String(value));
  return value < 0 ? new Token(Type.negint, exact) : new Token(Type.uint, exact);
}

/** Beyond 64 bits there are only floating-point numbers. */
function longToken(value: bigint): Token {
  if (BigInt.asIntN(64, value) !== value) return numberToken(Number(value));
  const { Token, Type } = library();
  return new Token(value < 0n ? Type.negint : Type.uint, value);
}

function asCborError(error: unknown): CborError {
  if (error instanceof CborError) return error;
  return new CborError(error instanceof Error ? error.message : String(error), { cause: error });
}
