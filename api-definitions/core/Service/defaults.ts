/** Defaults of services that depend on other fields, most of all on the type. */
import type { Service, ServiceSpec } from "../../../src/generated/core/v1/types.js";

/** Three hours. */
const sessionTimeoutSeconds = 10_800;

export function setDefaults({ spec }: Service): void {
  if (spec === undefined) return;
  setSessionAffinity(spec);
  for (const port of spec.ports ?? []) {
    if (port.targetPort === undefined || port.targetPort === 0 || port.targetPort === "") port.targetPort = port.port;
  }
  if (spec.type !== "ExternalName") spec.internalTrafficPolicy ??= "Cluster";
  if (spec.type === "NodePort" || spec.type === "LoadBalancer") spec.externalTrafficPolicy ??= "Cluster";
  if (spec.type === "LoadBalancer") spec.allocateLoadBalancerNodePorts ??= true;
}

function setSessionAffinity(spec: ServiceSpec): void {
  if (spec.sessionAffinity === "None") delete spec.sessionAffinityConfig;
  if (spec.sessionAffinity !== "ClientIP") return;
  const timeoutSeconds = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? sessionTimeoutSeconds;
  spec.sessionAffinityConfig = { clientIP: { timeoutSeconds } };
}
