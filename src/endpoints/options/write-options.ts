/** Query of create, update and patch. */
import {
  type FieldError,
  forbiddenField,
  invalidValue,
  notSupported,
  required,
  tooLong,
} from "../../meta/field-error.js";
import { withoutBytes } from "../../meta/go-quote.js";
import { invalid } from "../../meta/status.js";
import type { QueryValues } from "../../registry/resource-definition.js";
import { isPrintable, maxManagerBytes } from "./field-manager-name.js";
import { queryOf } from "./query.js";

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  readonly force: boolean;
  readonly fieldManager: string;
}

const defaults: WriteOptions = { dryRun: false, fieldValidation: "Warn", force: false, fieldManager: "" };

/**
 * `kind` names the options in the error: CreateOptions, UpdateOptions, PatchOptions. `apply`: of a server-side apply, which names its
 * manager. Throws StatusError.
 */
export function parseWriteOptions(query: string, kind: string, apply = false): WriteOptions {
  if (query === "" && !apply) return defaults;
  const params = queryOf(query);
  const fieldValidation = params.get("fieldValidation") ?? "";
  const fieldManager = withoutBytes(params.get("fieldManager") ?? "");
  const errors: FieldError[] = [
    ...applyErrors(kind, params, apply),
    ...fieldManagerErrors(fieldManager),
    ...dryRunErrors(params.getAll("dryRun")),
  ];
  if (!["", "Ignore", "Strict", "Warn"].includes(fieldValidation)) {
    errors.push(notSupported("fieldValidation", fieldValidation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", errors);
  return {
    dryRun: params.getAll("dryRun").includes("All"),
    fieldValidation: fieldValidation === "" ? "Warn" : (fieldValidation as WriteOptions["fieldValidation"]),
    force: !["0", "false"].includes(params.get("force") ?? "0"),
    fieldManager,
  };
}

function applyErrors(kind: string, params: QueryValues, apply: boolean): readonly FieldError[] {
  if (apply) return params.get("fieldManager") ? [] : [required("fieldManager", "is required for apply patch")];
  if (kind !== "PatchOptions" || !params.has("force")) return [];
  return [forbiddenField("force", "may not be specified for non-apply patch")];
}

function fieldManagerErrors(name: string): readonly FieldError[] {
  if (Buffer.byteLength(name) > maxManagerBytes) return [tooLong("fieldManager", maxManagerBytes)];
  const characters = Array.from(name);
  const at = characters.findIndex((one) => !isPrintable(one));
  if (at === -1) return [];
  const code = (characters[at]?.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, "0");
  const why = `invalid character U+${code} (at position ${at})`;
  return [invalidValue("fieldManager", name, why, "printable")];
}

export function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  return values.every((one) => one === "All") ? [] : [notSupported("dryRun", values, ["All"])];
}
