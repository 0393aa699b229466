/** `--feature-gates`: kube-apiserver's switches, as far as this server has what they switch. */
import { parseBool } from "../flags/values.js";

/** Off unless it is asked for. */
export type FeatureGate = "CBORServingAndStorage";

const known: readonly FeatureGate[] = ["CBORServingAndStorage"];

export interface FeatureGates {
  readonly on: ReadonlySet<FeatureGate>;
  /** Gates given that switch nothing here. */
  readonly without: readonly string[];
  readonly problems: readonly string[];
}

/** Items are `gate=bool`, with `kube:` in front or not; of two for one gate the last counts. */
export function parseFeatureGates(items: readonly string[]): FeatureGates {
  const on = new Set<FeatureGate>();
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
    const gate = known.find((one) => one === name);
    if (value === undefined) problems.push(`${JSON.stringify(item)} is not gate=true or gate=false`);
    else if (gate === undefined) without.add(name);
    else if (value) on.add(gate);
    else on.delete(gate);
  }
  return { on, without: [...without], problems };
}
