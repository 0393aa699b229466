/** What is wrong with a YAML text, in the words of Go's reader where the library finds the same fault. Pure. */

export interface Fault {
  readonly message: string;
  /** Counted from 1. */
  readonly line: number;
  /** What stands where the fault is. */
  readonly at: string;
}

/** [the library's words, Go's]; faults of Go's parser, not of its scanner, are told one line above. */
const words: readonly (readonly [RegExp, string, "parser"?])[] = [
  [/^Invalid escape sequence \\[xuU]/, "did not find expected hexdecimal number"],
  [/^Invalid escape sequence/, "found unknown escape character"],
  [/^Missing closing .quote/, "found unexpected end of stream"],
  [/^Plain value cannot start with (reserved|directive)/, "found character that cannot start any token"],
  [/^(Anchor|Alias) cannot be an empty string/, "did not find expected alphabetic or numeric character"],
  [/^Unexpected block-seq-ind on same line/, "block sequence entries are not allowed in this context"],
  [/^Unexpected , in flow/, "did not find expected node content", "parser"],
  [/^Block scalar header includes extra characters: .0/, "found an indentation indicator equal to 0"],
  [/^Block scalar header includes extra characters/, "did not find expected comment or line break"],
  [/^Flow sequence in block collection must be/, "did not find expected ',' or ']'", "parser"],
  [/^Flow map in block collection must be/, "did not find expected ',' or '}'", "parser"],
];

export function faultText({ message, line, at }: Fault): string {
  const alias = /Unresolved alias .*: (\S+)$/.exec(message);
  if (alias !== null) return `yaml: unknown anchor '${alias[1]}' referenced`;
  if (message.startsWith("Nested mappings are not allowed in compact mappings")) {
    const what = at.startsWith("?") ? "keys" : "values";
    return `yaml: ${placed(line)}mapping ${what} are not allowed in this context`;
  }
  const known = words.find(([pattern]) => pattern.test(message));
  if (known === undefined) return `yaml: line ${line}: ${message}`;
  return `yaml: ${placed(known[2] === "parser" ? line - 1 : line, known[2])}${known[1]}`;
}

/** Go's scanner says nothing of the first line, its parser counts from 0. */
function placed(line: number, who: "parser" | "scanner" = "scanner"): string {
  return line < (who === "parser" ? 1 : 2) ? "" : `line ${line}: `;
}
