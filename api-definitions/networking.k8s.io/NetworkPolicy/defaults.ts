/** A policy that does not say its directions is about ingress, and about egress where it has such rules. */
import type { NetworkPolicy } from "../../../src/generated/networking.k8s.io/v1/types.js";

export function setDefaults({ spec }: NetworkPolicy): void {
  if (spec === undefined || (spec.policyTypes?.length ?? 0) > 0) return;
  spec.policyTypes = (spec.egress?.length ?? 0) > 0 ? ["Ingress", "Egress"] : ["Ingress"];
}
