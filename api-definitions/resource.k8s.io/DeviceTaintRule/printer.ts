/** Which taint is put on devices, and since when. */
import type { DeviceTaintRule } from "../../../src/generated/resource.k8s.io/v1alpha3/types.js";
import { age, type Cells, since } from "../../_shared/printing.js";

export const cells: Cells<DeviceTaintRule> = {
  Key: ({ spec }) => spec.taint.key,
  Value: ({ spec }) => spec.taint.value ?? "",
  Effect: ({ spec }) => spec.taint.effect,
  TimeAdded: ({ spec }) => since(spec.taint.timeAdded),
  Age: age,
};
