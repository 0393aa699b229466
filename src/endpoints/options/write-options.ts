/** Query of create, update and patch. */
import { type FieldError, notSupported } from "../../meta/field-error.js";
import { invalid } from "../../meta/status.js";

export interface WriteOptions {
  readonly dryRun: boolean;
  readonly fieldValidation: "Ignore" | "Warn" | "Strict";
  readonly force: boolean;
  readonly fieldManager: string;
}

const defaults: WriteOptions = { dryRun: false, fieldValidation: "Warn", force: false, fieldManager: "" };

/** `kind` names the options in the error: CreateOptions, UpdateOptions, PatchOptions. Throws StatusError. */
export function parseWriteOptions(query: string, kind: string): WriteOptions {
  if (query === "") return defaults;
  const params = new URLSearchParams(query);
  const fieldValidation = params.get("fieldValidation") ?? "";
  const errors: FieldError[] = [...dryRunErrors(params.getAll("dryRun"))];
  if (!["", "Ignore", "Strict", "Warn"].includes(fieldValidation)) {
    errors.push(notSupported("fieldValidation", fieldValidation, ["", "Ignore", "Strict", "Warn"]));
  }
  if (errors.length > 0) throw invalid({ group: "meta.k8s.io", kind }, "", errors);
  return {
    dryRun: params.getAll("dryRun").includes("All"),
    fieldValidation: fieldValidation === "" ? "Warn" : (fieldValidation as WriteOptions["fieldValidation"]),
    force: params.get("force") === "true",
    fieldManager: params.get("fieldManager") ?? "",
  };
}

export function dryRunErrors(values: readonly string[]): readonly FieldError[] {
  const given = values.filter((one) => one !== "");
  return given.every((one) => one === "All") ? [] : [notSupported("dryRun", given, ["All"])];
}
