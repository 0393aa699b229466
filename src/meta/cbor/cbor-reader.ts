/**
 * The reader of CBOR: one item after the other, in the words of kube-apiserver's library where it refuses. The wire format is cborg's;
 * what is taken of it, and strings in pieces, are decided here.
 */
import { isUtf8 } from "node:buffer";
import type * as Cborg from "cborg";
import { assert } from "../../util/assert.js";
import { exactInteger } from "../compile/long-numbers.js";
import type { JsonObject, JsonValue } from "../schema.js";
import { formatTime } from "../time.js";
import { cborTypeNames } from "./cbor-place.js";

let loaded: Library | undefined;

type Library = Pick<typeof Cborg, "encode" | "Token" | "Tokenizer" | "Type">;
type Token = Cborg.Token;
type Tokenizer = Cborg.Tokenizer;

/** Must have resolved before anything is encoded or decoded. Most servers speak no CBOR, and start without its files. */
export async function loadCbor(): Promise<void> {
  loaded ??= await import("cborg");
}

/** For the writer too. */
export function library(): Library {
  assert(loaded !== undefined, "CBOR is used before it was loaded");
  return loaded;
}

/** Bytes that are no acceptable CBOR, or a value that has no such form. */
export class CborError extends Error {
  /** The bytes are CBOR, but say something that is not taken: whoever only looks for the kind of an object does not mind. */
  readonly wellFormed: boolean;

  constructor(message: string, options: ErrorOptions & { readonly wellFormed?: boolean } = {}) {
    super(message, options);
    this.name = "CborError";
    this.wellFormed = options.wellFormed === true;
  }
}

/** kube-apiserver takes ten times as much; no object comes near either, and the stack of any process bears this one. */
export const maxCborDepth = 1_000;

export const base64Tag = 22;
const selfDescribedTag = 55_799;
/** The end of the year 9999. */
const maxSeconds = 253_402_300_799;
const maxItems = 2_147_483_647;
const maxPairs = 2_097_152;

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

/** Reads items one behind the other. */
export class CborReader {
  readonly #bytes: Uint8Array;
  #wire: Tokenizer;
  /** Where the wire reader's bytes begin in all bytes. */
  #base = 0;

  readonly #typed: boolean;

