/** Defaults of deployments that depend on other fields. */
import type { Deployment } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: Deployment): void {
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.strategy?.type === "RollingUpdate") {
    spec.strategy.rollingUpdate ??= { maxUnavailable: "25%", maxSurge: "25%" };
  }
}
