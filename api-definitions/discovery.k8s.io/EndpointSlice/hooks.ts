/** What data cannot say about this kind. */
import type { EndpointSlice } from "../../../src/generated/discovery.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingOnceCounted } from "../../_shared/dropped-fields.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<EndpointSlice> = {
  cells,
  ...droppingOnceCounted(({ endpoints }) => endpoints, { gate: "", paths: ["endpoints[].deprecatedTopology"] }),
  warningsOnCreate: ({ addressType }) =>
    addressType === "FQDN" ? ["spec.addressType: FQDN endpoints are deprecated"] : [],
};
