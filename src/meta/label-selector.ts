/**
 * Label selectors: the text of `labelSelector=` and the LabelSelector of specs, both to one `LabelFilter`. Grammar and
 * error texts are Kubernetes'. A filter is immutable; filters with the same `canonical` match the same labels.
 */
import { labelValue, qualifiedName } from "./formats.js";
import { goQuote } from "./go-quote.js";

export type LabelOperator = "=" | "!=" | "in" | "notin" | "exists" | "!" | ">" | "<";

export interface LabelRequirement {
  readonly key: string;
  readonly operator: LabelOperator;
  /** Sorted. */
  readonly values: readonly string[];
}

export interface LabelFilter {
  readonly requirements: readonly LabelRequirement[];
  readonly canonical: string;
  /** True when every object matches. */
  readonly everything: boolean;
  /** Pairs every match must have. */
  readonly labelEquals: readonly (readonly [label: string, value: string])[];
  matches(labels: Readonly<Record<string, string>> | undefined): boolean;
}

export type LabelFilterResult =
  | { readonly ok: true; readonly filter: LabelFilter }
  | { readonly ok: false; readonly error: string };

/** Reads `a=b,c in (d,e),!f,g>1`; the error is the message of the BadRequest. */
export function parseLabelSelector(text: string): LabelFilterResult {
  if (text.trim() === "") return { ok: true, filter: everything };
  const parsed = new Parser(tokensOf(text)).parse();
  return typeof parsed === "string" ? { ok: false, error: parsed } : { ok: true, filter: labelFilter(parsed) };
}

