/** What is allowed in a volume but works no more, or will not for long: kube-apiserver's warnings, in its order. */
import type { PersistentVolume } from "../../../src/generated/core/v1/types.js";
import { warnOfNodeTerms } from "../../_shared/node-label-warnings.js";

const pastAnnotations: readonly (readonly [key: string, advice: string])[] = [
  ["volume.beta.kubernetes.io/storage-class", 'deprecated since v1.8; use "storageClassName" attribute instead'],
  ["volume.beta.kubernetes.io/mount-options", 'deprecated since v1.31; use "mountOptions" attribute instead'],
];
const recycling =
  "The Recycle reclaim policy is deprecated. Instead, the recommended approach is to use dynamic provisioning.";

const pastSources = [
  ["photonPersistentDisk", "photonPersistentDisk", "deprecated in v1.11, non-functional in v1.16+"],
  ["scaleIO", "scaleIO", "deprecated in v1.16, non-functional in v1.22+"],
  ["storageos", "storageOS", "deprecated in v1.22, non-functional in v1.25+"],
  ["glusterfs", "glusterfs", "deprecated in v1.25, non-functional in v1.26+"],
  ["cephfs", "cephfs", "deprecated in v1.28, non-functional in v1.31+"],
  ["rbd", "rbd", "deprecated in v1.28, non-functional in v1.31+"],
] as const;

export function volumeWarnings({ metadata, spec }: PersistentVolume): readonly string[] {
  const warnings: string[] = [];
  for (const [key, advice] of pastAnnotations) {
    if (metadata.annotations?.[key] !== undefined) warnings.push(`metadata.annotations[${key}]: ${advice}`);
  }
  if (spec === undefined) return warnings;
  if (spec.persistentVolumeReclaimPolicy === "Recycle") {
    warnings.push(`spec.persistentVolumeReclaimPolicy: ${recycling}`);
  }
  const at = "spec.nodeAffinity.required.nodeSelectorTerms";
  warnOfNodeTerms(spec.nodeAffinity?.required?.nodeSelectorTerms, (index) => `${at}[${index}]`, warnings);
  for (const [field, shown, advice] of pastSources) {
    if (spec[field] !== undefined) warnings.push(`spec.${shown}: ${advice}`);
  }
  return warnings;
}
