/**
 * CBOR's wire format, read: the heads of items, and whether an item is whole and well-formed. Depth is counted, not borne by the stack.
 * Errors have the words of kube-apiserver's library.
 */

/** Bytes that are no acceptable CBOR, or a value that has no such form. */
export class CborError extends Error {
  constructor(message: string, options: ErrorOptions = {}) {
    super(message, options);
    this.name = "CborError";
  }
}

/** Lists and maps in each other, and tags behind the first of a row; as in kube-apiserver. */
export const maxCborDepth = 10_000;
const maxItems = 2_147_483_647;
const maxPairs = 2_097_152;

/** Indexed by major type, as kube-apiserver's library calls them. */
export const cborTypeNames = [
  "positive integer",
  "negative integer",
  "byte string",
  "UTF-8 text string",
  "array",
  "map",
  "tag",
  "primitives",
] as const;

export const major = { unsigned: 0, negative: 1, bytes: 2, text: 3, list: 4, map: 5, tag: 6, simple: 7 } as const;
export const simple = { false: 20, true: 21, null: 22, undefined: 23 } as const;

/** Sizes of what follows a head's first byte. */
const [inOneByte, inEightBytes, open] = [24, 27, 31];
const breakByte = 0xff;
const breakCode = 'cbor: unexpected "break" code';

/** A place among bytes, and the head that was read last. Throws CborError and nothing else. */
export class CborWire {
  readonly bytes: Buffer;
  at: number;
  major = 0;
  info = 0;
  /** Length, number of items, tag or value; exact. Of floats: their bits. */
  argument: number | bigint = 0;

  constructor(bytes: Uint8Array, at = 0) {
    this.bytes = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.at = at;
  }

  /** Ends with a break. */
  get open(): boolean {
    return this.info === open;
  }

  get isFloat(): boolean {
    return this.major === major.simple && this.info > inOneByte && this.info <= inEightBytes;
  }

  get float(): number {
    const { at, bytes, info } = this;
    if (info === inEightBytes) return bytes.readDoubleBE(at - 8);
    return info === inEightBytes - 1 ? bytes.readFloatBE(at - 4) : halfFloat(bytes.readUInt16BE(at - 2));
  }

  get typeName(): string {
    return cborTypeNames[this.major] ?? "";
  }

  /** The next item's, without reading it; 7 at the end. */
  get nextMajor(): number {
    return (this.bytes[this.at] ?? breakByte) >> 5;
  }

  get nextIsFloat(): boolean {
    const info = (this.bytes[this.at] ?? 0) & 31;
    return this.nextMajor === major.simple && info > inOneByte && info <= inEightBytes;
  }

  /** Takes the break, when it is next. */
  takeBreak(): boolean {
    if (this.at >= this.bytes.length) throw unexpectedEnd();
    if (this.bytes[this.at] !== breakByte) return false;
    this.at += 1;
    return true;
  }

  head(): void {
    const first = this.bytes[this.at];
    if (first === undefined) throw unexpectedEnd();
    this.at += 1;
    this.major = first >> 5;
    this.info = first & 31;
    this.argument = this.info;
    if (this.info < inOneByte) return;
    if (this.info === open) {
      this.#checkOpen();
      return;
    }
    if (this.info > inEightBytes) throw this.#invalidInfo();
    this.#readArgument(2 ** (this.info - inOneByte));
    if (this.major !== major.simple) return;
    if (this.info === inOneByte && Number(this.argument) < 32) {
      throw new CborError(`cbor: invalid simple value ${this.argument} for type primitives`);
    }
    if (this.isFloat) checkFinite(this.float);
  }

  /** Behind the head of a byte string or a text, in pieces or whole: what it holds. */
  string(): Buffer {
    if (!this.open) return this.#piece();
    const pieces: Buffer[] = [];
    while (!this.takeBreak()) {
      this.head();
      pieces.push(this.#piece());
    }
    return Buffer.concat(pieces);
  }

  #piece(): Buffer {
    const end = this.at + Number(this.argument);
    const bytes = this.bytes.subarray(this.at, end);
    this.at = end;
    return bytes;
  }

  #readArgument(size: number): void {
    const { at, bytes } = this;
    if (bytes.length - at < size) throw unexpectedEnd();
    this.at += size;
    if (size < 8) this.argument = bytes.readUIntBE(at, size);
    else {
      const long = bytes.readBigUInt64BE(at);
      this.argument = long <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(long) : long;
    }
  }

  #checkOpen(): void {
    if (this.major === major.simple) throw new CborError(breakCode);
    if (this.major < major.bytes || this.major === major.tag) throw this.#invalidInfo();
  }

  #invalidInfo(): CborError {
    return new CborError(`cbor: invalid additional information ${this.info} for type ${this.typeName}`);
  }
}

