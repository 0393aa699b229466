/** Defaults of daemon sets that depend on other fields. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: DaemonSet): void {
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.updateStrategy?.type === "RollingUpdate") {
    spec.updateStrategy.rollingUpdate ??= { maxUnavailable: 1, maxSurge: 0 };
  }
}
