/**
 * From the bytes of a JSON body to a value and its kind. What cannot be read fails with kube-apiserver's words, Go's
 * syntax errors included; those are worked out only after JSON.parse has refused.
 */
import { goQuote, withoutBytes } from "../go-quote.js";
import { exceededDepth, isObject, jsonKind, maxJsonDepth } from "./decode-containers.js";
import { unrecognizedObject } from "./decode-error.js";

export interface JsonBody {
  readonly value: Record<string, unknown>;
  /** "" where the body does not say. */
  readonly kind: string;
  readonly apiVersion: string;
}

/** `expected`: kind of the resource asked for, for the message. Throws DecodeError. */
export function parseJsonBody(body: Uint8Array, expected: string): JsonBody {
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw unrecognizedObject(expected, parseError(jsonSyntaxError(body)), body);
  }
  return kindOfValue(value, expected, body);
}

/** As `parseJsonBody` for a value that was read from another format; `body` is what was sent. */
export function kindOfValue(value: unknown, expected: string, body: Uint8Array): JsonBody {
  if (value === null || value === undefined) return { value: {}, kind: "", apiVersion: "" };
  if (!isObject(value)) {
    const into = `Go value of type ${typeMeta}`;
    throw unrecognizedObject(expected, parseError(`json: cannot unmarshal ${jsonKind(value)} into ${into}`), body);
  }
  const said = { kind: "", apiVersion: "" };
  for (const name of Object.keys(value)) {
    const field = typeField(name);
    if (field === undefined) continue;
    const one = value[name];
    if (typeof one === "string") said[field] = one;
    else if (one !== null && one !== undefined) {
      const error = `json: cannot unmarshal ${jsonKind(one)} into Go struct field .${field} of type string`;
      throw unrecognizedObject(expected, parseError(error), body);
    }
  }
  const version = wellFormed(said.apiVersion);
  if (version.indexOf("/") !== version.lastIndexOf("/")) {
    throw unrecognizedObject(expected, `unexpected GroupVersion string: ${version}`, body);
  }
  // An empty group is the core group.
  return { value, kind: wellFormed(said.kind), apiVersion: version.startsWith("/") ? version.slice(1) : version };
}

/** Go looks for the two in any case, and the last one counts; the object's own decoder takes each name as it is. */
function typeField(name: string): "kind" | "apiVersion" | undefined {
  if (name === "kind" || name === "apiVersion") return name;
  if (name.length !== 4 && name.length !== 10) return undefined;
  const lower = name.toLowerCase();
  return lower === "kind" ? "kind" : lower === "apiversion" ? "apiVersion" : undefined;
}

/** Half a character is none to Go, which reads a sign for it. */
function wellFormed(text: string): string {
  return /[\ud800-\udfff]/.test(text) ? withoutBytes(text) : text;
}

const typeMeta =
  'struct { APIVersion string "json:\\"apiVersion,omitempty\\""; Kind string "json:\\"kind,omitempty\\"" }';

function parseError(why: string): string {
  return `couldn't get version/kind; json parse error: ${why}`;
}

const endOfInput = "unexpected end of JSON input";

/** Go's message for a text that is no JSON. */
export function jsonSyntaxError(text: string | Uint8Array): string {
  // Go looks at one byte at a time, and shows it as if it were a character.
  const scanner = new Scanner(Buffer.from(text as string).toString("latin1"));
  return scanner.run();
}

/** What is to be read next, or why nothing can be. */
type Next = "value" | "member" | "after" | { readonly error: string };

function failed(error: string): Next {
  return { error };
}

/** Follows Go's scanner state by state; nesting is a list, so depth costs no stack. */
class Scanner {
  private readonly text: string;
  private at = 0;
  private readonly open: ("[" | "{")[] = [];
  constructor(text: string) {
    this.text = text;
  }

  run(): string {
    let next: Next = "value";
    while (next === "value" || next === "member" || next === "after") {
      if (next === "value") next = this.value();
      else if (next === "member") next = this.member();
      else next = this.after();
    }
    return next.error;
  }

  private skipSpace(): void {
    while (/[ \t\r\n]/.test(this.text[this.at] ?? "")) this.at += 1;
  }

