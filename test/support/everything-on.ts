/** Flags of a server that serves every version there is, those behind feature gates too; features of fields stay as they are. */
import { groups } from "../../src/generated/index.js";

const gates = groups.flatMap(({ resources }) =>
  resources.flatMap(({ featureGate, subresources }) => [featureGate, ...subresources.map((one) => one.featureGate)]),
);

export const everythingOn: readonly string[] = [
  "--runtime-config=api/all=true",
  ...[...new Set(gates)].flatMap((gate) => (gate === undefined ? [] : [`--feature-gates=${gate}=true`])),
];
