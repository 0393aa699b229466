/** Which volume is to be at which node. */
import type { VolumeAttachment } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<VolumeAttachment> = {
  Attacher: ({ spec }) => spec.attacher,
  PV: ({ spec }) => spec.source.persistentVolumeName ?? "",
  Node: ({ spec }) => spec.nodeName,
  Attached: ({ status }) => status?.attached ?? false,
  Age: age,
};