  private invalid(where: string): string {
    if (this.at >= this.text.length) return endOfInput;
    return `invalid character ${quoted(this.text[this.at] ?? "")} ${where}`;
  }

  /** Inside a literal Go takes the end of the input for a space. */
  private invalidInside(where: string): string {
    return this.at < this.text.length ? this.invalid(where) : `invalid character ' ' ${where}`;
  }

  private value(): Next {
    this.skipSpace();
    const char = this.text[this.at] ?? "";
    if (char === "{" || char === "[") {
      if (this.open.length >= maxJsonDepth) return failed(this.invalid(exceededDepth));
      this.open.push(char);
      this.at += 1;
      this.skipSpace();
      if (this.text[this.at] === (char === "{" ? "}" : "]")) return "after";
      return char === "{" ? "member" : "value";
    }
    const error = this.scalar(char);
    return error === undefined ? "after" : failed(error);
  }

  private scalar(char: string): string | undefined {
    if (char === '"') return this.string();
    if (char === "-" || isDigit(char)) return this.number();
    for (const word of ["true", "false", "null"]) if (char === word[0]) return this.word(word);
    return this.invalid("looking for beginning of value");
  }

  private member(): Next {
    this.skipSpace();
    if (this.text[this.at] !== '"') return failed(this.invalid("looking for beginning of object key string"));
    const error = this.string();
    if (error !== undefined) return failed(error);
    this.skipSpace();
    if (this.text[this.at] !== ":") return failed(this.invalid("after object key"));
    this.at += 1;
    return "value";
  }

  /** Behind a value, or in front of the end of an empty container. */
  private after(): Next {
    this.skipSpace();
    const container = this.open.at(-1);
    if (container === undefined) return failed(this.invalid("after top-level value"));
    const char = this.text[this.at] ?? "";
    this.at += 1;
    if (char === (container === "{" ? "}" : "]")) {
      this.open.pop();
      return "after";
    }
    if (char === ",") return container === "{" ? "member" : "value";
    this.at -= 1;
    return failed(this.invalid(container === "{" ? "after object key:value pair" : "after array element"));
  }

  private string(): string | undefined {
    this.at += 1;
    for (;;) {
      const char = this.text[this.at];
      if (char === undefined) return endOfInput;
      if (char === '"') break;
      if (char < " ") return this.invalid("in string literal");
      this.at += 1;
      if (char !== "\\") continue;
      const escaped = this.text[this.at] ?? "";
      if (!/^["\\/bfnrtu]$/.test(escaped)) return this.invalidInside("in string escape code");
      this.at += 1;
      if (escaped !== "u") continue;
      for (let digits = 0; digits < 4; digits++, this.at++) {
        if (!/^[0-9a-fA-F]$/.test(this.text[this.at] ?? ""))
          return this.invalidInside("in \\u hexadecimal character escape");
      }
    }
    this.at += 1;
    return undefined;
  }

  private number(): string | undefined {
    if (this.text[this.at] === "-") this.at += 1;
    if (this.text[this.at] === "0") this.at += 1;
    else if (!this.digits()) return this.invalidInside("in numeric literal");
    if (this.text[this.at] === ".") {
      this.at += 1;
      if (!this.digits()) return this.invalidInside("after decimal point in numeric literal");
    }
    if (/^[eE]$/.test(this.text[this.at] ?? "")) {
      this.at += 1;
      if (/^[-+]$/.test(this.text[this.at] ?? "")) this.at += 1;
      if (!this.digits()) return this.invalidInside("in exponent of numeric literal");
    }
    return undefined;
  }

  private digits(): boolean {
    const start = this.at;
    while (isDigit(this.text[this.at] ?? "")) this.at += 1;
    return this.at > start;
  }

  private word(word: string): string | undefined {
    for (const char of word) {
      if (this.text[this.at] !== char) return this.invalidInside(`in literal ${word} (expecting '${char}')`);
      this.at += 1;
    }
    return undefined;
  }
}

function isDigit(char: string): boolean {
  return char >= "0" && char <= "9" && char.length === 1;
}

/** As Go quotes one byte, which it takes for a character. */
function quoted(char: string): string {
  if (char === "'") return "'\\''";
  if (char === '"') return "'\"'";
  return `'${goQuote(char).slice(1, -1)}'`;
}
