/**
 * Reads JSON as Go's decoder reads it into types, where JSON.parse does not: whole numbers keep all their digits, numbers of fields that
 * take whole ones only keep how they were written, and of two members of one name the second goes into the first one's value. Slow;
 * called only for texts in which one of these was seen. The text must be one JSON.parse takes. Throws DecodeError.
 */
import { endOfValue } from "../json-text.js";
import { inOrder, keptText, RawJson, rawJson, rawMark } from "../raw-json.js";
import { exceededDepth, isObject, maxDepth, maxFreeDepth, maxJsonDepth } from "./decode-containers.js";
import { DecodeError } from "./decode-error.js";
import type { DecodeNode } from "./decode-types.js";
import { exactInteger } from "./long-numbers.js";
import { WrittenNumber } from "./written-number.js";

export { WrittenNumber };

/** `root`: what the text is decoded as next; undefined: nothing in particular, and of two members the last one counts. */
export function readExactly(text: string, root: DecodeNode | undefined): unknown {
  return new ExactReader(text, { typed: root !== undefined }).value(root, undefined);
}

/** As `readExactly`, but numbers that are no plain whole ones stay as they were written, for `stringifyJson`. */
export function readAsWritten(text: string): unknown {
  return new ExactReader(text, { asWritten: true, deepest: maxFreeDepth }).value(undefined, undefined);
}

/** What `stringifyMarked` wrote: raw values behind a mark are kept as text. */
export function readMarked(text: string): unknown {
  return new ExactReader(text, { marked: true }).value(undefined, undefined);
}

/** As `readAsWritten`, texts too, and members by name. */
export function readTextsInOrder(text: string): unknown {
  return new ExactReader(text, { asWritten: true, inOrder: true, deepest: maxFreeDepth }).value(undefined, undefined);
}

/** As `readExactly` for what comes from outside and has no type yet: what nests deeper than anybody should have to walk stays text. */
export function readFree(text: string): unknown {
  return new ExactReader(text, { deepest: maxFreeDepth }).value(undefined, undefined);
}

interface ReaderOptions {
  /** What has no type and is deeper stays text. */
  readonly deepest?: number;
  readonly asWritten?: boolean;
  readonly inOrder?: boolean;
  readonly marked?: boolean;
  /** Read as a type. */
  readonly typed?: boolean;
}

const wholeNumber = /^-?\d+$/;
const int64Limit = 2n ** 63n;

class ExactReader {
  private at = 0;
  private depth = 0;
  private readonly text: string;
  private readonly options: ReaderOptions;
  constructor(text: string, options: ReaderOptions = {}) {
    this.text = text;
    this.options = options;
  }

  /** `before`: what a member of this name had already. */
  value(node: DecodeNode | undefined, before: unknown): unknown {
    this.skipSpace();
    if (node?.raw === true || this.atMark()) return this.raw();
    switch (this.text[this.at]) {
      case "{":
        return this.nested(node, () => this.object(node, before));
      case "[":
        return this.nested(node, () => this.list(node, before));
      case '"':
        return this.options.inOrder === true ? this.raw() : this.string();
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

  private raw(): unknown {
    if (this.atMark()) this.at += 1;
    const end = endOfValue(this.text, this.at);
    const value = rawJson(this.text.slice(this.at, end));
    this.at = end;
    return this.notTooDeep(value);
  }

  private nested(node: DecodeNode | undefined, read: () => unknown): unknown {
    if (this.depth >= (node === undefined ? (this.options.deepest ?? maxDepth) : maxDepth)) return this.tooDeep(node);
    this.depth += 1;
    this.at += 1;
    const value = read();
    this.depth -= 1;
    return value;
  }

  /** Nobody walks it: what has no type may be as deep as it likes. */
  private tooDeep(node: DecodeNode | undefined): unknown {
    if (node !== undefined) throw new DecodeError(exceededDepth);
    const end = endOfValue(this.text, this.at);
    const value = keptText(this.text.slice(this.at, end));
    this.at = end;
    return this.notTooDeep(value);
  }

  private notTooDeep<T>(value: T): T {
    if (value instanceof RawJson && this.depth + value.depth > maxJsonDepth) throw new DecodeError(exceededDepth);
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
    return this.options.inOrder === true ? inOrder(object) : object;
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
    const text = JSON.parse(this.text.slice(start, this.at)) as string;
    // Half a pair is no character.
    return text.replace(/\p{Surrogate}/gu, "\ufffd");
  }

  private word<T>(word: string, value: T): T {
    this.at += word.length;
    return value;
  }

  private number(node: DecodeNode | undefined): unknown {
    const start = this.at;
    while (/[-+0-9.eE]/.test(this.text[this.at] ?? "")) this.at += 1;
    const written = this.text.slice(start, this.at);
    if (this.options.asWritten === true)
      return wholeNumber.test(written) && written !== "-0" ? exactInteger(written) : new WrittenNumber(written);
    switch (node?.numbers) {
      case "whole":
        return wholeInt64(written);
      case "text":
        return written;
      default:
        return wholeNumber.test(written) ? exactInteger(written) : this.finite(written, node);
    }
  }

  /** Go makes a double only where nothing has a type; a field that is no number says so itself, one that is unknown nothing. */
  private finite(written: string, node: DecodeNode | undefined): number | WrittenNumber {
    const number = Number(written);
    if (Number.isFinite(number)) return number;
    if (this.options.typed === true) return node?.kind === "scalar" ? new WrittenNumber(written) : number;
    throw new DecodeError(`json: cannot unmarshal number ${written} into Go value of type float64`);
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "") && !this.atMark()) this.at += 1;
  }

  /** Right behind what a value follows; elsewhere the character is white space. */
  private atMark(): boolean {
    return (
      this.options.marked === true && this.text[this.at] === rawMark && ":,[".includes(this.text[this.at - 1] ?? " ")
    );
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
