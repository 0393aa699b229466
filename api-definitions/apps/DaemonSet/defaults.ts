/** Defaults of daemon sets that depend on other fields. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

/** The number of the template, counted like the generation; a field once, and kept as an annotation for old clients. */
export const templateGeneration = "deprecated.daemonset.template.generation";

export function setDefaults({ metadata, spec }: DaemonSet): void {
  // The field is always there, so whoever writes the whole object says it, and owns it.
  metadata.annotations = { [templateGeneration]: "0", ...metadata.annotations };
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.updateStrategy?.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= { maxUnavailable: 1, maxSurge: 0 };
  }
}
