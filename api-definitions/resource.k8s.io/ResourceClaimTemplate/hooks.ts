/** What data cannot say about this kind. */
import type { ResourceClaimTemplate } from "../../../src/generated/resource.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { claimTemplateV1beta1 } from "../../_shared/device-conversions.js";
import { age } from "../../_shared/printing.js";
import { setDefaults } from "./defaults.js";

export const hooks: KindHooks<ResourceClaimTemplate> = {
  cells: { Age: age },
  setDefaults,
  convert: { v1beta1: claimTemplateV1beta1 },
};
