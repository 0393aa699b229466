/** Places without an inside: single values, and whatever is atomic. They are owned and replaced whole. */
import { valueOfRaw } from "../../meta/exact-json.js";
import { maxRawDepth, RawJson } from "../../meta/raw-json.js";
import { type FieldSet, leaf } from "./field-set.js";
import { type Difference, type FieldType, isRecord, replaced, sameValue, stepUp } from "./field-type.js";
import { goPlain, goSyntax, goType } from "./go-text.js";

export type LeafKind = "any" | "anything" | "boolean" | "list" | "map" | "number" | "string";

export function leafType(kind: LeafKind): FieldType {
  return {
    extract: () => leaf,
    everything: () => leaf,
    skeleton: () => 1,
    fits: (_skeleton, value) => value !== undefined,
    compare: (before, after): Difference | undefined =>
      sameValue(before, after) || sameRaw(before, after) ? undefined : replaced,
    merge: (_live, applied) => applied,
    remove: (value) => value,
    withParents: (branch): FieldSet => branch,
    reconcile: () => leaf,
    check: (value, problems) => {
      const text = mismatch(kind, value);
      if (text !== undefined) problems.push(`: ${text}`);
    },
  };
}

/** Raw values may be written in several ways and say the same; only values that differ are looked at again. */
function sameRaw(before: unknown, after: unknown): boolean {
  if (typeof before !== "object" || typeof after !== "object") return false;
  return (holdsRaw(before) || holdsRaw(after)) && sameValue(withoutTexts(before), withoutTexts(after));
}

function holdsRaw(value: unknown): boolean {
  if (typeof value !== "object" || value === null) return false;
  return value instanceof RawJson || Object.values(value).some(holdsRaw);
}

function withoutTexts(value: unknown): unknown {
  if (value instanceof RawJson) return value.depth > maxRawDepth ? String(value) : valueOfRaw(value);
  if (Array.isArray(value)) return value.map(withoutTexts);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, member]) => [name, withoutTexts(member)]));
}

/** A list or map that is one value; what it holds is looked at all the same. `inside`: how, made when it is first needed. */
export function atomicType(kind: "list" | "map", inside: () => FieldType): FieldType {
  let made: FieldType | undefined;
  const check: FieldType["check"] = (value, problems) => {
    const text = mismatch(kind, value);
    if (text !== undefined) problems.push(`: ${text}`);
    if (typeof value !== "object" || value === null || Array.isArray(value) !== (kind === "list")) return;
    made ??= inside();
    if (kind === "map") made.check(value, problems);
    else {
      for (const [index, item] of (value as readonly unknown[]).entries()) {
        const known = problems.length;
        made.check(item, problems);
        stepUp(problems, known, () => `[${index}]`);
      }
    }
  };
  return { ...leafType(kind), check };
}

/** What is wrong with the value's shape, as kube-apiserver words it; null fits everywhere. */
export function mismatch(kind: LeafKind, value: unknown): string | undefined {
  if (value === null || value === undefined) return undefined;
  switch (kind) {
    case "anything":
      return undefined;
    case "any":
      return typeof value === "object" ? `expected any scalar, got &{${goPlain(value)}}` : undefined;
    case "list":
      return Array.isArray(value) ? undefined : `expected list, got &{${goPlain(value)}}`;
    case "boolean":
      return typeof value === "boolean" ? undefined : `expected boolean, got &{${goPlain(value)}}`;
    case "map":
      return isRecord(value) ? undefined : `expected map, got &{${goPlain(value)}}`;
    case "number":
      return typeof value === "number" || typeof value === "bigint"
        ? undefined
        : `expected numeric (int or float), got ${goType(value)}`;
    default:
      return typeof value === kind ? undefined : `expected ${kind}, got ${unstructured(value)}`;
  }
}

function unstructured(value: unknown): string {
  return `&value.valueUnstructured{Value:${goSyntax(value)}}`;
}
