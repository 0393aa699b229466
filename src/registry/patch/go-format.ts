/**
 * Values as Go prints them (`%v`, `%s`, `%T`): kube-apiserver's patch errors show the offending part of the patch this way, and
 * clients have come to know these texts.
 */
import { WrittenNumber } from "../../meta/compile/written-number.js";
import { goNumber, isInt64 } from "../../meta/go-float.js";

/** `%v`: maps as `map[a:1 b:x]` with sorted keys, lists as `[a b]`, null as `<nil>`. */
export function formatGoValue(value: unknown): string {
  if (value === null || value === undefined) return "<nil>";
  if (Array.isArray(value)) return `[${value.map(formatGoValue).join(" ")}]`;
  if (typeof value === "object") return formatMap(value, formatGoValue);
  return typeof value === "number" ? goNumber(value) : String(value);
}

/** `%s`, which complains about everything that is no string: `%!s(int64=1)`. */
export function formatGoText(value: unknown): string {
  if (value === null || value === undefined) return "%!s(<nil>)";
  if (typeof value === "string") return value;
  if (Array.isArray(value)) return `[${value.map(formatGoText).join(" ")}]`;
  if (typeof value === "object") return formatMap(value, formatGoText);
  return `%!s(${goTypeName(value)}=${formatGoValue(value)})`;
}

/** The type Go decodes a JSON value into. */
export function goTypeName(value: unknown): string {
  if (value === null || value === undefined) return "%!s(<nil>)";
  if (Array.isArray(value)) return "[]interface {}";
  switch (typeof value) {
    case "string":
      return "string";
    case "boolean":
      return "bool";
    case "number":
      return isInt64(value) ? "int64" : "float64";
    case "bigint":
      return BigInt.asIntN(64, value) === value ? "int64" : "float64";
    default:
      return "map[string]interface {}";
  }
}

/** What Go's JSON decoder calls a value in its errors. */
export function jsonTypeName(value: unknown): string {
  if (value === null) return "null";
  if (Array.isArray(value)) return "array";
  if (value instanceof WrittenNumber || typeof value === "bigint") return "number";
  return typeof value === "boolean" ? "bool" : typeof value;
}

function formatMap(value: object, format: (item: unknown) => string): string {
  const entries = Object.entries(value).sort(([left], [right]) => (left < right ? -1 : 1));
  return `map[${entries.map(([key, item]) => `${key}:${format(item)}`).join(" ")}]`;
}
