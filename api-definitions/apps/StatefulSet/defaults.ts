/** Defaults of stateful sets that depend on other fields. */
import type { StatefulSet } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: StatefulSet): void {
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  if (spec.updateStrategy?.type === "RollingUpdate") spec.updateStrategy.rollingUpdate ??= { partition: 0 };
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = "v1";
    claim.kind = "PersistentVolumeClaim";
  }
}
