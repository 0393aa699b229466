/**
 * What stands at a place in CBOR that was decoded already: error messages name the types and numbers that were sent, and a decoded value
 * has lost them. Only for messages; the bytes are known to be well-formed.
 */

export interface CborPlace {
  /** As kube-apiserver's library calls it: `byte string`, `negative integer`. */
  readonly type: string;
  /** Of integers. */
  readonly value: bigint | undefined;
}

/** Indexed by major type. */
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

const breakByte = 0xff;

/** `path`: keys of maps and indexes of lists, from the outermost item on. undefined: there is nothing. */
export function cborAt(bytes: Uint8Array, path: readonly (string | number)[]): CborPlace | undefined {
  const walker = new Walker(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength));
  for (const step of path) if (!walker.enter(step)) return undefined;
  return walker.here();
}

interface Head {
  readonly major: number;
  readonly argument: bigint;
  /** Ends with a break instead of after `argument` items. */
  readonly open: boolean;
}

class Walker {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  here(): CborPlace {
    const { major, argument } = this.#headPastTags();
    const value = major === 0 ? argument : major === 1 ? -1n - argument : undefined;
    return { type: cborTypeNames[major] ?? "", value };
  }

  /** From a container to one of its items; false when it has no such item. */
  enter(step: string | number): boolean {
    const { major, argument, open } = this.#headPastTags();
    if (major !== 4 && major !== 5) return false;
    for (let index = 0n; open ? !this.#isBreak() : index < argument; index++) {
      const matches = major === 5 ? this.#string() === String(step) : index === BigInt(step);
      if (matches) return true;
      this.#skip();
    }
    return false;
  }

  #headPastTags(): Head {
    let head = this.#head();
    while (head.major === 6) head = this.#head();
    return head;
  }

  #head(): Head {
    const first = this.#bytes.readUInt8(this.#at++);
    const [major, info] = [first >> 5, first & 31];
    if (info < 24 || info === 31) return { major, argument: BigInt(info), open: info === 31 };
    const size = 2 ** (info - 24);
    const digits = this.#bytes.toString("hex", this.#at, this.#at + size);
    this.#at += size;
    return { major, argument: BigInt(`0x${digits}`), open: false };
  }

  #isBreak(): boolean {
    return this.#bytes[this.#at] === breakByte;
  }

  /** A key. Those that are no strings match nothing. */
  #string(): string | undefined {
    const start = this.#at;
    const { major, argument, open } = this.#head();
    const end = this.#at + Number(argument);
    const text = (major === 2 || major === 3) && !open ? this.#bytes.toString("utf8", this.#at, end) : undefined;
    this.#at = start;
    this.#skip();
    return text;
  }

  #skip(): void {
    const { major, argument, open } = this.#headPastTags();
    if (open) {
      while (!this.#isBreak()) this.#skip();
      this.#at += 1;
    } else if (major === 2 || major === 3) this.#at += Number(argument);
    else if (major === 4) for (let left = argument; left > 0n; left--) this.#skip();
    else if (major === 5) for (let left = argument * 2n; left > 0n; left--) this.#skip();
  }
}
