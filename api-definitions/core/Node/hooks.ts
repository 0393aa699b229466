/** What data cannot say about this kind. */
import type { Node } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfCidr } from "../../_shared/address-warnings.js";
import { dropping } from "../../_shared/dropped-fields.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

function specWarnings({ spec }: Node): readonly string[] {
  const warnings: string[] = [];
  if ((spec?.externalID ?? "") !== "") {
    warnings.push("spec.externalID: this field is deprecated, and is unused by Kubernetes");
  }
  for (const [index, range] of (spec?.podCIDRs ?? []).entries()) {
    warnOfCidr(`spec.podCIDRs[${index}]`, range, warnings);
  }
  return warnings;
}

// What a kubelet took its configuration from when the API could tell it.
const drop = dropping({ gate: "", paths: ["spec.configSource"] });
const dropOfStatus = dropping({ gate: "", paths: ["status.config"] });

export const hooks: KindHooks<Node> = {
  cells,
  setDefaults,
  prepareForCreate: (node, moment) => {
    drop(node, undefined, moment);
    dropOfStatus(node, undefined, moment);
  },
  prepareForUpdate: drop,
  prepareForStatusUpdate: dropOfStatus,
  warningsOnCreate: specWarnings,
  warningsOnUpdate: specWarnings,
};
