/** What groups of pods, and templates of such groups, can say while features are on. */
import type { Feature, FieldPath } from "./dropped-fields.js";

/** Of what stands at `path`. */
export function podGroupFeatures(path: FieldPath): readonly Feature[] {
  return [
    { gate: "TopologyAwareWorkloadScheduling", paths: [`${path}.schedulingConstraints`] },
    { gate: "DRAWorkloadResourceClaims", paths: [`${path}.resourceClaims`] },
    ...["disruptionMode", "priorityClassName", "priority"].map((field) => ({
      gate: "WorkloadAwarePreemption",
      paths: [`${path}.${field}`],
    })),
  ];
}
