/**
 * CBOR as kube-apiserver speaks it: one item behind the self-described tag, texts and keys as byte strings, base64 fields as raw bytes
 * under tag 22, floats as short as they fit.
 *
 * Decoding gives what JSON.parse would give of the same object's JSON. It throws CborError and nothing else, whatever the bytes: depth is
 * limited, and nothing is allocated ahead of the data. Messages are those of kube-apiserver's library.
 */
import { isUtf8 } from "node:buffer";
import type * as Cborg from "cborg";
import type { TokenOrNestedTokens } from "cborg/interface";
import { assert } from "../util/assert.js";
import type { ByteFields } from "./byte-fields.js";
import type { JsonObject, JsonValue } from "./schema.js";
import { formatTime } from "./time.js";

let loaded: Library | undefined;

type Library = Pick<typeof Cborg, "encode" | "Token" | "Tokenizer" | "Type">;
type Token = Cborg.Token;
type Tokenizer = Cborg.Tokenizer;

/** Must have resolved before anything is encoded or decoded. Most servers speak no CBOR, and start without its files. */
export async function loadCbor(): Promise<void> {
  loaded ??= await import("cborg");
}

function library(): Library {
  assert(loaded !== undefined, "CBOR is used before it was loaded");
  return loaded;
}

/** Bytes that are no acceptable CBOR, or a value that has no such form. */
export class CborError extends Error {
  constructor(message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = "CborError";
  }
}

/** Head of the self-described tag; every object of ours starts with it, items inside do not need it. */
export const cborMagic: Buffer = Buffer.from([0xd9, 0xd9, 0xf7]);

/** kube-apiserver takes ten times as much; no object comes near either, and the stack of any process bears this one. */
export const maxCborDepth = 1_000;

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
  const reader = new Reader(bytes);
  const value = reader.read();
  const { position } = reader;
  if (position === bytes.length) return value;
  throw new CborError(`cbor: ${bytes.length - position} bytes of extraneous data starting at index ${position}`);
}

