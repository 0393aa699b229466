/** Rules about feature gates: who hangs on one names one that is there, and its releases are in order. */
import { compareReleases } from "../../src/meta/release.js";
import { type Complain, type Place, suggest } from "../diagnostics.js";
import type { ApiModel, GroupModel } from "../model/model.js";

/** In the order of a feature's life. */
const stages = ["alpha", "beta", "stable"] as const;

export function checkGates(model: ApiModel, complain: Complain): void {
  for (const group of model.groups) {
    checkOrder(group, complain);
    const known = Object.keys(group.featureGates);
    const check = (gate: string | undefined, place: Place): void => {
      if (gate === undefined || known.includes(gate)) return;
      complain("gate-unknown", place, { gate, hint: suggest(gate, known) });
    };
    for (const { file, featureGate, subresources } of group.kinds) {
      check(featureGate, { file, path: ["featureGate"] });
      for (const sub of subresources) check(sub.featureGate, { file, path: ["subresources", sub.name, "featureGate"] });
    }
  }
}

function checkOrder({ file, featureGates }: GroupModel, complain: Complain): void {
  for (const [gate, life] of Object.entries(featureGates)) {
    const reached = stages.filter((stage) => life[stage] !== undefined);
    reached.forEach((key, index) => {
      const before = reached[index - 1];
      if (before === undefined) return;
      const [release = "", earlier = ""] = [life[key], life[before]];
      if (compareReleases(earlier, release) < 0) return;
      complain("gate-order", { file, path: ["featureGates", gate, key] }, { gate, key, release, before, earlier });
    });
  }
}
