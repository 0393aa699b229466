/** A claim and the volume it got; what it holds is shown only once it is bound. */
import type { PersistentVolumeClaim } from "../../../src/generated/core/v1/types.js";
import { accessModes, age, type Cells, phaseOf, storageClassOf, unset } from "../../_shared/printing.js";

export const cells: Cells<PersistentVolumeClaim> = {
  Status: (claim) => phaseOf(claim, claim.status?.phase),
  Volume: ({ spec }) => spec?.volumeName ?? "",
  Capacity: ({ spec, status }) => (spec?.volumeName ? (status?.capacity?.storage ?? "0") : ""),
  "Access Modes": ({ spec, status }) => (spec?.volumeName ? accessModes(status?.accessModes) : ""),
  StorageClass: (claim) => storageClassOf(claim, claim.spec?.storageClassName),
  VolumeAttributesClass: ({ spec }) => spec?.volumeAttributesClassName ?? unset,
  Age: age,
  VolumeMode: ({ spec }) => spec?.volumeMode ?? unset,
};
