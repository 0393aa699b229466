/** Which driver understands the class. */
import type { VolumeAttributesClass } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<VolumeAttributesClass> = {
  DriverName: ({ driverName }) => driverName,
  Age: age,
};
