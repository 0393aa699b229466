/** Copies ready of those wanted, and what they run. */
import type { Deployment } from "../../../src/generated/apps/v1/types.js";
import { age, type Cells, containerImages, containerNames, formatSelector } from "../../_shared/printing.js";

export const cells: Cells<Deployment> = {
  Ready: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
  "Up-to-date": ({ status }) => status?.updatedReplicas ?? 0,
  Available: ({ status }) => status?.availableReplicas ?? 0,
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
  Selector: ({ spec }) => formatSelector(spec?.selector),
};
