/**
 * What JSON.parse does not tell: where a text goes wrong in the words of Go's decoder (clients see them in Status messages), and
 * which keys of an object stand twice (`spec.ports[0].name`).
 *
 * Both walk the text once, without recursion on the text's depth, and only when asked: after JSON.parse has failed, or for field validation.
 */

/** Why `text` is not JSON. Must only be asked about text that JSON.parse refuses. */
export function explainSyntaxError(text: string): string {
  return new Scanner(text).run() ?? "unexpected end of JSON input";
}

/** Paths of keys that appear more than once in their object, in the order of their second appearance. `text` must be JSON. */
export function duplicateKeys(text: string): string[] {
  const scanner = new Scanner(text);
  scanner.run();
  return scanner.duplicates;
}

interface Level {
  /** Keys seen so far; undefined in a list. */
  readonly keys: Set<string> | undefined;
  /** Path of the container. */
  readonly path: string;
  index: number;
  key: string;
}

type Expected = "value" | "valueOrEnd" | "key" | "keyOrEnd" | "colon" | "commaOrEnd" | "nothing";

const whitespace = " \t\r\n";

class Scanner {
  readonly duplicates: string[] = [];
  readonly #text: string;
  #at = 0;
  #expected: Expected = "value";
  readonly #levels: Level[] = [];

  constructor(text: string) {
    this.#text = text;
  }

  /** The first error, undefined when the text ends too early or not at all wrongly. */
  run(): string | undefined {
    for (;;) {
      while (this.#at < this.#text.length && whitespace.includes(this.#text.charAt(this.#at))) this.#at++;
      if (this.#at >= this.#text.length) return undefined;
      const error = this.#step(this.#text.charAt(this.#at));
      if (error !== undefined) return error;
    }
  }

  #step(char: string): string | undefined {
    switch (this.#expected) {
      case "nothing":
        return this.#unexpected("after top-level value");
      case "colon":
        if (char !== ":") return this.#unexpected("after object key");
        this.#at++;
        this.#expected = "value";
        return undefined;
      case "commaOrEnd":
        return this.#afterValue(char);
      case "key":
      case "keyOrEnd":
        if (char === "}" && this.#expected === "keyOrEnd") return this.#close();
        if (char !== '"') return this.#unexpected("looking for beginning of object key string");
        return this.#key();
      case "value":
      case "valueOrEnd":
        if (char === "]" && this.#expected === "valueOrEnd") return this.#close();
        return this.#value(char);
    }
  }

  #afterValue(char: string): string | undefined {
    const inList = this.#levels.at(-1)?.keys === undefined;
    if (char === ",") {
      this.#at++;
      this.#expected = inList ? "value" : "key";
      return undefined;
    }
    if (char === (inList ? "]" : "}")) return this.#close();
    return this.#unexpected(inList ? "after array element" : "after object key:value pair");
  }

  #value(char: string): string | undefined {
    const parent = this.#levels.at(-1);
    if (parent !== undefined && parent.keys === undefined) parent.index++;
    if (char === "{" || char === "[") {
      this.#levels.push({ keys: char === "{" ? new Set() : undefined, path: this.#path(), index: -1, key: "" });
      this.#at++;
      this.#expected = char === "{" ? "keyOrEnd" : "valueOrEnd";
      return undefined;
    }
    const error = this.#scalar(char);
    if (error === undefined) this.#valueDone();
    return error;
  }

  #scalar(char: string): string | undefined {
    if (char === '"') return this.#string();
    if (char === "-" || (char >= "0" && char <= "9")) return this.#number();
    const literal = ["true", "false", "null"].find((word) => word.startsWith(char));
    return literal === undefined ? this.#unexpected("looking for beginning of value") : this.#literal(literal);
  }

