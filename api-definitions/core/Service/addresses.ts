/**
 * What a service says about its addresses: the single cluster address and the list, the IP families and the policy. No
 * address is chosen here: a service that needs one and brings none stays without.
 */
import type { Service, ServiceSpec } from "../../../src/generated/core/v1/types.js";

const headless = "None";

/** In place. */
export function completeAddresses({ spec }: Service): void {
  if (spec === undefined || spec.type === "ExternalName") return;
  if (spec.clusterIP !== undefined) spec.clusterIPs ??= [spec.clusterIP];
  const first = spec.clusterIPs?.[0];
  if (first !== undefined) spec.clusterIP ??= first;
  setFamilies(spec);
}

/** A headless service without selector may get endpoints of both families, whatever the cluster's own is. */
function setFamilies(spec: ServiceSpec): void {
  const anyFamily = spec.clusterIP === headless && Object.keys(spec.selector ?? {}).length === 0;
  if (anyFamily && spec.ipFamilies === undefined) spec.ipFamilyPolicy ??= "RequireDualStack";
  const both = anyFamily && spec.ipFamilyPolicy !== "SingleStack";
  spec.ipFamilies ??= both ? ["IPv4", "IPv6"] : ["IPv4"];
  spec.ipFamilyPolicy ??= spec.ipFamilies.length > 1 ? "RequireDualStack" : "SingleStack";
}

/** An update that says nothing of the addresses keeps them. In place. */
export function keepAddresses(next: Service, previous: Service): void {
  const [to, from] = [next.spec, previous.spec];
  if (to === undefined || from === undefined || to.type === "ExternalName" || from.type === "ExternalName") return;
  if (to.clusterIP === undefined && to.clusterIPs === undefined) {
    if (from.clusterIP !== undefined) to.clusterIP = from.clusterIP;
    if (from.clusterIPs !== undefined) to.clusterIPs = [...from.clusterIPs];
  }
  if (to.ipFamilies === undefined && from.ipFamilies !== undefined) to.ipFamilies = [...from.ipFamilies];
  if (to.ipFamilyPolicy === undefined && from.ipFamilyPolicy !== undefined) to.ipFamilyPolicy = from.ipFamilyPolicy;
}
