/** The priority a name stands for. */
import type { PriorityClass } from "../../../src/generated/scheduling.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<PriorityClass> = {
  Value: ({ value }) => value ?? 0,
  "Global-Default": ({ globalDefault }) => globalDefault ?? false,
  Age: age,
  PreemptionPolicy: ({ preemptionPolicy }) => preemptionPolicy ?? "",
};
