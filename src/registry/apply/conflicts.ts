/** The answers to configurations that cannot be applied: conflicts with other managers, and values that do not fit the schema. */

import type { JsonObject } from "../../meta/schema.js";
import { failure, type StatusCause, type StatusError } from "../../meta/status.js";
import { pathsOf } from "./field-set.js";
import { type FieldType, isRecord } from "./field-type.js";
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

/** Throws `untypable` when a configuration does not fit its type. */
export function checkShape(
  type: FieldType,
  applied: JsonObject,
  of: Pick<ConfigurationName, "group" | "kind" | "version">,
): void {
  const problems: string[] = [];
  type.check(applied, problems);
  if (problems.length === 0) return;
  const { name, namespace } = (isRecord(applied.metadata) ? applied.metadata : {}) as Record<string, unknown>;
  throw untypable({ ...of, namespace: textOrNothing(namespace), name: textOrNothing(name) }, problems);
}

function textOrNothing(value: unknown): string {
  return typeof value === "string" ? value : "";
}

export interface ConfigurationName {
  readonly namespace: string;
  readonly name: string;
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

/** 500, as kube-apiserver answers what has the wrong shape. */
function untypable(of: ConfigurationName, problems: readonly string[]): StatusError {
  const shown = `${of.namespace}/${of.name}; ${shownType(of)}`;
  const list = problems.length === 1 ? problems[0] : `errors:\n${problems.map((one) => `  ${one}`).join("\n")}`;
  return failure(undefined, `failed to create typed patch object (${shown}): ${list}`);
}

/** 500 for an object whose items cannot be told from each other: who owns them cannot be said, so nothing can be applied to it. */
export function untold(type: FieldType, live: object, of: ConfigurationName): StatusError {
  const problems: string[] = [];
  type.check(live, problems);
  const shown = `${of.namespace}/${of.name}; ${shownType(of)}`;
  const what = "failed to create manager for existing fields: failed to convert new object";
  return failure(undefined, `${what} (${shown}) to smd typed: ${problems[0] ?? ""}`);
}

/** 500 for what has the right shape and yet is no value of the kind: a quantity that is none. */
export function unconvertible(of: ConfigurationName, detail: string): StatusError {
  const type = shownType(of);
  const what = `failed to convert new object (${of.namespace}/${of.name}; ${type}) to proper version`;
  // There is no text any more, so there is no field to be named.
  const why = detail.replace(/Go struct field \S+ of type/, "Go value of type");
  return failure(undefined, `${what}: unable to convert unstructured object to ${type}: ${why}`);
}

/** It could be read, but what one of its fields says means nothing to the kind. */
export function meaningless(of: ConfigurationName, detail: string): StatusError {
  return failure(
    undefined,
    `failed to convert to unversioned (${of.namespace}/${of.name}; ${shownType(of)}): ${detail}`,
  );
}

function shownType({ group, version, kind }: ConfigurationName): string {
  return `${group}/${version}, Kind=${kind}`;
}
