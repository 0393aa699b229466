/** Addresses of a load balancer that are not written as they should be: kube-apiserver's warnings on status updates. */
import { warnOfAddress } from "./address-warnings.js";

interface Balanced {
  readonly status?: {
    readonly loadBalancer?: { readonly ingress?: readonly { readonly ip?: string }[] | null };
  };
}

export function loadBalancerWarnings({ status }: Balanced): readonly string[] {
  const warnings: string[] = [];
  for (const [index, { ip }] of (status?.loadBalancer?.ingress ?? []).entries()) {
    if (ip !== undefined) warnOfAddress(`status.loadBalancer.ingress[${index}]`, ip, warnings);
  }
  return warnings;
}