export interface LabelSelectorObject {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** The structured form. Absent matches nothing, empty matches everything. */
export function compileLabelSelector(selector: LabelSelectorObject | undefined): LabelFilterResult {
  if (selector === undefined) return { ok: true, filter: nothing };
  const requirements = requirementsOf(selector);
  if (typeof requirements === "string") return { ok: false, error: requirements };
  for (const requirement of requirements) {
    const error = requirementError(requirement);
    if (error !== undefined) return { ok: false, error };
  }
  return { ok: true, filter: labelFilter(requirements) };
}

/** As `labelSelector=` has it, for the selector of a stored object: only its operators are checked; undefined: one is unknown. */
export function labelSelectorText(selector: LabelSelectorObject): string | undefined {
  const requirements = requirementsOf(selector);
  return typeof requirements === "string" ? undefined : canonicalText(sortedByKey(requirements));
}

/** Or the error about an operator. */
function requirementsOf(selector: LabelSelectorObject): readonly LabelRequirement[] | string {
  const requirements: LabelRequirement[] = [];
  for (const [key, value] of Object.entries(selector.matchLabels ?? {})) {
    requirements.push({ key, operator: "=", values: [value] });
  }
  for (const { key, operator, values = [] } of selector.matchExpressions ?? []) {
    const known = expressionOperators[operator];
    if (known === undefined) return `"${operator}" is not a valid label selector operator`;
    requirements.push({ key, operator: known, values: [...values].sort() });
  }
  return requirements;
}

const expressionOperators: Readonly<Record<string, LabelOperator>> = {
  In: "in",
  NotIn: "notin",
  Exists: "exists",
  DoesNotExist: "!",
};

function sortedSet(values: Iterable<string>): string[] {
  return [...new Set(values)].sort();
}

export function labelFilter(requirements: readonly LabelRequirement[]): LabelFilter {
  const sorted = sortedByKey(requirements);
  const checks = sorted.map(checkOf);
  const only = checks.length === 1 ? checks[0] : undefined;
  return {
    requirements: sorted,
    canonical: canonicalText(sorted),
    everything: sorted.length === 0,
    labelEquals: sorted.flatMap(({ key, operator, values }) => {
      const [value] = values;
      const pinned = operator === "=" || operator === "in";
      return pinned && values.length === 1 && value !== undefined ? [[key, value] as const] : [];
    }),
    matches: (labels) => {
      const of = labels ?? noLabels;
      return only === undefined ? checks.every((check) => check(of)) : only(of);
    },
  };
}

const noLabels: Readonly<Record<string, string>> = {};
const everything = labelFilter([]);
const nothing: LabelFilter = { ...everything, canonical: "<none>", everything: false, matches: () => false };

type Check = (labels: Readonly<Record<string, string>>) => boolean;

function checkOf({ key, operator, values }: LabelRequirement): Check {
  const has = (labels: Readonly<Record<string, string>>): boolean => Object.hasOwn(labels, key);
  const set = new Set(values);
  const first = values[0] ?? "";
  switch (operator) {
    case "=":
      return (labels) => has(labels) && labels[key] === first;
    case "!=":
      return (labels) => !has(labels) || labels[key] !== first;
    case "in":
      return (labels) => has(labels) && set.has(labels[key] ?? "");
    case "notin":
      return (labels) => !has(labels) || !set.has(labels[key] ?? "");
    case "exists":
      return has;
    case "!":
      return (labels) => !has(labels);
    case ">":
    case "<": {
      const bound = BigInt(first);
      return (labels) => {
        const text = has(labels) ? labels[key] : undefined;
        if (text === undefined || !isInt64(text)) return false;
        return operator === ">" ? BigInt(text) > bound : BigInt(text) < bound;
      };
    }
  }
}

function isInt64(text: string): boolean {
  return /^[-+]?[0-9]+$/.test(text) && BigInt(text) < 2n ** 63n && BigInt(text) >= -(2n ** 63n);
}

function sortedByKey(requirements: readonly LabelRequirement[]): readonly LabelRequirement[] {
  return [...requirements].sort((a, b) => (a.key < b.key ? -1 : a.key > b.key ? 1 : 0));
}

function canonicalText(requirements: readonly LabelRequirement[]): string {
  return requirements.map(requirementText).join(",");
}

function requirementText({ key, operator, values }: LabelRequirement): string {
  switch (operator) {
    case "exists":
      return key;
    case "!":
      return `!${key}`;
    case "in":
    case "notin":
      return `${key} ${operator} (${values.join(",")})`;
    default:
      return `${key}${operator}${values.join("")}`;
  }
}

function requirementError({ key, operator, values }: LabelRequirement): string | undefined {
  const keyTexts = qualifiedName(key);
  if (keyTexts.length > 0) return `<nil>: Invalid value: ${goQuote(key)}: ${keyTexts.join("; ")}`;
  const errors: string[] = [];
  if ((operator === "in" || operator === "notin") && values.length === 0) {
    errors.push("values: Invalid value: []: for 'in', 'notin' operators, values set can't be empty");
  }
  if ((operator === "exists" || operator === "!") && values.length > 0) {
    errors.push(
      `values: Invalid value: ${JSON.stringify(values)}: values set must be empty for exists and does not exist`,
    );
  }
  if (operator === ">" || operator === "<") {
    for (const [index, value] of values.entries()) {
      if (isInt64(value)) continue;
      const why = "for 'Gt', 'Lt' operators, the value must be an integer";
      errors.push(`values[${index}]: Invalid value: ${goQuote(value)}: ${why}`);
    }
  }
  for (const [index, value] of values.entries()) {
    const texts = labelValue(value);
    if (texts.length > 0)
      errors.push(`values[${index}][${key}]: Invalid value: ${goQuote(value)}: ${texts.join("; ")}`);
  }
  return errors.length > 1 ? `[${errors.join(", ")}]` : errors[0];
}

type Token = { readonly kind: "identifier" | "in" | "notin" | "symbol" | "end"; readonly text: string };

const symbols: ReadonlySet<string> = new Set([")", ",", "!", "==", "=", "!=", "(", ">", "<"]);
const end: Token = { kind: "end", text: "" };

/** A NUL ends a word or a symbol and is gone with it; one that stands by itself ends the selector. */
function tokensOf(text: string): readonly Token[] {
  const tokens: Token[] = [];
  for (const [, word, sign] of text.matchAll(runs)) {
    const run = word ?? sign;
    if (run === undefined) break;
    if (/^[=!(),><]/.test(run)) pushSymbols(run, tokens);
    else tokens.push({ kind: run === "in" || run === "notin" ? run : "identifier", text: run });
  }
  return tokens;
}

const runs = /([^ \t\r\n=!(),><\0]+)\0?|([=!(),><]+)\0?|\0/g;

/** The longest symbol first: `!=`, then what is left. */
function pushSymbols(run: string, tokens: Token[]): void {
  for (let at = 0; at < run.length; ) {
    const two = run.slice(at, at + 2);
    const text = two.length === 2 && symbols.has(two) ? two : run.slice(at, at + 1);
    tokens.push({ kind: "symbol", text });
    at += text.length;
  }
}

/** Recursive descent; a method that fails returns the error's text. */
class Parser {
  private readonly tokens: readonly Token[];
  private at = 0;
  constructor(tokens: readonly Token[]) {
    this.tokens = tokens;
  }