/** As `decodeCbor`, for what must be a map. */
export function decodeCborObject(bytes: Uint8Array): JsonObject {
  const value = decodeCbor(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new CborError("the item is not a map");
  return value;
}

/** Items one behind the other (application/cbor-seq). Throws CborError. */
export function decodeCborSequence(bytes: Uint8Array): JsonValue[] {
  const reader = new Reader(bytes);
  const items: JsonValue[] = [];
  while (!reader.done) items.push(reader.read());
  return items;
}

const base64Tag = 22;
const int64Limit = 2 ** 63;
/** The end of the year 9999. */
const maxSeconds = 253_402_300_799;

function tokensOf(value: unknown, bytes: ByteFields | undefined, sorted: boolean): TokenOrNestedTokens {
  const { Token, Type } = library();
  switch (typeof value) {
    case "string":
      return bytes === "base64" ? bytesTokens(value) : textToken(value);
    case "number":
      return numberToken(value);
    case "boolean":
      return value ? new Token(Type.true, true) : new Token(Type.false, false);
    case "object":
      if (value === null) return new Token(Type.null, null);
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
  const exact = Number.isSafeInteger(value) ? value : BigInt(value);
  return value < 0 ? new Token(Type.negint, exact) : new Token(Type.uint, exact);
}

const wireOptions = {
  allowIndefinite: true,
  allowUndefined: true,
  allowNaN: true,
  allowInfinity: true,
  allowBigInt: true,
  retainStringBytes: true,
};

const stop = Symbol("end of an indefinite container");
const breakCode = 'cbor: unexpected "break" code';
const indefiniteBytes = 0x5f;
const indefiniteText = 0x7f;

class Reader {
  readonly #bytes: Uint8Array;
  #wire: Tokenizer;
  /** Where the wire reader's bytes begin in all bytes. */
  #base = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#wire = tokenizer(bytes);
  }

  get done(): boolean {
    return this.#wire.done();
  }

  get position(): number {
    return this.#base + this.#wire.pos();
  }

  read(): JsonValue {
    return this.#value(1);
  }

  #next(): Token {
    if (this.#wire.done()) throw new CborError(this.position === 0 ? "EOF" : "unexpected EOF");
    try {
      return this.#wire.next();
    } catch (error) {
      throw new CborError(this.#whyUnreadable(), { cause: error });
    }
  }

  #whyUnreadable(): string {
    const head = this.#bytes[this.position] ?? 0;
    const info = head & 31;
    if (info >= 28) return `cbor: invalid additional information ${info} for type ${majorNames[head >> 5]}`;
    return head >> 5 === 7 && info < 25 ? notAccepted(`simple value ${info} is not recognized`) : "unexpected EOF";
  }

  #value(depth: number): JsonValue {
    const value = this.#item(depth);
    if (value === stop) throw new CborError(breakCode);
    return value;
  }

  #item(depth: number): JsonValue | typeof stop {
    const head = this.#bytes[this.position];
    if (head === indefiniteBytes || head === indefiniteText) return this.#chunks(head);
    const { Type } = library();
    const token = this.#next();
    switch (token.type) {
      case Type.uint:
      case Type.negint:
        return integer(token.value as number | bigint);
      case Type.float:
        return finite(token.value as number);
      case Type.bytes:
        return Buffer.from(token.value as Uint8Array).toString();
      case Type.string:
        return validText(token);
      case Type.array:
        return this.#array(token.value as number, depth);
      case Type.map:
        return this.#map(token.value as number, depth);
      case Type.tag:
        return this.#tagged(Number(token.value), depth);
      case Type.true:
        return true;
      case Type.false:
        return false;
      case Type.break:
        return stop;
      case Type.null:
        return null;
      default:
        throw new CborError(notAccepted("simple value 23 is not recognized"));
    }
  }

  /** A string in pieces, which the wire library does not read: its pieces are, one by one. */
  #chunks(head: number): string {
    this.#base = this.position + 1;
    this.#wire = tokenizer(this.#bytes.subarray(this.#base));
    const { Type } = library();
    const type = head === indefiniteBytes ? Type.bytes : Type.string;
    const pieces: Uint8Array[] = [];
    for (;;) {
      const token = this.#next();
      if (token.type === Type.break) return Buffer.concat(pieces).toString();
      if (token.type !== type) throw new CborError("cbor: wrong element type inside an indefinite-length string");
      if (type === Type.string) validText(token);
      pieces.push(type === Type.bytes ? (token.value as Uint8Array) : (token.byteValue as Uint8Array));
    }
  }

  #array(length: number, depth: number): JsonValue[] {
    checkDepth(depth);
    const list: JsonValue[] = [];
    while (list.length < length) {
      const value = this.#item(depth + 1);
      if (value !== stop) list.push(value);
      else if (length === Number.POSITIVE_INFINITY) break;
      else throw new CborError(breakCode);
    }
    return list;
  }

  #map(length: number, depth: number): JsonObject {
    checkDepth(depth);
    const map: JsonObject = {};
    for (let index = 0; index < length; index++) {
      const key = this.#item(depth + 1);
      if (key === stop) {
        if (length === Number.POSITIVE_INFINITY) break;
        throw new CborError(breakCode);
      }
      if (typeof key !== "string") throw new CborError("cbor: a map key that is no text");
      if (Object.hasOwn(map, key)) {
        throw new CborError(`cbor: found duplicate map key ${JSON.stringify(key)} at map element index ${index}`);
      }
      setMember(map, key, this.#value(depth + 1));
    }
    return map;
  }

  #tagged(tag: number, depth: number): JsonValue {
    checkDepth(depth);
    if (tag === 1) return epochTime(this.#value(depth + 1));
    if (tag === 2 || tag === 3)
      throw new CborError("cbor: data item of cbor type tag is not accepted by protocol: bignum");
    const encoding = laterEncodings.get(tag);
    const head = this.#bytes[this.position] ?? 0;
    if (encoding === undefined || head >> 5 !== 2 || head === indefiniteBytes) return this.#value(depth + 1);
    return Buffer.from(this.#next().value as Uint8Array).toString(encoding);
  }
}

function tokenizer(bytes: Uint8Array): Tokenizer {
  const { Tokenizer } = library();
  return new Tokenizer(bytes, wireOptions);
}

const laterEncodings: ReadonlyMap<number, BufferEncoding> = new Map([
  [21, "base64url"],
  [base64Tag, "base64"],
  [23, "hex"],
]);

const majorNames = [
  "positive integer",
  "negative integer",
  "byte string",
  "UTF-8 text string",
  "array",
  "map",
  "tag",
  "primitives",
];

function notAccepted(what: string): string {
  return `cbor: data item of cbor type primitives is not accepted by protocol: ${what}`;
}

function checkDepth(depth: number): void {
  if (depth > maxCborDepth) throw new CborError(`cbor: exceeded max nested level ${maxCborDepth}`);
}

const int64Max = 2n ** 63n - 1n;

function integer(value: number | bigint): number {
  if (typeof value === "bigint" && (value > int64Max || value < -int64Max - 1n)) {
    throw new CborError(`cbor: ${value} overflows Go's int64`);
  }
  return Number(value);
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw new CborError(notAccepted(Number.isNaN(value) ? "floating-point NaN" : "floating-point infinity"));
}

function epochTime(seconds: JsonValue): string {
  if (typeof seconds === "number" && Math.abs(seconds) <= maxSeconds) return formatTime(seconds * 1000);
  throw new CborError("cbor: tag 1 must hold seconds since 1970, up to the year 9999");
}

function validText(token: Token): string {
  if (token.byteValue !== undefined && !isUtf8(token.byteValue)) throw new CborError("cbor: invalid UTF-8 string");
  return token.value as string;
}

function setMember(map: JsonObject, key: string, value: JsonValue): void {
  if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}

function asCborError(error: unknown): CborError {
  if (error instanceof CborError) return error;
  return new CborError(error instanceof Error ? error.message : String(error), { cause: error });
}
