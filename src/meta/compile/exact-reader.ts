/**
 * Reads JSON as Go's decoder reads it into types, where JSON.parse does not: whole numbers keep all their digits, numbers of fields that
 * take whole ones only keep how they were written, and of two members of one name the second goes into the first one's value. Slow;
 * called only for texts in which one of these was seen. The text must be one JSON.parse takes. Throws DecodeError.
 */
import { isObject, maxDepth } from "./decode-containers.js";
import { DecodeError } from "./decode-error.js";
import type { DecodeNode } from "./decode-types.js";
import { exactInteger } from "./long-numbers.js";
import { WrittenNumber } from "./written-number.js";

export { WrittenNumber };

/** `root`: what the text is decoded as next; undefined: nothing in particular, and of two members the last one counts. */
export function readExactly(text: string, root: DecodeNode | undefined): unknown {
  return new ExactReader(text).value(root, undefined);
}

/** As `readExactly`, but numbers that are no plain whole ones stay as they were written, for `stringifyJson`. */
export function readAsWritten(text: string): unknown {
  return new ExactReader(text, true).value(undefined, undefined);
}

const wholeNumber = /^-?\d+$/;
const int64Limit = 2n ** 63n;

class ExactReader {
  private at = 0;
  private depth = 0;
  private readonly text: string;
  private readonly asWritten: boolean;
  constructor(text: string, asWritten = false) {
    this.text = text;
    this.asWritten = asWritten;
  }

  /** `before`: what a member of this name had already. */
  value(node: DecodeNode | undefined, before: unknown): unknown {
    this.skipSpace();
    switch (this.text[this.at]) {
      case "{":
        return this.nested(() => this.object(node, before));
      case "[":
        return this.nested(() => this.list(node, before));
      case '"':
        return this.string();
      case "t":
        return this.word("true", true);
      case "f":
        return this.word("false", false);
      case "n":
        return this.word("null", null);
      default:
        return this.number(node);
    }
  }

  private nested(read: () => unknown): unknown {
    this.depth += 1;
    if (this.depth > maxDepth) throw new DecodeError("exceeded max depth");
    this.at += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  private object(node: DecodeNode | undefined, before: unknown): unknown {
    const typed = node?.kind === "struct" || node?.kind === "map" ? node : undefined;
    typed?.prepare();
    const object: Record<string, unknown> = typed !== undefined && isObject(before) ? before : {};
    for (this.skipSpace(); this.text[this.at] !== "}"; this.skipSpace()) {
      if (this.text[this.at] === ",") this.at += 1;
      this.skipSpace();
      const name = this.string();
      this.skipSpace();
      this.at += 1;
      this.member(typed, object, name);
    }
    this.at += 1;
    return object;
  }

  private member(owner: DecodeNode | undefined, object: Record<string, unknown>, name: string): void {
    const struct = owner?.kind === "struct";
    const node = struct ? (owner.fields.get(name) ?? owner.item) : owner?.item;
    // A map's value is always a new one.
    const before = struct && Object.hasOwn(object, name) ? object[name] : undefined;
    const value = this.value(node, before);
    if (value === null && before !== undefined && keepsValueOverNull(owner, name, node)) return;
    Object.defineProperty(object, name, { value, enumerable: true, writable: true, configurable: true });
  }

  /** Go reads into the items that are there already. */
  private list(node: DecodeNode | undefined, before: unknown): unknown {
    const typed = node?.kind === "list" ? node : undefined;
    typed?.prepare();
    const former: readonly unknown[] = typed !== undefined && Array.isArray(before) ? before : [];
    const list: unknown[] = [];
    for (this.skipSpace(); this.text[this.at] !== "]"; this.skipSpace()) {
      if (this.text[this.at] === ",") this.at += 1;
      list.push(this.value(typed?.item, former[list.length]));
    }
    this.at += 1;
    return list;
  }

  private string(): string {
    const start = this.at;
    this.at += 1;
    while (this.text[this.at] !== '"') this.at += this.text[this.at] === "\\" ? 2 : 1;
    this.at += 1;
    return JSON.parse(this.text.slice(start, this.at)) as string;
  }

  private word<T>(word: string, value: T): T {
    this.at += word.length;
    return value;
  }

  private number(node: DecodeNode | undefined): unknown {
    const start = this.at;
    while (/[-+0-9.eE]/.test(this.text[this.at] ?? "")) this.at += 1;
    const written = this.text.slice(start, this.at);
    if (this.asWritten) return wholeNumber.test(written) ? exactInteger(written) : new WrittenNumber(written);
    switch (node?.numbers) {
      case "whole":
        return wholeInt64(written);
      case "text":
        return written;
      default:
        return wholeNumber.test(written) ? exactInteger(written) : finiteNumber(written);
    }
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "")) this.at += 1;
  }
}

/** null says nothing about a value that is no pointer in Go. */
function keepsValueOverNull(owner: DecodeNode | undefined, name: string, node: DecodeNode | undefined): boolean {
  return node?.kind === "scalar" && owner?.omitZero?.has(name) === true;
}

function wholeInt64(written: string): number | bigint | WrittenNumber {
  if (!wholeNumber.test(written)) return new WrittenNumber(written);
  const exact = exactInteger(written);
  if (typeof exact === "bigint" && (exact >= int64Limit || exact < -int64Limit)) return new WrittenNumber(written);
  return exact;
}

function finiteNumber(written: string): number {
  const number = Number(written);
  if (Number.isFinite(number)) return number;
  throw new DecodeError(`json: cannot unmarshal number ${written} into Go value of type float64`);
}