  parse(): LabelRequirement[] | string {
    const requirements: LabelRequirement[] = [];
    for (;;) {
      const first = this.peek();
      if (first.kind === "end") return requirements;
      if (!startsRequirement(first)) return `found '${first.text}', expected: !, identifier, or 'end of string'`;
      const requirement = this.requirement();
      if (typeof requirement === "string") return `unable to parse requirement: ${requirement}`;
      requirements.push(requirement);
      const next = this.take();
      if (next.kind === "end") return requirements;
      if (next.text !== ",") return `found '${next.text}', expected: ',' or 'end of string'`;
      const after = this.peek();
      if (!startsRequirement(after)) return `found '${after.text}', expected: identifier after ','`;
    }
  }

  /** Where a value may stand, `in` and `notin` are words like any other. */
  private peek(): Token {
    const token = this.tokens[this.at] ?? end;
    return token.kind === "in" || token.kind === "notin" ? { kind: "identifier", text: token.text } : token;
  }
  private take(): Token {
    const token = this.peek();
    this.at += 1;
    return token;
  }

  private requirement(): LabelRequirement | string {
    let token = this.take();
    const negated = token.text === "!" && token.kind === "symbol";
    if (negated) token = this.take();
    if (token.kind !== "identifier") return `found '${token.text}', expected: identifier`;
    const key = token.text;
    const keyError = requirementError({ key, operator: "exists", values: [] });
    if (keyError !== undefined) return keyError;
    const next = this.peek();
    if (negated) return { key, operator: "!", values: [] };
    if (next.kind === "end" || next.text === ",") return { key, operator: "exists", values: [] };
    const operator = this.operator();
    if (operator.error !== undefined) return operator.error;
    const values = operator.is === "in" || operator.is === "notin" ? this.values() : this.exactValue();
    if (typeof values === "string") return values;
    const requirement = { key, operator: operator.is, values: sortedSet(values) };
    return requirementError(requirement) ?? requirement;
  }

  private operator(): { readonly is: LabelOperator; readonly error?: string } {
    const token = this.tokens[this.at] ?? end;
    this.at += 1;
    if (token.kind === "in" || token.kind === "notin") return { is: token.kind };
    switch (token.kind === "symbol" ? token.text : "") {
      case "=":
      case "==":
        return { is: "=" };
      case "!=":
        return { is: "!=" };
      case ">":
        return { is: ">" };
      case "<":
        return { is: "<" };
      default:
        return { is: "=", error: `found '${token.text}', expected: in, notin, =, ==, !=, gt, lt` };
    }
  }

  private values(): readonly string[] | string {
    const open = this.take();
    if (open.text !== "(") return `found '${open.text}' expected: '('`;
    const first = this.peek();
    if (first.text === ")") {
      this.at += 1;
      return [""];
    }
    if (first.kind !== "identifier" && first.text !== ",") {
      return `found '${first.text}', expected: ',', ')' or identifier`;
    }
    const list = this.valueList();
    if (typeof list === "string") return list;
    const close = this.take();
    return close.text === ")" ? list : `found '${close.text}', expected: ')'`;
  }

  private valueList(): readonly string[] | string {
    const list: string[] = [];
    for (;;) {
      const token = this.take();
      const next = this.peek();
      if (token.kind === "identifier") {
        list.push(token.text);
        if (next.text === ",") continue;
        if (next.text === ")") return list;
        return `found '${next.text}', expected: ',' or ')'`;
      }
      if (token.text !== ",") return `found '${token.text}', expected: ',', or identifier`;
      if (list.length === 0) list.push("");
      if (next.text === ")") {
        list.push("");
        return list;
      }
      if (next.text === ",") {
        this.at += 1;
        list.push("");
        if (this.peek().text === ")") return list;
      }
    }
  }

  private exactValue(): readonly string[] | string {
    const next = this.peek();
    if (next.kind === "end" || next.text === ",") return [""];
    this.at += 1;
    return next.kind === "identifier" ? [next.text] : `found '${next.text}', expected: identifier`;
  }
}

function startsRequirement(token: Token): boolean {
  return token.kind === "identifier" || (token.kind === "symbol" && token.text === "!");
}