/** Where the well-formed item that begins at `start` ends. Throws CborError. */
export function endOfItem(bytes: Uint8Array, start: number): number {
  const wire = new CborWire(bytes, start);
  if (start >= wire.bytes.length) throw new CborError("EOF");
  /** Items that are still to come in each container that is open; infinite ones end with a break. */
  const left: number[] = [];
  /** Of the same containers: depths, and whether an open one is a map whose value is to come. */
  const depths: number[] = [];
  const halves: (boolean | undefined)[] = [];
  for (;;) {
    let depth = passTags(wire, depths.at(-1) ?? 0);
    if (wire.major === major.bytes || wire.major === major.text) passString(wire);
    else if (wire.major === major.list || wire.major === major.map) {
      depth = deeper(depth);
      left.push(itemsOf(wire));
      depths.push(depth);
      halves.push(wire.open && wire.major === major.map ? false : undefined);
    }
    while (left.length > 0 && isComplete(wire, left, halves)) {
      left.pop();
      depths.pop();
      halves.pop();
    }
    if (left.length === 0) return wire.at;
  }
}

/** Takes the next item off the innermost container, or says that it has no more. */
function isComplete(wire: CborWire, left: number[], halves: (boolean | undefined)[]): boolean {
  const top = left.length - 1;
  const items = left[top] ?? 0;
  if (items !== Number.POSITIVE_INFINITY) {
    if (items === 0) return true;
    left[top] = items - 1;
    return false;
  }
  const half = halves[top];
  if (wire.takeBreak()) {
    if (half === true) throw new CborError(breakCode);
    return true;
  }
  if (half !== undefined) halves[top] = !half;
  return false;
}

/** Reads the head behind any tags. The first tag of a row adds no depth. */
function passTags(wire: CborWire, depth: number): number {
  let deep = depth;
  wire.head();
  while (wire.major === major.tag) {
    const tag = wire.argument;
    if (wire.at >= wire.bytes.length) throw unexpectedEnd();
    if (tag === 2 || tag === 3)
      throw new CborError("cbor: data item of cbor type tag is not accepted by protocol: bignum");
    if (wire.nextMajor === major.tag) deep = deeper(deep);
    wire.head();
  }
  return deep;
}

function deeper(depth: number): number {
  if (depth >= maxCborDepth) throw new CborError(`cbor: exceeded max nested level ${maxCborDepth}`);
  return depth + 1;
}

function itemsOf(wire: CborWire): number {
  if (wire.open) return Number.POSITIVE_INFINITY;
  const count = wire.argument;
  const isMap = wire.major === major.map;
  if (typeof count === "bigint" && count >= 2n ** 63n) {
    const what = `cbor: ${wire.typeName} length ${count}`;
    throw new CborError(`${what} is too large, it would cause integer overflow`);
  }
  if (isMap && count > maxPairs) {
    throw new CborError(`cbor: exceeded max number of key-value pairs ${maxPairs} for CBOR map`);
  }
  if (count > maxItems) throw new CborError(`cbor: exceeded max number of elements ${maxItems} for CBOR array`);
  return Number(count) * (isMap ? 2 : 1);
}

function passString(wire: CborWire): void {
  if (!wire.open) {
    passBytes(wire);
    return;
  }
  const { major: whole, typeName } = wire;
  while (!wire.takeBreak()) {
    if (wire.nextMajor !== whole) {
      const piece = cborTypeNames[wire.nextMajor];
      throw new CborError(`cbor: wrong element type ${piece} for indefinite-length ${typeName}`);
    }
    wire.head();
    if (wire.open) throw new CborError(`cbor: indefinite-length ${typeName} chunk is not definite-length`);
    passBytes(wire);
  }
}

function passBytes(wire: CborWire): void {
  const length = wire.argument;
  if (typeof length === "bigint" && length >= 2n ** 63n) {
    throw new CborError(`cbor: ${wire.typeName} length ${length} is too large, causing integer overflow`);
  }
  if (length > wire.bytes.length - wire.at) throw unexpectedEnd();
  wire.at += Number(length);
}

function unexpectedEnd(): CborError {
  return new CborError("unexpected EOF");
}

function checkFinite(value: number): void {
  if (Number.isFinite(value)) return;
  const what = Number.isNaN(value) ? "NaN" : "infinity";
  throw new CborError(`cbor: data item of cbor type primitives is not accepted by protocol: floating-point ${what}`);
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits & 0x8000 ? -1 : 1, (bits >> 10) & 0x1f, bits & 0x3ff];
  if (exponent === 0x1f) return fraction === 0 ? sign * Number.POSITIVE_INFINITY : Number.NaN;
  return exponent === 0 ? sign * fraction * 2 ** -24 : sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}
