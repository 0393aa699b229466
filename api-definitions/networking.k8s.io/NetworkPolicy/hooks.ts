/** What data cannot say about this kind. */
import type { NetworkPolicy, NetworkPolicyPeer } from "../../../src/generated/networking.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { warnOfCidr } from "../../_shared/address-warnings.js";
import { setDefaults } from "./defaults.js";
import { cells } from "./printer.js";

function blockWarnings({ spec }: NetworkPolicy): readonly string[] {
  const warnings: string[] = [];
  const warnOfPeers = (peers: readonly NetworkPolicyPeer[] | undefined, path: string): void => {
    for (const [index, { ipBlock }] of (peers ?? []).entries()) {
      if (ipBlock === undefined) continue;
      warnOfCidr(`${path}[${index}].ipBlock.cidr`, ipBlock.cidr, warnings);
      for (const [at, range] of (ipBlock.except ?? []).entries()) {
        warnOfCidr(`${path}[${index}].ipBlock.except[${at}]`, range, warnings);
      }
    }
  };
  for (const [index, { from }] of (spec?.ingress ?? []).entries()) warnOfPeers(from, `spec.ingress[${index}].from`);
  for (const [index, { to }] of (spec?.egress ?? []).entries()) warnOfPeers(to, `spec.egress[${index}].to`);
  return warnings;
}

export const hooks: KindHooks<NetworkPolicy> = {
  cells,
  setDefaults,
  warningsOnCreate: blockWarnings,
  warningsOnUpdate: blockWarnings,
};
