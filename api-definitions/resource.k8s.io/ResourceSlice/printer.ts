/** Whose devices a slice lists. */
import type { ResourceSlice } from "../../../src/generated/resource.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<ResourceSlice> = {
  Node: ({ spec }) => spec.nodeName ?? "",
  Driver: ({ spec }) => spec.driver,
  Pool: ({ spec }) => spec.pool.name,
  Age: age,
};
