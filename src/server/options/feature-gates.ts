/** `--feature-gates`: kube-apiserver's switches, as far as this server has what they switch. */
import { parseBool } from "../flags/values.js";

export type FeatureGate = "APIServerIdentity" | "CBORServingAndStorage" | "StorageVersionAPI";

/** Whether each is on when nothing is said. */
const known: Readonly<Record<FeatureGate, boolean>> = {
  APIServerIdentity: true,
  CBORServingAndStorage: false,
  StorageVersionAPI: false,
};
const gates = Object.keys(known) as readonly FeatureGate[];

const needs: readonly (readonly [gate: FeatureGate, needed: FeatureGate])[] = [
  ["StorageVersionAPI", "APIServerIdentity"],
];

export interface FeatureGates {
  readonly on: ReadonlySet<FeatureGate>;
  /** Gates given that switch nothing here. */
  readonly without: readonly string[];
  readonly problems: readonly string[];
}

/** Items are `gate=bool`, with `kube:` in front or not; of two for one gate the last counts. */
export function parseFeatureGates(items: readonly string[]): FeatureGates {
  const on = new Set(gates.filter((gate) => known[gate]));
  const without = new Set<string>();
  const problems: string[] = [];
  for (const item of items) {
    if (item.trim() === "") continue;
    const [name = "", text = ""] = item
      .trim()
      .replace(/^kube:/, "")
      .split("=", 2)
      .map((part) => part.trim());
    const value = parseBool(text);
    const gate = gates.find((one) => one === name);
    if (value === undefined) problems.push(`${JSON.stringify(item)} is not gate=true or gate=false`);
    else if (gate === undefined) without.add(name);
    else if (value) on.add(gate);
    else on.delete(gate);
  }
  for (const [gate, needed] of needs) {
    if (!on.has(gate) || on.has(needed)) continue;
    problems.push(`${gate} is enabled, but depends on features that are disabled: [${needed}]`);
  }
  return { on, without: [...without], problems };
}
