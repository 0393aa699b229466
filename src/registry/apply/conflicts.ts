/** The answers to configurations that cannot be applied: conflicts with other managers, and values that do not fit the schema. */
import { failure, type StatusCause, type StatusError } from "../../meta/status.js";
import { pathsOf } from "./field-set.js";
import { identityText, type ManagerId } from "./managers.js";
import type { OwnershipConflict } from "./ownership.js";
import { compareText } from "./path-element.js";

/** 409, with a cause for each path of each owner. */
export function applyConflict(conflicts: readonly OwnershipConflict[]): StatusError {
  const sorted = [...conflicts].sort((a, b) => compareText(identityText(a.owner), identityText(b.owner)));
  const causes = sorted.flatMap(({ owner, set }): StatusCause[] =>
    [...pathsOf(set)].map((field) => ({
      reason: "FieldManagerConflict",
      message: `conflict with ${shownManager(owner)}`,
      field,
    })),
  );
  const [only] = causes;
  const what =
    causes.length === 1
      ? `1 conflict: ${only?.message}: ${only?.field}`
      : `${causes.length} conflicts: ${sorted.map(shownConflicts).join("\n")}`;
  return failure("Conflict", `Apply failed with ${what}`, { details: { causes } });
}

function shownConflicts({ owner, set }: OwnershipConflict): string {
  return [`conflicts with ${shownManager(owner)}:`, ...[...pathsOf(set)].map((path) => `- ${path}`)].join("\n");
}

function shownManager({ manager, operation, apiVersion, subresource }: ManagerId): string {
  const name = JSON.stringify(manager) + (subresource === "" ? "" : ` with subresource ${JSON.stringify(subresource)}`);
  return operation === "Update" ? `${name} using ${apiVersion}` : name;
}

export interface ConfigurationName {
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** 500, as kube-apiserver answers what has the wrong shape. */
export function untypable(of: ConfigurationName, problems: readonly string[]): StatusError {
  const shown = `${of.namespace}/${of.name}; ${of.group}/${of.version}, Kind=${of.kind}`;
  const list = problems.length === 1 ? problems[0] : `errors:\n${problems.map((one) => `  ${one}`).join("\n")}`;
  return failure(undefined, `failed to create typed patch object (${shown}): ${list}`);
}
