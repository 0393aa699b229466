/** How many pods may go now. */
import type { PodDisruptionBudget } from "../../../src/generated/policy/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<PodDisruptionBudget> = {
  "Min Available": ({ spec }) => (spec?.minAvailable === undefined ? "N/A" : String(spec.minAvailable)),
  "Max Unavailable": ({ spec }) => (spec?.maxUnavailable === undefined ? "N/A" : String(spec.maxUnavailable)),
  "Allowed Disruptions": ({ status }) => status?.disruptionsAllowed ?? 0,
  Age: age,
};
