/**
 * Field selectors: the text of `fieldSelector=` to a `FieldFilter`. Only equality exists. Which labels a kind knows
 * comes from its record; the error texts are Kubernetes'.
 */
import { goQuote } from "./go-quote.js";

export interface FieldRequirement {
  readonly label: string;
  readonly operator: "=" | "!=";
  readonly value: string;
}

export interface FieldFilter {
  readonly requirements: readonly FieldRequirement[];
  readonly canonical: string;
  /** True when every object matches. */
  readonly everything: boolean;
  /** Pairs every match must have. */
  readonly fieldEquals: readonly (readonly [label: string, value: string])[];
  /** `get` gives a field's value; undefined counts as "". */
  matches(get: (label: string) => string | undefined): boolean;
}

export interface FieldLabels {
  /** Labels of the kind besides metadata.name and metadata.namespace. */
  readonly labels: Iterable<string>;
  /** False for objects without a namespace: where they have labels of their own, metadata.namespace is none of them. Default: true. */
  readonly namespaced?: boolean;
  /** Text for a label that is not known; absent: by the convention. */
  readonly unsupported?: (label: string) => string;
}

export type FieldFilterResult =
  | { readonly ok: true; readonly filter: FieldFilter }
  | { readonly ok: false; readonly error: string };

const common = ["metadata.name", "metadata.namespace"] as const;

/** Reads `a=b,c!=d`; the error is the message of the BadRequest. */
export function parseFieldSelector(text: string, known: FieldLabels): FieldFilterResult {
  const own = [...known.labels];
  const all = new Set<string>([...common, ...own]);
  if (own.length > 0 && known.namespaced === false) all.delete("metadata.namespace");
  const requirements = fieldRequirements(text);
  if (typeof requirements === "string") return { ok: false, error: requirements };
  for (const { label } of requirements) {
    if (!all.has(label)) return { ok: false, error: (known.unsupported ?? unsupportedText(own))(label) };
  }
  return { ok: true, filter: fieldFilter(requirements) };
}

/** Whatever the labels are, or what is wrong with the text. */
export function fieldRequirements(text: string): readonly FieldRequirement[] | string {
  const requirements: FieldRequirement[] = [];
  for (const term of splitTerms(text)) {
    if (term === "") continue;
    // A backslash hides no operator.
    const found = /^((?:[^=!]|!(?!=))*)(!=|==|=)([\s\S]*)$/.exec(term);
    if (found === null) return `invalid selector: '${text}'; can't understand '${term}'`;
    const [, label = "", operator, raw = ""] = found;
    const value = unescaped(raw);
    if (typeof value !== "string") return `invalid field selector: ${value.error}`;
    if (label === "" && value === "") continue;
    requirements.push({ label, operator: operator === "!=" ? "!=" : "=", value });
  }
  return requirements;
}

/** Kinds that have labels of their own refuse another one in other words than kinds that have none. */
function unsupportedText(own: readonly string[]): (label: string) => string {
  return (label) =>
    own.length > 0
      ? `field label not supported: ${label}`
      : `${goQuote(label)} is not a known field selector: only "metadata.name", "metadata.namespace"`;
}

export function fieldFilter(requirements: readonly FieldRequirement[]): FieldFilter {
  const sorted = [...requirements].sort((a, b) => (a.label < b.label ? -1 : a.label > b.label ? 1 : 0));
  return {
    requirements: sorted,
    canonical: sorted.map(({ label, operator, value }) => `${label}${operator}${escaped(value)}`).join(","),
    everything: sorted.length === 0,
    fieldEquals: sorted.flatMap(({ label, operator, value }) => (operator === "=" ? [[label, value] as const] : [])),
    matches: (get) => {
      for (const { label, operator, value } of sorted) {
        if (((get(label) ?? "") === value) !== (operator === "=")) return false;
      }
      return true;
    },
  };
}

/** At commas that no backslash stands before. */
function splitTerms(text: string): string[] {
  const terms: string[] = [];
  let start = 0;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === "\\") at++;
    else if (text[at] === ",") {
      terms.push(text.slice(start, at));
      start = at + 1;
    }
  }
  terms.push(text.slice(start));
  return terms;
}

function unescaped(raw: string): string | { readonly error: string } {
  let value = "";
  for (let at = 0; at < raw.length; at++) {
    const char = raw[at] ?? "";
    if (char === "\\") {
      const next = raw[at + 1] ?? "";
      if (next !== "\\" && next !== "," && next !== "=") return { error: `invalid escape sequence: \\${next}` };
      value += next;
      at++;
    } else if (char === "=" || char === ",") {
      return { error: `unescaped character in value: ${char.charCodeAt(0)}` };
    } else {
      value += char;
    }
  }
  return value;
}

function escaped(value: string): string {
  return value.replace(/[\\,=]/g, "\\$&");
}
