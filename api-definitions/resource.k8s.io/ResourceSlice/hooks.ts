/** What data cannot say about this kind. */
import type { ResourceSlice } from "../../../src/generated/resource.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { sliceV1beta1 } from "../../_shared/device-conversions.js";
import { stampTaint } from "../../_shared/device-taints.js";
import { droppingOnceCounted } from "../../_shared/dropped-fields.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<ResourceSlice> = {
  cells,
  ...droppingOnceCounted(({ spec }) => spec, {
    gate: "DRANodeAllocatableResources",
    paths: ["spec.devices[].nodeAllocatableResourceMappings"],
  }),
  convert: { v1beta1: sliceV1beta1 },
  setDefaults: ({ spec }, now) => {
    for (const { taints } of spec?.devices ?? []) for (const taint of taints ?? []) stampTaint(taint, now);
  },
};
