/** What data cannot say about this kind. */
import type { StorageVersion } from "../../../src/generated/internal.apiserver.k8s.io/v1alpha1/types.js";
import { type FieldError, invalidValue } from "../../../src/meta/field-error.js";
import { dns1035Label, dns1123Subdomain } from "../../../src/meta/formats.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";
import { statusErrors } from "./status-errors.js";

export const hooks: KindHooks<StorageVersion> = {
  cells,
  validate: (object) => [...nameErrors(object), ...statusErrors(object)],
};

/** The name says which resource it is about: <group>.<resource>. */
function nameErrors({ metadata }: StorageVersion): readonly FieldError[] {
  const { name = "" } = metadata;
  const dot = name.lastIndexOf(".");
  if (dot < 0) return [wrong(name, "name must be in the form of <group>.<resource>")];
  return [
    ...dns1123Subdomain(name.slice(0, dot)).map((why) => wrong(name, `the group segment ${why}`)),
    ...dns1035Label(name.slice(dot + 1)).map((why) => wrong(name, `the resource segment ${why}`)),
  ];
}

function wrong(name: string, why: string): FieldError {
  return invalidValue("metadata.name", name, why, "groupAndResource");
}
