/** Who provisions volumes of a class, and how; the default class says so behind its name. */
import type { StorageClass } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<StorageClass> = {
  Name: ({ metadata }) =>
    isDefault(metadata.annotations) ? `${metadata.name ?? ""} (default)` : (metadata.name ?? ""),
  Provisioner: ({ provisioner }) => provisioner,
  ReclaimPolicy: ({ reclaimPolicy }) => reclaimPolicy ?? "Delete",
  VolumeBindingMode: ({ volumeBindingMode }) => volumeBindingMode ?? "Immediate",
  AllowVolumeExpansion: ({ allowVolumeExpansion }) => allowVolumeExpansion ?? false,
  Age: age,
};

const defaultMarks = [
  "storageclass.kubernetes.io/is-default-class",
  "storageclass.beta.kubernetes.io/is-default-class",
];

function isDefault(annotations: Readonly<Record<string, string>> | undefined): boolean {
  return defaultMarks.some((mark) => annotations?.[mark] === "true");
}
