/**
 * How a text is written in YAML, as Go's writer (yaml.v2) decides it: plain where that reads back as the same text, else quoted, as a
 * literal block when it has lines. Long texts are folded at spaces behind column 80. Pure.
 */

export interface TextPlace {
  /** Column in which the text begins. */
  readonly column: number;
  /** Of the lines that follow the first. */
  readonly indent: number;
  /** A key stands in one line, whatever its length. */
  readonly isKey: boolean;
}

const foldBehind = 80;

/** What stands behind `key: ` or `- `. */
export function yamlText(text: string, place: TextPlace): string {
  // A reader may take this one for a line break, and lose it.
  if (text.includes("\u0085")) return doubleQuoted(text, place);
  const form = formOf(text);
  if (text.includes("\n")) return form.block && !place.isKey ? literal(text, place) : doubleQuoted(text, place);
  // Plain, the sign of a merge is a text as a value and a merge as a key, though kube-apiserver writes that plain too.
  if (isAmbiguous(text) || (place.isKey && text === "<<")) return doubleQuoted(text, place);
  if (form.plain && !(place.isKey && text === "")) return folded(text, place);
  return form.single ? folded(`'${text.replaceAll("'", "''")}'`, place) : doubleQuoted(text, place);
}

interface Form {
  readonly plain: boolean;
  readonly single: boolean;
  readonly block: boolean;
}

const indicators = /^(?:[#,[\]{}&*!|>'"%@`]|[?:-](?:[\s]|$)|---|\.\.\.)|:(?:\s|$)|\s#/;
/** What cannot stand as it is: also tabs, and all that is outside the basic plane. */
const special = /[^\n\x20-\x7e\u0085\u00a0-\ud7ff\ue000-\ufefe\uff00-\ufffd]/u;

function formOf(text: string): Form {
  const breaks = /[\n\u0085\u2028\u2029]/.test(text);
  const spaceBeforeBreak = / [\n\u0085\u2028\u2029]/.test(text);
  const spaceAfterBreak = /[\n\u0085\u2028\u2029] /.test(text);
  if (spaceBeforeBreak || special.test(text)) return { plain: false, single: false, block: false };
  const edges = /^[ \n\u0085\u2028\u2029]|[ \n\u0085\u2028\u2029]$/.test(text);
  return {
    plain: !edges && !breaks && !indicators.test(text),
    single: !spaceAfterBreak,
    block: !text.endsWith(" "),
  };
}

const words = new Set(
  ["", "~"].concat(
    ...["null", "true", "false", "yes", "no", "on", "off"].map((word) => [word, capital(word), word.toUpperCase()]),
    ["y", "Y", "n", "N"],
    [".nan", ".NaN", ".NAN"],
    ...["", "+", "-"].map((sign) => [".inf", ".Inf", ".INF"].map((word) => sign + word)),
  ),
);

function capital(word: string): string {
  return word.slice(0, 1).toUpperCase() + word.slice(1);
}

const numbers = [
  /^[-+]?(?:0[xX][0-9a-fA-F]+|0[oO]?[0-7]+|0[bB][01]+|0|[1-9][0-9]*)$/,
  /^[-+]?(?:\.[0-9]+|[0-9]+(?:\.[0-9]*)?)(?:[eE][-+]?[0-9]+)?$/,
];
const baseSixty = /^[-+]?[0-9][0-9_]*(?::[0-5]?[0-9])+(?:\.[0-9_]*)?$/;
const timestamp = /^\d{4}-\d\d?-\d\d?(?:(?:[Tt]| )\d\d?:\d\d?:\d\d?(?:\.\d+)?(?:Z|[-+]\d\d:\d\d)?)?$/;

/** Without quotes it would be read as something else than a text. */
function isAmbiguous(text: string): boolean {
  if (words.has(text)) return true;
  if (!/^[-+.0-9]/.test(text)) return false;
  const bare = text.replaceAll("_", "");
  return numbers.some((number) => number.test(bare)) || baseSixty.test(text) || timestamp.test(text);
}

/** A single space behind the column becomes a line break. */
function folded(text: string, { column, indent, isKey }: TextPlace): string {
  if (isKey || column + text.length <= foldBehind) return text;
  const fold = `\n${" ".repeat(indent)}`;
  let written = "";
  let at = column;
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const alone = character === " " && characters[index - 1] !== " " && characters[index + 1] !== " ";
    const inside = index > 0 && index < characters.length - 1;
    if (alone && inside && at > foldBehind) {
      written += fold;
      at = indent;
    } else {
      written += character;
      at += 1;
    }
  }
  return written;
}

const escapes: Readonly<Record<string, string>> = {
  "\0": "\\0",
  "\x07": "\\a",
  "\b": "\\b",
  "\t": "\\t",
  "\n": "\\n",
  "\v": "\\v",
  "\f": "\\f",
  "\r": "\\r",
  "\x1b": "\\e",
  '"': '\\"',
  "\\": "\\\\",
  "\u0085": "\\N",
  "\u2028": "\\L",
  "\u2029": "\\P",
};

function doubleQuoted(text: string, { column, indent, isKey }: TextPlace): string {
  const fold = `\n${" ".repeat(indent)}`;
  let written = '"';
  let at = column + 1;
  let behindSpace = false;
  const characters = Array.from(text);
  for (const [index, character] of characters.entries()) {
    const inside = index > 0 && index < characters.length - 1;
    if (character === " " && !isKey && !behindSpace && at > foldBehind && inside) {
      written += characters[index + 1] === " " ? `${fold}\\` : fold;
      at = indent;
      behindSpace = true;
      continue;
    }
    const shown = escapes[character] ?? (special.test(character) ? escaped(character) : character);
    written += shown;
    at += shown.length;
    behindSpace = character === " ";
  }
  return `${written}"`;
}

function escaped(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  const digits = (length: number): string => code.toString(16).toUpperCase().padStart(length, "0");
  if (code <= 0xff) return `\\x${digits(2)}`;
  return code <= 0xffff ? `\\u${digits(4)}` : `\\U${digits(8)}`;
}

/** `|`, how its end is kept, and the lines. */
function literal(text: string, { indent }: TextPlace): string {
  const startsBlank = /^[ \n\u0085\u2028\u2029]/.test(text);
  const end = !text.endsWith("\n") ? "-" : text === "\n" || text.endsWith("\n\n") ? "+" : "";
  const lines = text.endsWith("\n") ? text.slice(0, -1).split("\n") : text.split("\n");
  const shown = lines.map((line) => (line === "" ? "" : " ".repeat(indent) + line));
  return `|${startsBlank ? "2" : ""}${end}\n${shown.join("\n")}`;
}
