/**
 * One address and the list of all: old clients know only the first. kube-apiserver keeps the two in step when it converts
 * an object: a list whose head is another address gives way to the single one.
 */
import type { PodStatus } from "../../../src/generated/core/v1/types.js";

/** In place. A pod's own addresses make a list, those of its node do not. */
export function alignAddresses(status: PodStatus): void {
  const { podIP, hostIP } = status;
  if (podIP !== undefined && status.podIPs?.[0]?.ip !== podIP) status.podIPs = [{ ip: podIP }];
  const own = status.podIPs?.[0]?.ip;
  if (own !== undefined) status.podIP = own;
  if (hostIP !== undefined && status.hostIPs !== undefined && status.hostIPs[0]?.ip !== hostIP) {
    status.hostIPs = [{ ip: hostIP }];
  }
}
