/**
 * Resources and subresources that hang on a feature gate: without it they are not served whatever `--runtime-config` says, as in
 * kube-apiserver (test/http/answers/gated-resources.json). What a gate's stage is depends on the emulated release. Pure.
 */
import { compareReleases } from "../../meta/release.js";
import type { FeatureGateLife, GroupDefinition, ResourceDefinition } from "../../registry/resource-definition.js";
import type { EffectiveVersions } from "./effective-versions.js";
import { collectiveGates, type GateWishes, isWished, ownGates } from "./feature-gates.js";

export interface GateChoices {
  readonly gateWishes: GateWishes;
  readonly versions: EffectiveVersions;
}

type Stage = "alpha" | "beta" | "stable" | "unborn";

/** The groups without what is held back. */
export function withoutGated(groups: readonly GroupDefinition[], choices: GateChoices): readonly GroupDefinition[] {
  return groups.map((group) => {
    const { featureGates, resources } = group;
    if (featureGates === undefined) return group;
    const isOn = ({ featureGate }: { readonly featureGate?: string }): boolean =>
      featureGate === undefined || isGateOn(featureGate, featureGates[featureGate] ?? {}, choices);
    return { ...group, resources: resources.filter(isOn).map((one) => withSubresources(one, isOn)) };
  });
}

function withSubresources(
  definition: ResourceDefinition,
  isOn: (subresource: ResourceDefinition["subresources"][number]) => boolean,
): ResourceDefinition {
  const subresources = definition.subresources.filter(isOn);
  return subresources.length === definition.subresources.length ? definition : { ...definition, subresources };
}

function isGateOn(gate: string, life: FeatureGateLife, { gateWishes, versions }: GateChoices): boolean {
  const stage = stageOf(life, versions);
  if (stage === "stable") return true;
  if (stage === "unborn") return false;
  return isWished(gateWishes, gate, stage) ?? (stage === "beta" && life.onInBeta !== false);
}

function stageOf(life: FeatureGateLife, { emulated }: EffectiveVersions): Stage {
  const isReached = (release: string | undefined): boolean =>
    release !== undefined && compareReleases(release, emulated) <= 0;
  if (isReached(life.stable)) return "stable";
  if (isReached(life.beta)) return "beta";
  return isReached(life.alpha) ? "alpha" : "unborn";
}

/** What cannot be wished for in the emulated release, in kube-apiserver's words; undefined: nothing. */
export function refusedGates(groups: readonly GroupDefinition[], choices: GateChoices): string | undefined {
  const { gateWishes, versions } = choices;
  const problems = [...gateWishes].flatMap(([gate, value]) => {
    const life = groups.find(({ featureGates }) => Object.hasOwn(featureGates ?? {}, gate))?.featureGates?.[gate];
    const stage = life === undefined ? undefined : stageOf(life, versions);
    const cannot = `cannot set feature gate ${gate} to ${value}, feature is`;
    if (stage === "stable" && !value) return [`${cannot} locked to true`];
    if (stage !== "unborn") return [];
    const { emulated, minCompatibility } = versions;
    return [`${cannot} PreAlpha at emulated version ${emulated}, min compatibility version ${minCompatibility}`];
  });
  return problems.length > 1 ? `[${problems.join(", ")}]` : problems[0];
}

/** Gates given that switch nothing here. */
export function idleGates(groups: readonly GroupDefinition[], wishes: GateWishes): readonly string[] {
  const known = new Set([
    ...ownGates,
    ...collectiveGates,
    ...groups.flatMap((one) => Object.keys(one.featureGates ?? {})),
  ]);
  return [...wishes.keys()].filter((gate) => !known.has(gate));
}
