/** `--feature-gates`: kube-apiserver's switches, as far as this server has what they switch; definitions bring more of them (`gated-resources.ts`). */
import { parseBool } from "../flags/values.js";

export type FeatureGate = "APIServerIdentity" | "CBORServingAndStorage" | "StorageVersionAPI" | "StorageVersionHash";

/** Alphas are off and betas on when nothing is said; all releases that can be emulated agree on these. */
const known: Readonly<Record<FeatureGate, "alpha" | "beta">> = {
  APIServerIdentity: "beta",
  CBORServingAndStorage: "alpha",
  StorageVersionAPI: "alpha",
  StorageVersionHash: "beta",
};
export const ownGates = Object.keys(known) as readonly FeatureGate[];

const needs: readonly (readonly [gate: FeatureGate, needed: FeatureGate])[] = [
  ["StorageVersionAPI", "APIServerIdentity"],
];

/** By name; `AllAlpha` and `AllBeta` speak for every gate of that stage which is not named itself. */
export type GateWishes = ReadonlyMap<string, boolean>;

const everyGateOf = { alpha: "AllAlpha", beta: "AllBeta" } as const;
export const collectiveGates: readonly string[] = Object.values(everyGateOf);

export interface FeatureGates {
  readonly on: ReadonlySet<FeatureGate>;
  readonly wishes: GateWishes;
  readonly problems: readonly string[];
}

/** Items are `gate=bool`, with `kube:` in front or not; of two for one gate the last counts. */
export function parseFeatureGates(items: readonly string[]): FeatureGates {
  const wishes = new Map<string, boolean>();
  const problems: string[] = [];
  for (const item of items) {
    if (item.trim() === "") continue;
    const [name = "", text = ""] = item
      .trim()
      .replace(/^kube:/, "")
      .split("=", 2)
      .map((part) => part.trim());
    const value = parseBool(text);
    if (value === undefined) problems.push(`${JSON.stringify(item)} is not gate=true or gate=false`);
    else wishes.set(name, value);
  }
  const on = new Set(ownGates.filter((gate) => isWished(wishes, gate, known[gate]) ?? known[gate] === "beta"));
  for (const [gate, needed] of needs) {
    if (!on.has(gate) || on.has(needed)) continue;
    problems.push(`${gate} is enabled, but depends on features that are disabled: [${needed}]`);
  }
  return { on, wishes, problems };
}

/** undefined: nobody said anything of it. */
export function isWished(wishes: GateWishes, gate: string, stage: "alpha" | "beta"): boolean | undefined {
  return wishes.get(gate) ?? wishes.get(everyGateOf[stage]);
}
