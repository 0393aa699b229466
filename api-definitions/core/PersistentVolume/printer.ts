/** A volume and the claim it is bound to. */
import type { PersistentVolume } from "../../../src/generated/core/v1/types.js";
import { accessModes, age, type Cells, phaseOf, storageClassOf, unset } from "../../_shared/printing.js";

export const cells: Cells<PersistentVolume> = {
  Capacity: ({ spec }) => spec?.capacity?.storage ?? "0",
  "Access Modes": ({ spec }) => accessModes(spec?.accessModes),
  "Reclaim Policy": ({ spec }) => spec?.persistentVolumeReclaimPolicy ?? "",
  Status: (volume) => phaseOf(volume, volume.status?.phase),
  Claim: ({ spec }) =>
    spec?.claimRef === undefined ? "" : `${spec.claimRef.namespace ?? ""}/${spec.claimRef.name ?? ""}`,
  StorageClass: (volume) => storageClassOf(volume, volume.spec?.storageClassName),
  VolumeAttributesClass: ({ spec }) => spec?.volumeAttributesClassName ?? unset,
  Reason: ({ status }) => status?.reason ?? "",
  Age: age,
  VolumeMode: ({ spec }) => spec?.volumeMode ?? unset,
};
