/**
 * Every complaint the generator can make: one table of code, severity, message and mend. Nothing else is printed
 * about definitions. A test produces each code of this table with its file, line and column.
 */
import { closest } from "../src/util/edit-distance.js";

export const diagnostics = {
  "definitions-not-found": {
    severity: "error",
    message: "{dir} holds no definitions",
    mend: "name a folder with <group>/group.yaml files, or start one with `apiserver scaffold group`",
  },
  "yaml-syntax": { severity: "error", message: "{detail}", mend: "correct the YAML" },
  "duplicate-key": { severity: "error", message: "key {key} is there twice", mend: "keep one of them" },
  "empty-file": {
    severity: "error",
    message: "the file is empty",
    mend: "write the definition or delete the file",
  },
  "unknown-key": { severity: "error", message: "unknown key {key} in {where}", mend: "{hint}" },
  "missing-key": { severity: "error", message: "{where} has no {key}", mend: "add `{key}:`" },
  "wrong-type": {
    severity: "error",
    message: "{where} is {actual}, expected {expected}",
    mend: "write {expected}",
  },
  "wrong-value": {
    severity: "error",
    message: "{where} is {actual}, which is not one of {expected}",
    mend: "{hint}",
  },
  "wrong-format": {
    severity: "error",
    message: "{where} is {actual}, which does not match {expected}",
    mend: "follow the pattern, or quote the value",
  },
  "kind-folder": {
    severity: "error",
    message: "the folder {name} holds a kind, and the name of a kind begins with a capital letter",
    mend: "rename the folder, as in {example}",
  },
  "unexpected-file": {
    severity: "error",
    message: "{name} has no meaning here",
    mend: "rename it: types.<version>.yaml in a group, <version>.schema.yaml in a kind, samples in samples/valid",
  },
  "missing-file": {
    severity: "error",
    message: "{where} has no {name}",
    mend: "add {name} (`apiserver scaffold` writes one)",
  },
  "unknown-version": {
    severity: "error",
    message: "version {version} is not in the group's list ({known})",
    mend: "add it under `versions:` of group.yaml, or rename the file",
  },
  "no-version": {
    severity: "error",
    message: "{kind} has no version",
    mend: "add a <version>.schema.yaml beside kind.yaml",
  },
  "unused-version": {
    severity: "warning",
    message: "version {version} of {group} has no kind",
    mend: "add a kind to it or take it out of `versions:`",
  },
  "duplicate-type": {
    severity: "error",
    message: "type {type} is defined twice, also in {other}",
    mend: "keep one of them",
  },
  "missing-kind-type": {
    severity: "error",
    message: "{file} does not define the kind's own type {type}",
    mend: "add `{type}:` at the top level, or set `versions: {{version}: {type: …}}` in kind.yaml",
  },
  "unknown-ref": { severity: "error", message: "there is no type {ref}", mend: "{hint}" },
  "required-unknown": {
    severity: "error",
    message: "required names {name}, which is not a property",
    mend: "{hint}",
  },
  "type-missing": {
    severity: "error",
    message: "the schema says neither type nor $ref",
    mend: "add `type:`, `$ref:`, `x-kubernetes-int-or-string: true` or `x-kubernetes-preserve-unknown-fields: true`",
  },
  "items-missing": { severity: "error", message: "an array has no items", mend: "add `items:`" },
  "keyword-misplaced": {
    severity: "error",
    message: "{keyword} does not go with type {type}",
    mend: "take {keyword} out or change the type",
  },
  "protobuf-duplicate": {
    severity: "error",
    message: "protobuf number {number} is also used by {other}",
    mend: "give the field a number of its own; numbers once released never change",
  },
  "protobuf-range": {
    severity: "error",
    message: "protobuf number {number} is out of range",
    mend: "use 1 to 536870911, without 19000 to 19999",
  },
  "protobuf-partial": {
    severity: "warning",
    message: "{name} has no protobuf number, but other fields of the type have",
    mend: "number every field or none",
  },
  "list-map-keys": {
    severity: "error",
    message: "list map key {key} is not a property of the items",
    mend: "name properties that every item has",
  },
  "list-map-keys-missing": {
    severity: "error",
    message: "list type map has no x-kubernetes-list-map-keys",
    mend: "add the properties that tell items apart",
  },
  "enum-type": {
    severity: "error",
    message: "enum value {value} is not of type {type}",
    mend: "write values of type {type}, quoted where they look like something else",
  },
  "default-type": {
    severity: "error",
    message: "default {value} is not of type {type}",
    mend: "write a value of type {type}",
  },
  "default-not-in-enum": {
    severity: "error",
    message: "default {value} is not one of the enum's values",
    mend: "add it to the enum or choose another default",
  },
  "pattern-invalid": {
    severity: "error",
    message: "pattern {value} is not a regular expression",
    mend: "correct it: {detail}",
  },
  "limits-crossed": {
    severity: "error",
    message: "{low} is greater than {high}",
    mend: "swap them or take one out",
  },
  "storage-version": {
    severity: "error",
    message: "storage version {version} is not a version of {kind} ({known})",
    mend: "name one of its versions",
  },
  "release-order": {
    severity: "error",
    message: "{kind} {version}: {key} {release} does not come after {before} {earlier}",
    mend: "a version is introduced, then deprecated, then removed: correct the releases",
  },
  "gate-unknown": {
    severity: "error",
    message: "feature gate {gate} is not among those of group.yaml",
    mend: "{hint}",
  },
  "gate-order": {
    severity: "error",
    message: "feature gate {gate}: {key} {release} does not come after {before} {earlier}",
    mend: "a feature is alpha, then beta, then stable: correct the releases",
  },
  "release-alone": {
    severity: "error",
    message: "{kind} {version} has {key}, but is never deprecated",
    mend: "add `deprecated:`, or take {key} out",
  },
  "short-name-duplicate": {
    severity: "error",
    message: "short name {name} is also used by {other}",
    mend: "choose another one: kubectl could not tell the two apart",
  },
  "plural-duplicate": {
    severity: "error",
    message: "plural {name} is also used by {other}",
    mend: "give one of them another `plural:`",
  },
  "storage-prefix-duplicate": {
    severity: "error",
    message: "storage prefix {prefix} is also used by {other}",
    mend: "give one of them another `storagePrefix:`, or say `storedAs:` if they are the same objects",
  },
  "path-unknown": {
    severity: "error",
    message: "path {path} is not in the schema of {type}: there is no {segment}",
    mend: "{hint}",
  },
  "body-unknown": {
    severity: "warning",
    message: "subresource body {body} has no type here",
    mend: "define the type, or ignore this for bodies that are query options",
  },
  "description-unknown": {
    severity: "error",
    message: "{where} has no {what} {name} to describe",
    mend: "{hint}",
  },
  "strategy-field-unknown": {
    severity: "error",
    message: "strategy names {name}, which is not a top-level field of {kind}",
    mend: "{hint}",
  },
  "scale-target-missing": {
    severity: "error",
    message: "subresource scale does not say where the numbers live",
    mend: "add `specReplicasPath` and `statusReplicasPath`",
  },
  "name-convention": {
    severity: "error",
    message: "{name} breaks the convention {rule}: {detail}",
    mend: "rename it, or add it to exceptions.yaml with the reason",
  },
  "exception-unused": {
    severity: "error",
    message: "exception {rule} for {kind} is not needed",
    mend: "delete it from exceptions.yaml",
  },
  "sample-invalid": {
    severity: "error",
    message: "the sample is not valid: {field}: {detail} ({rule})",
    mend: "correct the sample, or move it to samples/invalid with the expected rule",
  },
  "sample-kind": {
    severity: "error",
    message: "the sample is {actual}, but its folder is that of {expected}",
    mend: "set apiVersion and kind, or move the file",
  },
  "sample-version": {
    severity: "error",
    message: "the sample is of {version}, in which there is no {kind}",
    mend: "add {kind}/{version}.schema.yaml, or correct the sample's apiVersion",
  },
  "sample-expectation": {
    severity: "error",
    message: "the invalid sample does not say what is wrong with it",
    mend: "start it with a comment `# expect: <field> <rule>`",
  },
  "sample-not-refused": {
    severity: "error",
    message: "the invalid sample is not refused: nothing reports {field} ({rule})",
    mend: "correct the sample or the schema",
  },
  "import-unreadable": {
    severity: "error",
    message: "the document cannot be read: {detail}",
    mend: "name a file, or - for standard input",
  },
  "import-no-kinds": {
    severity: "error",
    message: "there is no kind to import",
    mend: "give {what}",
  },
  "too-many": {
    severity: "error",
    message: "more than {limit} complaints; the rest is left out",
    mend: "mend these first",
  },
} as const satisfies Record<string, DiagnosticRule>;

