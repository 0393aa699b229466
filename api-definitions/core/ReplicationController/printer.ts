/** Copies wanted and there, and what they run. */
import type { ReplicationController } from "../../../src/generated/core/v1/types.js";
import { age, type Cells, containerImages, containerNames, formatLabels } from "../../_shared/printing.js";

export const cells: Cells<ReplicationController> = {
  Desired: ({ spec }) => spec?.replicas ?? 0,
  Current: ({ status }) => status?.replicas ?? 0,
  Ready: ({ status }) => status?.readyReplicas ?? 0,
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
  Selector: ({ spec }) => formatLabels(spec?.selector),
};
