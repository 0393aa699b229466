/** How far a claim is. */
import type { ResourceClaim } from "../../../src/generated/resource.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<ResourceClaim> = {
  State: state,
  Age: age,
};

function state({ metadata, status }: ResourceClaim): string {
  const states = [
    ...(metadata.deletionTimestamp === undefined ? [] : ["deleted"]),
    ...(status?.allocation === undefined ? [] : ["allocated"]),
    ...((status?.reservedFor ?? []).length === 0 ? [] : ["reserved"]),
  ];
  return states.length === 0 ? "pending" : states.join(",");
}
