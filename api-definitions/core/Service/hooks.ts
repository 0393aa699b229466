/** What data cannot say about this kind. */
import type { Service } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { loadBalancerWarnings } from "../../_shared/load-balancer-warnings.js";
import { completeAddresses, keepAddresses } from "./addresses.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";
import { serviceWarnings } from "./warnings.js";

export const hooks: KindHooks<Service> = {
  warningsOnCreate: serviceWarnings,
  warningsOnUpdate: serviceWarnings,
  warningsOnStatusUpdate: loadBalancerWarnings,
  cells,
  setDefaults,
  // What makes a service by its status is no allocator of addresses.
  prepareForCreate: (next, { subresource = "" }) => {
    if (subresource === "") completeAddresses(next);
  },
  prepareForUpdate: (next, previous) => {
    keepAddresses(next, previous);
    completeAddresses(next);
  },
};
