/** What data cannot say about this kind. */
import type { StorageClass } from "../../../src/generated/storage.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { nodeLabelAdvice } from "../../_shared/node-label-warnings.js";
import { cells } from "./printer.js";

function topologyWarnings({ allowedTopologies }: StorageClass): readonly string[] {
  return (allowedTopologies ?? []).flatMap(({ matchLabelExpressions }, index) =>
    (matchLabelExpressions ?? []).flatMap(({ key }, at) => {
      const advice = nodeLabelAdvice(key);
      return advice === undefined ? [] : [`allowedTopologies[${index}].matchLabelExpressions[${at}].key: ${advice}`];
    }),
  );
}

export const hooks: KindHooks<StorageClass> = {
  cells,
  warningsOnCreate: topologyWarnings,
  warningsOnUpdate: topologyWarnings,
};