  constructor(bytes: Uint8Array, typed = false) {
    this.#bytes = bytes;
    this.#typed = typed;
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
      throw this.#unreadable(error);
    }
  }

  #unreadable(cause: unknown): CborError {
    const head = this.#bytes[this.position] ?? 0;
    const [major, info] = [head >> 5, head & 31];
    if (info >= 28)
      return new CborError(`cbor: invalid additional information ${info} for type ${cborTypeNames[major]}`);
    if (major === 7 && info <= 24) {
      const simple = info < 24 ? info : (this.#bytes[this.position + 1] ?? 0);
      if (info === 24 && simple < 32) return new CborError(`cbor: invalid simple value ${simple} for type primitives`);
      return notAccepted(`simple value ${simple} is not recognized`);
    }
    return new CborError("unexpected EOF", { cause });
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
        return this.#typed
          ? exactInteger(BigInt(token.value as number | bigint))
          : integer(token.value as number | bigint);
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
        throw notAccepted("simple value 23 is not recognized", depth > 1);
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
      const major = (this.#bytes[this.position] ?? 0) >> 5;
      const token = this.#next();
      if (token.type === Type.break) return Buffer.concat(pieces).toString();
      if (token.type !== type) {
        const whole = cborTypeNames[head >> 5];
        throw new CborError(`cbor: wrong element type ${cborTypeNames[major]} for indefinite-length ${whole}`);
      }
      if (type === Type.string) validText(token);
      pieces.push(type === Type.bytes ? (token.value as Uint8Array) : (token.byteValue as Uint8Array));
    }
  }

  #array(length: number, depth: number): JsonValue[] {
    checkDepth(depth);
    if (length > maxItems && length !== Number.POSITIVE_INFINITY) {
      throw new CborError(`cbor: exceeded max number of elements ${maxItems} for CBOR array`);
    }
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
    if (length > maxPairs && length !== Number.POSITIVE_INFINITY) {
      throw new CborError(`cbor: exceeded max number of key-value pairs ${maxPairs} for CBOR map`);
    }
    const map: JsonObject = {};
    for (let index = 0; index < length; index++) {
      const major = (this.#bytes[this.position] ?? 0) >> 5;
      const found = this.#item(depth + 1);
      if (found === stop) {
        if (length === Number.POSITIVE_INFINITY) break;
        throw new CborError(breakCode);
      }
      const key = this.#typed || found !== null ? found : "";
      if (typeof key !== "string") {
        if (!this.#typed || major > 1) throw noKey(major, this.#typed);
        this.#value(depth + 1);
        continue;
      }
      if (Object.hasOwn(map, key)) {
        const where = `${JSON.stringify(key)} at map element index ${index}`;
        throw new CborError(`cbor: found duplicate map key ${where}`, { wellFormed: depth > 1 });
      }
      setMember(map, key, this.#value(depth + 1));
    }
    return map;
  }

  #tagged(tag: number, depth: number): JsonValue {
    checkDepth(depth);
    if (tag === 1) return this.#typed ? this.#value(depth + 1) : epochTime(this.#value(depth + 1));
    if (tag === 2 || tag === 3) {
      const why = "cbor: data item of cbor type tag is not accepted by protocol: bignum";
      throw new CborError(why);
    }
    const encoding = laterEncodings.get(tag);
    const head = this.#bytes[this.position] ?? 0;
    if (tag === 0 && head >> 5 !== 3) {
      const why = `cbor: tag number 0 must be followed by text string, got ${cborTypeNames[head >> 5]}`;
      throw new CborError(why, { wellFormed: true });
    }
    // What stands behind the self-described tag is still the whole.
    if (tag === selfDescribedTag && depth === 1) return this.#value(depth);
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

function notAccepted(what: string, wellFormed = true): CborError {
  return new CborError(`cbor: data item of cbor type primitives is not accepted by protocol: ${what}`, { wellFormed });
}

function noKey(major: number, typed: boolean): CborError {
  const type = cborTypeNames[major];
  const more = typed ? ` (map key is of type ${type} and cannot be used to match struct field name)` : "";
  return new CborError(`cbor: cannot unmarshal ${type} into Go value of type string${more}`, { wellFormed: !typed });
}

function checkDepth(depth: number): void {
  if (depth > maxCborDepth) throw new CborError(`cbor: exceeded max nested level ${maxCborDepth}`);
}

const int64Max = 2n ** 63n - 1n;

function integer(value: number | bigint): number | bigint {
  if (typeof value === "bigint" && (value > int64Max || value < -int64Max - 1n)) {
    const type = cborTypeNames[value < 0 ? 1 : 0];
    const why = `cbor: cannot unmarshal ${type} into Go value of type int64 (${value} overflows Go's int64)`;
    throw new CborError(why, { wellFormed: true });
  }
  return exactInteger(BigInt(value));
}

function finite(value: number): number {
  if (Number.isFinite(value)) return value;
  throw notAccepted(Number.isNaN(value) ? "floating-point NaN" : "floating-point infinity", false);
}

function epochTime(seconds: JsonValue): string {
  if (typeof seconds === "number" && Math.abs(seconds) <= maxSeconds) return formatTime(seconds * 1000);
  throw new CborError("cbor: tag 1 must hold seconds since 1970, up to the year 9999");
}

function validText(token: Token): string {
  if (token.byteValue !== undefined && !isUtf8(token.byteValue))
    throw new CborError("cbor: invalid UTF-8 string", { wellFormed: true });
  return token.value as string;
}

function setMember(map: JsonObject, key: string, value: JsonValue): void {
  if (key !== "__proto__") map[key] = value;
  else Object.defineProperty(map, key, { value, enumerable: true, writable: true, configurable: true });
}
