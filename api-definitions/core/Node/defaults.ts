/** What a node's fields say about each other: one pod network and the list of all, capacity and what is left to give. */
import type { Node } from "../../../src/generated/core/v1/types.js";

export function setDefaults({ spec, status }: Node): void {
  if (spec !== undefined) {
    const { podCIDR } = spec;
    if (podCIDR !== undefined && spec.podCIDRs?.[0] !== podCIDR) spec.podCIDRs = [podCIDR];
    const first = spec.podCIDRs?.[0];
    if (first !== undefined) spec.podCIDR = first;
  }
  if (status?.capacity !== undefined) status.allocatable ??= { ...status.capacity };
}
