/**
 * What binary answers look like, in a form that two servers can be compared by: of CBOR how each value is encoded, of protobuf the fields
 * by
 * their numbers. Neither knows a schema, so both servers are read in the same way whatever they sent.
 */
import { isUtf8 } from "node:buffer";

const majors = ["uint", "nint", "bytes", "text", "array", "map", "tag", "simple"] as const;

/** A line for each value of a CBOR sequence: its path and its encoding, in the order of paths, as maps have none. Throws RangeError. */
export function cborLayout(bytes: Buffer): readonly string[] {
  const reader = new CborReader(bytes);
  for (let item = 0; !reader.done; item++) reader.item(`${item}`);
  return reader.lines.sort();
}

class CborReader {
  readonly lines: string[] = [];
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  get done(): boolean {
    return this.#at >= this.#bytes.length;
  }

  /** The text of a string, for whom it is a key. */
  item(path: string): string {
    const head = this.#bytes.readUInt8(this.#at++);
    const [major, info] = [head >> 5, head & 31];
    const kind = majors[major] ?? "";
    const length = info === 31 ? Number.POSITIVE_INFINITY : this.#argument(info);
    const size = info < 24 ? "" : info === 31 ? " open" : ` +${2 ** (info - 24)}`;
    if (kind === "bytes" || kind === "text") {
      this.lines.push(`${path}: ${kind}`);
      const text = this.#bytes.toString("utf8", this.#at, this.#at + length);
      this.#at += length;
      return text;
    }
    this.lines.push(`${path}: ${kind}${kind === "tag" ? ` ${length}` : kind === "simple" ? ` ${info}` : size}`);
    if (kind === "tag") return this.item(path);
    if (kind === "array") for (let at = 0; at < length; at++) this.item(`${path}[${at}]`);
    if (kind === "map") for (let at = 0; at < length; at++) this.#member(path);
    return "";
  }

  #member(path: string): void {
    const before = this.lines.length;
    const key = this.item("");
    const [how = ""] = this.lines.splice(before);
    this.item(`${path}.${key}${how === ": bytes" ? "" : `(${how})`}`);
  }

  #argument(info: number): number {
    if (info < 24) return info;
    const size = 2 ** (info - 24);
    const value = this.#bytes.subarray(this.#at, this.#at + size);
    this.#at += size;
    return value.reduce((sum, byte) => sum * 256 + byte, 0);
  }
}

const magic = Buffer.from("k8s\0");
const secondsNow = [1_600_000_000, 2_500_000_000] as const;

/** A line for each field: the numbers on the way to it, and its value. */
export function protobufLines(bytes: Buffer): readonly string[] {
  const start = bytes.subarray(0, magic.length).equals(magic) ? magic.length : 0;
  return fieldsOf(bytes.subarray(start), "") ?? [`not protobuf: ${bytes.toString("hex")}`];
}

/** Messages of a watch, each behind its length. */
export function protobufFrames(bytes: Buffer): readonly (readonly string[])[] {
  const frames: (readonly string[])[] = [];
  for (let at = 0; at + 4 <= bytes.length; ) {
    const end = at + 4 + bytes.readUInt32BE(at);
    frames.push(protobufLines(bytes.subarray(at + 4, end)));
    at = end;
  }
  return frames;
}

function fieldsOf(bytes: Buffer, path: string): readonly string[] | undefined {
  const lines: string[] = [];
  let at = 0;
  const varint = (): number | undefined => {
    let value = 0;
    for (let shift = 0; shift < 70 && at < bytes.length; shift += 7) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return undefined;
  };
  while (at < bytes.length) {
    const tag = varint() ?? 0;
    const [number, wire] = [Math.floor(tag / 8), tag % 8];
    const here = `${path}.${number}`;
    if (number === 0 || number > 20_000) return undefined;
    if (wire === 0) {
      const value = varint();
      if (value === undefined) return undefined;
      lines.push(`${here}: ${value > secondsNow[0] && value < secondsNow[1] ? "<time>" : value}`);
    } else if (wire === 1 || wire === 5) {
      const end = at + (wire === 1 ? 8 : 4);
      if (end > bytes.length) return undefined;
      lines.push(`${here}: ${bytes.toString("hex", at, end)}`);
      at = end;
    } else if (wire === 2) {
      const length = varint() ?? Number.POSITIVE_INFINITY;
      if (at + length > bytes.length) return undefined;
      lines.push(...valueLines(bytes.subarray(at, at + length), here));
      at += length;
    } else return undefined;
  }
  return lines;
}

/** Text when it reads as text, a message when it reads as one, or else bytes. */
function valueLines(bytes: Buffer, path: string): readonly string[] {
  const shown = isUtf8(bytes) ? bytes.toString() : undefined;
  const isText = bytes.every((byte) => byte >= 0x20 || byte === 0x09);
  if (shown !== undefined && isText) return [`${path}: ${JSON.stringify(revision(shown, path))}`];
  const inner = bytes.subarray(0, magic.length).equals(magic) ? protobufLines(bytes) : fieldsOf(bytes, path);
  if (inner !== undefined) return [`${path}:`, ...inner];
  return [`${path}: ${shown === undefined ? bytes.toString("hex") : JSON.stringify(shown)}`];
}

/** The resourceVersion of an object's metadata is field 6, that of a list's is field 2; lists of v1beta1 have their metadata last. */
function revision(shown: string, path: string): string {
  return /\.1\.(6|2)$|^\.2\.2\.2$/.test(path) && /^\d+$/.test(shown) ? "<revision>" : shown;
}
