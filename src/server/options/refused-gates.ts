/**
 * What of `--feature-gates` cannot be: gates nobody knows, those whose value is settled or that came later than the emulated release, and
 * those that need another one which is off. In kube-apiserver's words. Pure.
 */
import type { FeatureGateLife, GroupDefinition } from "../../registry/resource-definition.js";
import { collectiveGates, type GateWishes, isWished, ownGates } from "./feature-gates.js";
import { type GateChoices, stageOf } from "./gated-resources.js";
import { type KnownGates, knownGates } from "./known-gates.js";

/** undefined: nothing. */
export function refusedGates(groups: readonly GroupDefinition[], choices: GateChoices): string | undefined {
  const { gateWishes } = choices;
  // Whoever says nothing gets what kube-apiserver gives by itself, which fits.
  if (gateWishes.size === 0) return undefined;
  const known = knownGates();
  const named = [...gateWishes]
    .filter(([gate]) => !collectiveGates.includes(gate))
    .map(([gate, value]) => ({ gate, value, fate: fateOf(gate, lifeOf(groups, gate), { known, choices }) }));
  const unknown = named.find(({ fate }) => fate === "unknown");
  if (unknown !== undefined) return `unrecognized feature gate: ${unknown.gate}`;
  const problems = named.flatMap((one) => refusalOf(one, choices));
  return joined(problems.length > 0 ? problems : unmetNeeds(known, choices));
}

type Fate = "free" | "locked to false" | "locked to true" | "unborn" | "unknown";

/** kube-apiserver's own gates first: those of definitions are others, or the same seen from their resources. */
function fateOf(
  gate: string,
  life: FeatureGateLife | undefined,
  { known, choices: { versions } }: { readonly known: KnownGates; readonly choices: GateChoices },
): Fate {
  const state = known.stateOf(gate, versions.emulated);
  if (state === "unborn") return "unborn";
  if (state !== "unknown") {
    if (!state.isLocked) return "free";
    return state.isOn ? "locked to true" : "locked to false";
  }
  if (life === undefined) return "unknown";
  const stage = stageOf(life, versions);
  if (stage === "stable") return "locked to true";
  return stage === "unborn" ? "unborn" : "free";
}

function lifeOf(groups: readonly GroupDefinition[], gate: string): FeatureGateLife | undefined {
  return groups.find(({ featureGates }) => Object.hasOwn(featureGates ?? {}, gate))?.featureGates?.[gate];
}

interface NamedGate {
  readonly gate: string;
  readonly value: boolean;
  readonly fate: Fate;
}

function refusalOf({ gate, value, fate }: NamedGate, { versions }: GateChoices): readonly string[] {
  const cannot = `cannot set feature gate ${gate} to ${value}, feature is`;
  const { emulated, minCompatibility } = versions;
  if (fate === "unborn") {
    return [`${cannot} PreAlpha at emulated version ${emulated}, min compatibility version ${minCompatibility}`];
  }
  return fate.startsWith("locked") && fate !== `locked to ${value}` ? [`${cannot} ${fate}`] : [];
}

function unmetNeeds(known: KnownGates, { gateWishes, versions }: GateChoices): readonly string[] {
  const isOn = (gate: string): boolean => {
    const state = known.stateOf(gate, versions.emulated);
    if (typeof state === "string") return false;
    const { stage } = state;
    const isOpen = !state.isLocked && (stage === "alpha" || stage === "beta");
    return gateWishes.get(gate) ?? (isOpen ? isWished(gateWishes, gate, stage) : undefined) ?? state.isOn;
  };
  return known.needs
    .filter(([gate, needed]) => isOn(gate) && !isOn(needed))
    .map(([gate, needed]) => `${gate} is enabled, but depends on features that are disabled: [${needed}]`);
}

function joined(problems: readonly string[]): string | undefined {
  return problems.length > 1 ? `[${problems.join(", ")}]` : problems[0];
}

/** Gates given that switch nothing here. */
export function idleGates(groups: readonly GroupDefinition[], wishes: GateWishes): readonly string[] {
  const known: ReadonlySet<string> = new Set([...ownGates, ...collectiveGates]);
  return [...wishes.keys()].filter((gate) => !known.has(gate) && lifeOf(groups, gate) === undefined);
}
