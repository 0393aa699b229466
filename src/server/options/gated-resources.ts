/**
 * Resources and subresources that hang on a feature gate: without it they are not served whatever `--runtime-config` says, as in
 * kube-apiserver (test/http/answers/gated-resources.json). What a gate's stage is depends on the emulated release. Pure.
 */
import { compareReleases } from "../../meta/release.js";
import type { FeatureGateLife, GroupDefinition, ResourceDefinition } from "../../registry/resource-definition.js";
import type { EffectiveVersions } from "./effective-versions.js";
import { type GateWishes, isWished } from "./feature-gates.js";

export interface GateChoices {
  readonly gateWishes: GateWishes;
  readonly versions: EffectiveVersions;
}

export type GateStage = "alpha" | "beta" | "stable" | "unborn";

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

export function stageOf(life: FeatureGateLife, { emulated }: EffectiveVersions): GateStage {
  const isReached = (release: string | undefined): boolean =>
    release !== undefined && compareReleases(release, emulated) <= 0;
  if (isReached(life.stable)) return "stable";
  if (isReached(life.beta)) return "beta";
  return isReached(life.alpha) ? "alpha" : "unborn";
}

/** Tells of the gates that groups name which are on. */
export function gateTest(groups: readonly GroupDefinition[], choices: GateChoices): (gate: string) => boolean {
  const lives = groups.flatMap(({ featureGates }) => Object.entries(featureGates ?? {}));
  const on = new Set(lives.flatMap(([gate, life]) => (isGateOn(gate, life, choices) ? [gate] : [])));
  return (gate) => on.has(gate);
}
