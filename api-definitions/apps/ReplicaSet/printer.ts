/** Copies wanted and there, and what they run. */
import type { ReplicaSet } from "../../../src/generated/apps/v1/types.js";
import { age, type Cells, containerImages, containerNames, formatSelector } from "../../_shared/printing.js";

export const cells: Cells<ReplicaSet> = {
  Desired: ({ spec }) => spec?.replicas ?? 0,
  Current: ({ status }) => status?.replicas ?? 0,
  Ready: ({ status }) => status?.readyReplicas ?? 0,
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
  Selector: ({ spec }) => formatSelector(spec?.selector),
};
