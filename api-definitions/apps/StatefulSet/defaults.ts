/** Defaults of stateful sets that depend on other fields. */
import type { StatefulSet, StatefulSetSpec } from "../../../src/generated/apps/v1/types.js";
import { setTemplateDefaults } from "../../_shared/pod-defaults.js";

export function setDefaults({ spec }: StatefulSet): void {
  if (spec === undefined) return;
  setTemplateDefaults(spec.template);
  setStrategyDefaults(spec);
  for (const claim of spec.volumeClaimTemplates ?? []) {
    claim.apiVersion = "v1";
    claim.kind = "PersistentVolumeClaim";
  }
}

/** Who names the strategy without saying how is not told how. */
function setStrategyDefaults(spec: StatefulSetSpec): void {
  const strategy = spec.updateStrategy ?? {};
  if ((strategy.type ?? "") === "") {
    strategy.type = "RollingUpdate";
    strategy.rollingUpdate ??= {};
  }
  if (strategy.type === "RollingUpdate" && strategy.rollingUpdate !== undefined) strategy.rollingUpdate.partition ??= 0;
  spec.updateStrategy = strategy;
}
