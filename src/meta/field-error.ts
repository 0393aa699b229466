/**
 * Validation errors: one per field, with a stable rule name beside Kubernetes' reason and text.
 * Tests and definitions' fixtures match `field` and `rule`, never the text.
 */
import { stringifyJson } from "./exact-json.js";
import { goJson, goQuote } from "./go-quote.js";
import type { StatusCause } from "./status.js";

export type FieldErrorType =
  | "FieldValueNotFound"
  | "FieldValueRequired"
  | "FieldValueDuplicate"
  | "FieldValueInvalid"
  | "FieldValueNotSupported"
  | "FieldValueForbidden"
  | "FieldValueTooLong"
  | "FieldValueTooMany"
  | "InternalError"
  | "FieldValueTypeInvalid";

export interface FieldError {
  readonly type: FieldErrorType;
  /** JSON path as Kubernetes writes it: `spec.containers[0].name`, `metadata.labels[a/b]`. */
  readonly field: string;
  /** The offending value, shown in the text; left out where showing it is of no use or not safe. */
  readonly value?: unknown;
  readonly detail: string;
  /** Stable name of the rule that was broken: `required`, `immutable`, `format:dns1123Subdomain` … */
  readonly rule: string;
}

const titles: Readonly<Record<FieldErrorType, string>> = {
  FieldValueNotFound: "Not found",
  FieldValueRequired: "Required value",
  FieldValueDuplicate: "Duplicate value",
  FieldValueInvalid: "Invalid value",
  FieldValueNotSupported: "Unsupported value",
  FieldValueForbidden: "Forbidden",
  FieldValueTooLong: "Too long",
  FieldValueTooMany: "Too many",
  InternalError: "Internal error",
  FieldValueTypeInvalid: "Invalid value",
};

const withoutValue: ReadonlySet<FieldErrorType> = new Set([
  "FieldValueRequired",
  "FieldValueForbidden",
  "FieldValueTooLong",
  "InternalError",
]);

/** The text after the field: `Invalid value: "x": must be …`. */
export function fieldMessage(error: FieldError): string {
  const title = titles[error.type];
  const shown = withoutValue.has(error.type) || error.value === undefined ? title : `${title}: ${showValue(error)}`;
  return error.detail === "" ? shown : `${shown}: ${error.detail}`;
}

export function fieldCause(error: FieldError): StatusCause {
  return { reason: error.type, message: fieldMessage(error), field: error.field };
}

/** What is not supported is of a type of its own in Go, and is shown as JSON, unless it came with the request's own options. */
function showValue({ type, value, field }: FieldError): string {
  const plain = type !== "FieldValueNotSupported" || field === "fieldValidation";
  return typeof value === "string" && plain ? goQuote(value) : goJson(stringifyJson(value) ?? "null");
}

export function required(field: string, detail = ""): FieldError {
  return { type: "FieldValueRequired", field, detail, rule: "required" };
}

export function invalidValue(field: string, value: unknown, detail: string, rule: string): FieldError {
  return { type: "FieldValueInvalid", field, value, detail, rule };
}

export function immutableField(field: string, value: unknown): FieldError {
  return { type: "FieldValueInvalid", field, value, detail: "field is immutable", rule: "immutable" };
}

export function forbiddenField(field: string, detail: string, rule = "forbidden"): FieldError {
  return { type: "FieldValueForbidden", field, detail, rule };
}

export function duplicateValue(field: string, value: unknown): FieldError {
  return { type: "FieldValueDuplicate", field, value, detail: "", rule: "duplicate" };
}

/** `supported` is listed quoted and sorted, as Kubernetes does. */
export function notSupported(field: string, value: unknown, supported: readonly string[]): FieldError {
  const list = [...supported]
    .sort()
    .map((one) => JSON.stringify(one))
    .join(", ");
  return { type: "FieldValueNotSupported", field, value, detail: `supported values: ${list}`, rule: "enum" };
}

export function tooLong(field: string, maxBytes: number): FieldError {
  return { type: "FieldValueTooLong", field, detail: `may not be more than ${maxBytes} bytes`, rule: "maxLength" };
}
