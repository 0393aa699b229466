/** What data cannot say about this kind. */
import type { CSIStorageCapacity } from "../../../src/generated/storage.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { nodeLabelAdvice, warnOfNodeExpressions } from "../../_shared/node-label-warnings.js";

function topologyWarnings({ nodeTopology }: CSIStorageCapacity): readonly string[] {
  const warnings: string[] = [];
  for (const key of Object.keys(nodeTopology?.matchLabels ?? {}).sort()) {
    const advice = nodeLabelAdvice(key);
    if (advice !== undefined) warnings.push(`nodeTopology.matchLabels.${key}: ${advice}`);
  }
  warnOfNodeExpressions(nodeTopology?.matchExpressions, "nodeTopology", warnings);
  return warnings;
}

export const hooks: KindHooks<CSIStorageCapacity> = {
  warningsOnCreate: topologyWarnings,
  warningsOnUpdate: topologyWarnings,
};
