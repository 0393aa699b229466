/** Defaults of daemon sets that depend on other fields. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { type NumberAnnotation, normaliseNumber } from "../../_shared/field-annotations.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

/** The number of the template, counted like the generation; a field once, and kept as an annotation for old clients. */
export const templateGeneration: NumberAnnotation = {
  name: "deprecated.daemonset.template.generation",
  complaint: (_text, error) => error,
};

export function setDefaults(set: DaemonSet): void {
  const { metadata, spec } = set;
  // The field is always there, so whoever writes the whole object says it, and owns it.
  metadata.annotations = { [templateGeneration.name]: "0", ...metadata.annotations };
  normaliseNumber(set, templateGeneration);
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.updateStrategy?.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= { maxUnavailable: 1, maxSurge: 0 };
  }
}
