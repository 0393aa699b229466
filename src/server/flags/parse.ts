/**
 * Reads a command line as kube-apiserver does: `--flag=value`, `--flag value`, `--bool`, `-v=2`, `-v2`, `-v 2`;
 * underscores stand for dashes. Repeated list flags add up, other flags keep the last value. Pure.
 */

import { parseDurationMs } from "../../util/durations.js";
import { closest } from "../../util/edit-distance.js";
import { parseBool, parseFloatText, parseInteger } from "../../util/go-number.js";
import type { FlagSpec, FlagType } from "./types.js";
import { complaintAbout, splitList, splitPairs } from "./values.js";

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
  float(name: string): number {
    return parseFloatText(this.string(name)) ?? 0;
  }
  durationMs(name: string): number {
    return parseDurationMs(this.string(name)) ?? 0;
  }
  /** Items of all occurrences; a `stringArray` occurrence is one item, commas and all. */
  list(name: string): readonly string[] {
    const spec = this.spec(name);
    const given = this.#given.get(name);
    if (given === undefined) return splitList((spec.ownDefault ?? spec.default ?? "").replace(/^\[|\]$/g, ""));
    if (spec.type === "stringArray") return given;
    return given.flatMap(splitters[spec.type] ?? splitList);
  }
}

/** Lists that are not read as comma-separated values with quotes. */
const splitters: Readonly<Partial<Record<FlagType, (text: string) => readonly string[]>>> = {
  mapStringString: (text) => text.split(","),
  colonSeparatedMultimapStringString: (text) => text.split(","),
  stringToString: splitPairs,
};

/** Throws `FlagError` with every mistake found. */
export function parseFlags(argv: readonly string[], table: readonly FlagSpec[]): FlagValues {
  const specs = new Map(table.map((spec) => [spec.name, spec]));
  const found = readWords(argv, specs);
  const given = new Map<string, string[]>();
  const problems = [...found.problems];
  for (const { spec, text } of found.flags) {
    const complaint = complaintAbout(spec.type, text);
    const flag = spec.shorthand === undefined ? `--${spec.name}` : `-${spec.shorthand}, --${spec.name}`;
    if (complaint !== undefined) {
      problems.push(`invalid argument ${JSON.stringify(text)} for "${flag}" flag: ${complaint}`);
    }
    given.set(spec.name, [...(given.get(spec.name) ?? []), text]);
  }
  if (found.strays.length > 0) {
    problems.push(`"apiserver serve" does not take any arguments, got ${JSON.stringify(found.strays)}`);
  }
  if (problems.length > 0) throw new FlagError(problems);
  return new FlagValues(specs, given);
}

interface FoundWords {
  readonly flags: { readonly spec: FlagSpec; readonly text: string }[];
  /** Words that are no flags. */
  readonly strays: string[];
  readonly problems: string[];
}

function readWords(argv: readonly string[], specs: ReadonlyMap<string, FlagSpec>): FoundWords {
  const found: FoundWords = { flags: [], strays: [], problems: [] };
  for (let at = 0; at < argv.length; at++) {
    const word = argv[at] ?? "";
    if (word === "--") {
      found.strays.push(...argv.slice(at + 1));
      break;
    }
    if (!word.startsWith("-") || word === "-") {
      found.strays.push(word);
      continue;
    }
    const last = word.startsWith("--") ? readLong(word, specs, found) : readShort(word, specs, found);
    if (last === undefined) continue;
    const next = argv[at + 1];
    if (last === "unknown") {
      // The next word is most likely the value of the flag that was meant: no second complaint about it.
      if (next?.startsWith("-") === false) at++;
    } else if (next === undefined) {
      const isLong = word.startsWith("--");
      found.problems.push(`flag needs an argument: ${isLong ? word : `'${last.shorthand}' in ${word}`}`);
    } else {
      found.flags.push({ spec: last, text: next });
      at++;
    }
  }
  return found;
}

/** A flag that takes the next word for its value is returned; undefined: the word is all there is. */
type Unfinished = FlagSpec | "unknown" | undefined;

function readLong(word: string, specs: ReadonlyMap<string, FlagSpec>, { flags, problems }: FoundWords): Unfinished {
  const equals = word.indexOf("=");
  const text = equals === -1 ? undefined : word.slice(equals + 1);
  const name = word.slice(2, equals === -1 ? undefined : equals).replaceAll("_", "-");
  if (name === "" || name.startsWith("-")) {
    problems.push(`bad flag syntax: ${word}`);
    return undefined;
  }
  const spec = specs.get(name);
  if (spec === undefined) {
    problems.push(unknownFlag(name, specs));
    return text === undefined ? "unknown" : undefined;
  }
  if (text === undefined && !takesNoValue(spec)) return spec;
  flags.push({ spec, text: text ?? "true" });
  return undefined;
}

/** Flags of one letter may stand together: `-hv4`. */
function readShort(word: string, specs: ReadonlyMap<string, FlagSpec>, { flags, problems }: FoundWords): Unfinished {
  for (let rest = word.slice(1); rest !== ""; rest = rest.slice(1)) {
    const letter = rest.slice(0, 1);
    const spec = [...specs.values()].find(({ shorthand }) => shorthand === letter);
    if (spec === undefined) {
      problems.push(`unknown shorthand flag: '${letter}' in -${rest}`);
      return rest.length === 1 ? "unknown" : undefined;
    }
    const hasValue = rest[1] === "=";
    if (!hasValue && takesNoValue(spec)) {
      flags.push({ spec, text: "true" });
      continue;
    }
    if (rest.length === 1) return spec;
    flags.push({ spec, text: rest.slice(hasValue ? 2 : 1) });
    return undefined;
  }
  return undefined;
}

function takesNoValue(spec: FlagSpec): boolean {
  return spec.type === "bool" || spec.type === "version[=true]";
}

function unknownFlag(name: string, specs: ReadonlyMap<string, FlagSpec>): string {
  const near = closest(name, specs.keys());
  return `unknown flag: --${name}${near === undefined ? "" : ` (did you mean --${near}?)`}`;
}
