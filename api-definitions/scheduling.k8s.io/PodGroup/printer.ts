/** How a group of pods is to be scheduled, and whether it was. */
import type { PodGroup } from "../../../src/generated/scheduling.k8s.io/v1alpha2/types.js";
import { age, type Cells, findCondition, none } from "../../_shared/printing.js";

export const cells: Cells<PodGroup> = {
  Policy: ({ spec }) => (spec?.schedulingPolicy?.gang === undefined ? "Basic" : "Gang"),
  Workload: ({ spec }) => spec?.podGroupTemplateRef?.workload?.workloadName || none,
  Status: status,
  Age: age,
};

function status({ status }: PodGroup): string {
  const disruption = findCondition(status?.conditions, "DisruptionTarget");
  if (disruption?.status === "True") return disruption.reason;
  const scheduled = findCondition(status?.conditions, "PodGroupScheduled");
  if (scheduled === undefined) return "Pending";
  return scheduled.status === "True" ? "Scheduled" : "Unschedulable";
}
