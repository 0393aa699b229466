/**
 * Reads a command line as kube-apiserver does: `--flag=value`, `--flag value`, `--bool`, `-v=2`, `-v2`, `-v 2`;
 * underscores stand for dashes. Repeated list flags add up, other flags keep the last value. Pure.
 */

import { parseDurationMs } from "../../util/durations.js";
import { closest } from "../../util/edit-distance.js";
import type { FlagSpec } from "./types.js";
import { complaintAbout, parseBool, parseInteger, splitList } from "./values.js";

/** Wrong flags; `message` is one line per mistake, ready to print. */
export class FlagError extends Error {
  readonly problems: readonly string[];
  constructor(problems: readonly string[]) {
    super(problems.join("\n"));
    this.name = "FlagError";
    this.problems = problems;
  }
}

/** The values of one command line: typed getters fall back to the table's default. */
export class FlagValues {
  readonly #specs: ReadonlyMap<string, FlagSpec>;
  readonly #given: ReadonlyMap<string, readonly string[]>;
  constructor(specs: ReadonlyMap<string, FlagSpec>, given: ReadonlyMap<string, readonly string[]>) {
    this.#specs = specs;
    this.#given = given;
  }
  isSet(name: string): boolean {
    return this.#given.has(name);
  }
  /** Names of the flags given, in order. */
  get names(): readonly string[] {
    return [...this.#given.keys()];
  }
  spec(name: string): FlagSpec {
    const spec = this.#specs.get(name);
    if (spec === undefined) throw new Error(`no flag is called ${name}`);
    return spec;
  }
  string(name: string): string {
    const spec = this.spec(name);
    return this.#given.get(name)?.at(-1) ?? spec.ownDefault ?? spec.default ?? "";
  }
  bool(name: string): boolean {
    return parseBool(this.string(name)) ?? false;
  }
  int(name: string): number {
    return parseInteger(this.string(name)) ?? 0;
  }
  durationMs(name: string): number {
    return parseDurationMs(this.string(name)) ?? 0;
  }
  /** Items of all occurrences; a `stringArray` occurrence is one item, commas and all. */
  list(name: string): readonly string[] {
    const spec = this.spec(name);
    const given = this.#given.get(name);
    if (given === undefined) return splitList((spec.ownDefault ?? spec.default ?? "").replace(/^\[|\]$/g, ""));
    return spec.type === "stringArray" ? given : given.flatMap(splitList);
  }
}

/** Throws `FlagError` with every mistake found. */
export function parseFlags(argv: readonly string[], table: readonly FlagSpec[]): FlagValues {
  const specs = new Map(table.map((spec) => [spec.name, spec]));
  const shorthands = new Map(table.flatMap((spec) => (spec.shorthand === undefined ? [] : [[spec.shorthand, spec]])));
  const given = new Map<string, string[]>();
  const problems: string[] = [];
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (!word.startsWith("-") || word === "-" || word === "--") {
      if (word !== "--") problems.push(`unexpected argument: ${word}`);
      continue;
    }
    const { name, value } = word.startsWith("--") ? splitLong(word.slice(2)) : splitShort(word.slice(1));
    const spec = word.startsWith("--") ? specs.get(name) : shorthands.get(name);
    if (spec === undefined) {
      problems.push(unknownFlag(word.startsWith("--") ? `--${name}` : `-${name}`, specs));
      // The next word is most likely the value of the flag that was meant: no second complaint about it.
      if (value === undefined && argv[at + 1]?.startsWith("-") === false) at++;
      continue;
    }
    let text = value;
    if (text === undefined && takesNoValue(spec)) text = "true";
    if (text === undefined) text = argv[++at];
    if (text === undefined) {
      problems.push(`flag needs a value: --${spec.name}`);
      continue;
    }
    const complaint = complaintAbout(spec.type, text);
    if (complaint !== undefined) problems.push(`--${spec.name}: ${JSON.stringify(text)} ${complaint}`);
    given.set(spec.name, [...(given.get(spec.name) ?? []), text]);
  }
  if (problems.length > 0) throw new FlagError(problems);
  return new FlagValues(specs, given);
}

function takesNoValue(spec: FlagSpec): boolean {
  return spec.type === "bool" || spec.type === "version[=true]";
}

function splitLong(text: string): { name: string; value: string | undefined } {
  const equals = text.indexOf("=");
  const name = (equals === -1 ? text : text.slice(0, equals)).replaceAll("_", "-");
  return { name, value: equals === -1 ? undefined : text.slice(equals + 1) };
}

function splitShort(text: string): { name: string; value: string | undefined } {
  const rest = text.slice(1).replace(/^=/, "");
  return { name: text.slice(0, 1), value: text.length === 1 ? undefined : rest };
}

function unknownFlag(flag: string, specs: ReadonlyMap<string, FlagSpec>): string {
  const near = closest(flag.replace(/^-+/, ""), specs.keys());
  return `unknown flag: ${flag}${near === undefined ? "" : ` (did you mean --${near}?)`}`;
}
