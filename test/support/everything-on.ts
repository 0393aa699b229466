/** Flags of a server that serves every version there is, those behind feature gates too. */
import { groups } from "../../src/generated/index.js";

const gates = groups.flatMap(({ featureGates }) => Object.keys(featureGates ?? {}));

export const everythingOn: readonly string[] = [
  "--runtime-config=api/all=true",
  ...gates.map((gate) => `--feature-gates=${gate}=true`),
];