  #literal(word: string): string | undefined {
    for (const letter of word) {
      if (this.#ended()) return undefined;
      if (this.#text.charAt(this.#at) !== letter) return this.#unexpected(`in literal ${word} (expecting '${letter}')`);
      this.#at++;
    }
    return undefined;
  }

  #key(): string | undefined {
    const start = this.#at;
    const error = this.#string();
    if (error !== undefined || this.#at > this.#text.length) return error;
    const level = this.#levels.at(-1);
    if (level?.keys !== undefined) {
      level.key = JSON.parse(this.#text.slice(start, this.#at)) as string;
      if (level.keys.has(level.key)) this.duplicates.push(this.#path());
      level.keys.add(level.key);
    }
    this.#expected = "colon";
    return undefined;
  }

  #string(): string | undefined {
    this.#at++;
    for (; !this.#ended(); this.#at++) {
      const char = this.#text.charAt(this.#at);
      if (char === '"') {
        this.#at++;
        return undefined;
      }
      if (char < " ") return this.#unexpected("in string literal");
      if (char === "\\") {
        const error = this.#escape();
        if (error !== undefined) return error;
      }
    }
    this.#at = this.#text.length + 1;
    return undefined;
  }

  /** Leaves the position on the last character of the escape. */
  #escape(): string | undefined {
    this.#at++;
    if (this.#ended()) return undefined;
    const char = this.#text.charAt(this.#at);
    if (!'"\\/bfnrtu'.includes(char)) return this.#unexpected("in string escape code");
    for (let digit = 0; char === "u" && digit < 4; digit++) {
      this.#at++;
      if (this.#ended()) return undefined;
      if (!/[0-9a-fA-F]/.test(this.#text.charAt(this.#at)))
        return this.#unexpected("in \\u hexadecimal character escape");
    }
    return undefined;
  }

  #number(): string | undefined {
    if (this.#text.charAt(this.#at) === "-") this.#at++;
    if (this.#ended()) return undefined;
    if (this.#text.charAt(this.#at) === "0") this.#at++;
    else if (!this.#digits()) return this.#unexpected("in numeric literal");
    if (this.#text.charAt(this.#at) === ".") {
      this.#at++;
      if (this.#ended()) return undefined;
      if (!this.#digits()) return this.#unexpected("after decimal point in numeric literal");
    }
    if (/[eE]/.test(this.#text.charAt(this.#at))) {
      this.#at++;
      if (/[+-]/.test(this.#text.charAt(this.#at))) this.#at++;
      if (this.#ended()) return undefined;
      if (!this.#digits()) return this.#unexpected("in exponent of numeric literal");
    }
    return undefined;
  }

  #digits(): boolean {
    const start = this.#at;
    while (/\d/.test(this.#text.charAt(this.#at))) this.#at++;
    return this.#at > start;
  }

  #close(): undefined {
    this.#at++;
    this.#levels.pop();
    this.#valueDone();
  }

  #valueDone(): void {
    this.#expected = this.#levels.length === 0 ? "nothing" : "commaOrEnd";
  }

  /** Path of the value that comes next: the field last named or the item last begun. */
  #path(): string {
    const level = this.#levels.at(-1);
    if (level === undefined) return "";
    if (level.keys === undefined) return `${level.path}[${level.index}]`;
    return level.path === "" ? level.key : `${level.path}.${level.key}`;
  }

  #ended(): boolean {
    return this.#at >= this.#text.length;
  }

  #unexpected(where: string): string {
    // Go's decoder reads bytes and shows the one it stumbles over as a character.
    const bytes = Buffer.from(String.fromCodePoint(this.#text.codePointAt(this.#at) ?? 0));
    return `invalid character ${quoteChar(String.fromCharCode(bytes[0] ?? 0))} ${where}`;
  }
}

const escapes: Readonly<Record<string, string>> = {
  "'": "'\\''",
  '"': "'\"'",
  "\n": "'\\n'",
  "\r": "'\\r'",
  "\t": "'\\t'",
  "\b": "'\\b'",
  "\f": "'\\f'",
  "\v": "'\\v'",
  "\\": "'\\\\'",
};

function quoteChar(char: string): string {
  const known = escapes[char];
  if (known !== undefined) return known;
  return char < " " ? `'\\x${char.charCodeAt(0).toString(16).padStart(2, "0")}'` : `'${char}'`;
}
