/** What data cannot say about this kind. */
import type { APIService, APIServiceCondition } from "../../../src/generated/apiregistration.k8s.io/v1/types.js";
import { type FieldError, invalidValue, required } from "../../../src/meta/field-error.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<APIService> = {
  cells,
  validate: nameErrors,
  prepareForCreate: ({ spec, status }, { now }) => {
    // Served by this server itself, so there is nothing to wait for.
    if (spec?.service === undefined && status !== undefined) status.conditions = [localCondition(formatTime(now))];
  },
};

function localCondition(time: string): APIServiceCondition {
  return {
    type: "Available",
    status: "True",
    lastTransitionTime: time,
    reason: "Local",
    message: "Local APIServices are always available",
  };
}

function nameErrors({ metadata, spec }: APIService): readonly FieldError[] {
  const { version = "", group = "" } = spec ?? {};
  const { name = "" } = metadata;
  const expected = `${version}.${group}`;
  const errors: FieldError[] = [];
  if (name !== expected) {
    const why = `must be \`spec.version+"."+spec.group\`: "${expected}"`;
    errors.push(invalidValue("metadata.name", name, why, "versionAndGroup"));
  }
  if (group === "" && version !== "v1") {
    errors.push(required("spec.group", "only v1 may have an empty group and it better be legacy kube"));
  }
  return errors;
}
