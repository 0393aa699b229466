/**
 * `--feature-gates`: kube-apiserver's switches, as far as this server has what they switch; definitions bring more of them
 * (`gated-resources.ts`).
 */
import { boolFault, parseBool } from "../../util/go-number.js";

export type FeatureGate = "APIServerIdentity" | "CBORServingAndStorage" | "StorageVersionAPI" | "StorageVersionHash";

/** Alphas are off and betas on when nothing is said; all releases that can be emulated agree on these. */
const known: Readonly<Record<FeatureGate, "alpha" | "beta">> = {
  APIServerIdentity: "beta",
  CBORServingAndStorage: "alpha",
  StorageVersionAPI: "alpha",
  StorageVersionHash: "beta",
};
export const ownGates = Object.keys(known) as readonly FeatureGate[];

/** By name; `AllAlpha` and `AllBeta` speak for every gate of that stage which is not named itself. */
export type GateWishes = ReadonlyMap<string, boolean>;

const everyGateOf = { alpha: "AllAlpha", beta: "AllBeta" } as const;
export const collectiveGates: readonly string[] = Object.values(everyGateOf);

export interface FeatureGates {
  readonly on: ReadonlySet<FeatureGate>;
  readonly wishes: GateWishes;
  readonly problems: readonly string[];
}

/** Items are `gate=bool`, with `kube:` in front or not; of two for one gate the last counts. Problems are in kube-apiserver's words. */
export function parseFeatureGates(items: readonly string[]): FeatureGates {
  const read = items.filter((item) => item.trim() !== "").map(readItem);
  const wishes = new Map(read.flatMap(({ wish }) => (wish === undefined ? [] : [wish])));
  const components = new Set(read.map(({ component }) => component));
  const mixed =
    components.has("") && components.has(ownComponent)
      ? ["set kube feature gates with default empty prefix or kube: prefix consistently, do not mix use"]
      : [];
  const on = new Set(ownGates.filter((gate) => isWished(wishes, gate, known[gate]) ?? known[gate] === "beta"));
  return { on, wishes, problems: [...mixed, ...read.flatMap(({ problem }) => problem ?? [])] };
}

/** The only one there is, and meant when none is named. */
const ownComponent = "kube";

interface ReadItem {
  readonly component: string;
  readonly wish?: readonly [gate: string, on: boolean];
  readonly problem?: string;
}

function readItem(item: string): ReadItem {
  const colon = item.indexOf(":");
  const component = item.slice(0, Math.max(colon, 0)).trim();
  if (component !== "" && component !== ownComponent) {
    return { component, problem: `component not registered: ${component}` };
  }
  const [name = "", ...values] = item
    .slice(colon + 1)
    .split("=")
    .map((part) => part.trim());
  if (values.length === 0)
    return name === "" ? { component } : { component, problem: `missing bool value for ${name}` };
  const text = values.join("=");
  const value = parseBool(text);
  if (value !== undefined) return { component, wish: [name, value] };
  return { component, problem: `invalid value of ${name}=${text}, err: ${boolFault(text)}` };
}

/** undefined: nobody said anything of it. */
export function isWished(wishes: GateWishes, gate: string, stage: "alpha" | "beta"): boolean | undefined {
  return wishes.get(gate) ?? wishes.get(everyGateOf[stage]);
}
