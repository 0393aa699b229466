/** What data cannot say about this kind: its age, and its tokens. */
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { age } from "../../_shared/printing.js";
import { issueToken } from "./token.js";

const mountable = "kubernetes.io/enforce-mountable-secrets";
const usedToBeMountable = `metadata.annotations[${mountable}]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted secrets`;

export const hooks: KindHooks = {
  cells: { Age: age },
  carryOut: { token: issueToken },
  warningsOnCreate: ({ metadata }) => (metadata.annotations?.[mountable] === undefined ? [] : [usedToBeMountable]),
  warningsOnUpdate: ({ metadata }, previous) =>
    metadata.annotations?.[mountable] === undefined || previous.metadata.annotations?.[mountable] !== undefined
      ? []
      : [usedToBeMountable],
};
