/** What data cannot say about this kind. */
import type { RuntimeClass } from "../../../src/generated/node.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { nodeLabelAdvice } from "../../_shared/node-label-warnings.js";
import { cells } from "./printer.js";

function selectorWarnings({ scheduling }: RuntimeClass): readonly string[] {
  return Object.keys(scheduling?.nodeSelector ?? {})
    .sort()
    .flatMap((key) => {
      const advice = nodeLabelAdvice(key);
      return advice === undefined ? [] : [`scheduling.nodeSelector: ${advice}`];
    });
}

export const hooks: KindHooks<RuntimeClass> = {
  cells,
  warningsOnCreate: selectorWarnings,
  warningsOnUpdate: selectorWarnings,
};
