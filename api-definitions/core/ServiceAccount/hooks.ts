/** What data cannot say about this kind: its age, and its tokens. */
import type { ServiceAccount } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { age } from "../../_shared/printing.js";
import { issueToken } from "./token.js";

const mountable = "kubernetes.io/enforce-mountable-secrets";
const usedToBeMountable = `metadata.annotations[${mountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;

/** An account names its secrets, and says nothing else of them. */
function nameSecrets({ secrets }: ServiceAccount): void {
  for (const [index, { name }] of (secrets ?? []).entries()) {
    if (secrets !== undefined) secrets[index] = name === undefined ? {} : { name };
  }
}

export const hooks: KindHooks<ServiceAccount> = {
  cells: { Age: age },
  prepareForCreate: nameSecrets,
  prepareForUpdate: nameSecrets,
  carryOut: { token: issueToken },
  warningsOnCreate: ({ metadata }) => (metadata.annotations?.[mountable] === undefined ? [] : [usedToBeMountable]),
  warningsOnUpdate: ({ metadata }, previous) =>
    metadata.annotations?.[mountable] === undefined || previous.metadata.annotations?.[mountable] !== undefined
      ? []
      : [usedToBeMountable],
};
