/** Who serves a group version, and whether it answers. */
import type { APIService } from "../../../src/generated/apiregistration.k8s.io/v1/types.js";
import { age, type Cells, findCondition } from "../../_shared/printing.js";

export const cells: Cells<APIService> = {
  Service: ({ spec }) =>
    spec?.service === undefined ? "Local" : `${spec.service.namespace ?? ""}/${spec.service.name ?? ""}`,
  Available: available,
  Age: age,
};

function available({ status }: APIService): string {
  const condition = findCondition(status?.conditions, "Available");
  if (condition === undefined) return "Unknown";
  return condition.status === "True" || !condition.reason
    ? condition.status
    : `${condition.status} (${condition.reason})`;
}
