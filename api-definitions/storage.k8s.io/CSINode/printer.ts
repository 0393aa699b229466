/** How many drivers a node has. */
import type { CSINode } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<CSINode> = {
  Drivers: ({ spec }) => (spec.drivers ?? []).length,
  Age: age,
};
