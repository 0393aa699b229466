/**
 * Why an object of maps and lists is none of a type, in the words of Go's converter: strategic merge patches and applied configurations
 * go through it, where bodies go through the JSON decoder. Types that read themselves have the decoder's words in both.
 */
import { isInt64 } from "../go-float.js";
import type { DecodeError } from "./decode-error.js";
import type { DecodeNode } from "./decode-types.js";

/** `value`: what was decoded, with what did not fit still in it, unless it is empty. */
export function unstructuredDetail({ detail, mismatch }: DecodeError, root: DecodeNode, value: unknown): string {
  if (mismatch === undefined)
    return detail.startsWith("illegal base64") ? `error decoding from json: ${detail}` : detail;
  let node: DecodeNode | undefined = root;
  let found = value;
  for (const step of mismatch.path) {
    node?.prepare();
    node = node?.kind === "struct" ? (node.fields.get(String(step)) ?? node.item) : node?.item;
    found = (found as Record<string | number, unknown> | undefined)?.[step];
  }
  const kind = goKinds[mismatch.found] ?? (isFraction(found) ? "float64" : "int64");
  switch (node?.kind) {
    case "struct":
      return `cannot restore struct from: ${kind}`;
    case "map":
      return `cannot restore map from ${kind}`;
    case "list":
      return `cannot restore slice from ${kind}`;
    case "scalar":
      return scalarDetail(node, kind) ?? detail.replace(/Go struct field \S+ of/, "Go value of");
    default:
      return detail;
  }
}

/** undefined: a type that reads itself. */
function scalarDetail({ numbers, plain, goType }: DecodeNode, kind: string): string | undefined {
  if (numbers === "whole" && plain === "") {
    const target = goType === "int64" ? goType : "int32";
    return kind === "float64" ? `cannot convert float64 to ${goType}` : `unrecognized type: ${target}`;
  }
  if (numbers !== undefined || plain === "") return undefined;
  if (plain === "string" && kind === "int64") return `cannot convert int64 to ${goType}`;
  return `unrecognized type: ${plain === "boolean" ? "bool" : "string"}`;
}

const goKinds: Readonly<Record<string, string>> = { array: "slice", object: "map", string: "string", bool: "bool" };

function isFraction(value: unknown): boolean {
  return typeof value === "number" && !isInt64(value);
}
