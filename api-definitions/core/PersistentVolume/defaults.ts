/** Defaults of volumes; not of the same spec inside a VolumeAttachment, so not in the schema. */
import type { PersistentVolume } from "../../../src/generated/core/v1/types.js";

export function setDefaults({ spec }: PersistentVolume): void {
  if (spec === undefined) return;
  spec.persistentVolumeReclaimPolicy ??= "Retain";
  spec.volumeMode ??= "Filesystem";
}