export interface DiagnosticRule {
  readonly severity: "error" | "warning";
  /** `{name}` stands for a parameter. */
  readonly message: string;
  readonly mend: string;
}

export type DiagnosticCode = keyof typeof diagnostics;

/** A complaint with its place; `rule` is the code in the table. */
export interface Diagnostic {
  readonly rule: DiagnosticCode;
  readonly severity: "error" | "warning";
  readonly file: string;
  /** From 1. */
  readonly line: number;
  readonly column: number;
  readonly message: string;
  readonly mend: string;
}

/** Where in a file: the keys that lead there. `key` points at the last key itself, not at its value. */
export interface Place {
  readonly file: string;
  readonly path: readonly (string | number)[];
  readonly at?: "key" | "value";
}

/** A complaint before its line is known: lines are looked up only when there is something to complain about. */
export interface Complaint extends Place {
  readonly rule: DiagnosticCode;
  readonly params: Readonly<Record<string, string>>;
}

export type Complain = (rule: DiagnosticCode, place: Place, params?: Readonly<Record<string, string>>) => void;

/** Past this many complaints a run says so and stops listing. */
export const maxDiagnostics = 100;

/** `file:line:column error rule: message. Mend: …`, one line. */
export function formatDiagnostic(diagnostic: Diagnostic): string {
  const { file, line, column, severity, rule, message, mend } = diagnostic;
  return `${file}:${line}:${column} ${severity} ${rule}: ${message} (mend: ${mend})`;
}

export function describe(complaint: Complaint): Pick<Diagnostic, "message" | "mend" | "severity"> {
  const rule: DiagnosticRule = diagnostics[complaint.rule];
  return {
    severity: rule.severity,
    message: fill(rule.message, complaint.params),
    mend: fill(rule.mend, complaint.params),
  };
}

function fill(template: string, params: Readonly<Record<string, string>>): string {
  return template.replace(/\{(\w+)\}/g, (whole, name: string) => params[name] ?? whole);
}

/** `did you mean …` when one of `known` is close, else the list. */
export function suggest(wrong: string, known: readonly string[]): string {
  const best = closest(wrong, known);
  if (best !== undefined) return `did you mean ${best}?`;
  if (known.length === 0) return "take it out";
  const shown = known.slice(0, 12).join(", ");
  return `use one of: ${shown}${known.length > 12 ? ", …" : ""}`;
}
