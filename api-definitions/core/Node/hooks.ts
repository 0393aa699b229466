/** What data cannot say about this kind. */
import type { Node } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfCidr } from "../../_shared/address-warnings.js";
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

export const hooks: KindHooks<Node> = {
  cells,
  setDefaults,
  warningsOnCreate: specWarnings,
  warningsOnUpdate: specWarnings,
};
