/** What is allowed in a Service but does nothing, or will not for long: kube-apiserver's warnings, in its order. */
import type { Service } from "../../../src/generated/core/v1/types.js";
import { warnOfAddress, warnOfCidr } from "../../_shared/address-warnings.js";

const hints = "service.kubernetes.io/topology-aware-hints";
const topology = "service.kubernetes.io/topology-mode";

export function serviceWarnings({ metadata, spec }: Service): readonly string[] {
  const warnings: string[] = [];
  if (metadata.annotations?.[hints] !== undefined) {
    warnings.push(`annotation ${hints} is deprecated, please use ${topology} instead`);
  }
  if (spec === undefined) return warnings;
  const { type, externalName = "", externalIPs = [], loadBalancerIP = "" } = spec;
  const headless = spec.clusterIP === "None";
  if (headless) {
    if (loadBalancerIP !== "") warnings.push("spec.loadBalancerIP is ignored for headless services");
    if (externalIPs.length > 0) warnings.push("spec.externalIPs is ignored for headless services");
    if (spec.sessionAffinity !== "None") warnings.push("spec.SessionAffinity is ignored for headless services");
  } else {
    for (const [index, ip] of (spec.clusterIPs ?? []).entries()) {
      warnOfAddress(`spec.clusterIPs[${index}]`, ip, warnings);
    }
  }
  for (const [index, ip] of externalIPs.entries()) warnOfAddress(`spec.externalIPs[${index}]`, ip, warnings);
  const named = type === "ExternalName";
  if (externalIPs.length > 0 && !headless && !named) {
    warnings.push("spec.externalIPs is deprecated and may no longer be implemented in some clusters");
  }
  if (loadBalancerIP !== "") warnOfAddress("spec.loadBalancerIP", loadBalancerIP, warnings);
  for (const [index, range] of (spec.loadBalancerSourceRanges ?? []).entries()) {
    warnOfCidr(`spec.loadBalancerSourceRanges[${index}]`, range, warnings);
  }
  if (named && externalIPs.length > 0) warnings.push('spec.externalIPs is ignored when spec.type is "ExternalName"');
  if (!named && externalName !== "") warnings.push('spec.externalName is ignored when spec.type is not "ExternalName"');
  if (spec.trafficDistribution === "PreferClose") {
    warnings.push('spec.trafficDistribution: "PreferClose" is deprecated; use "PreferSameZone"');
  }
  return warnings;
}
