/** Copies ready of those wanted, and what they run. */
import type { StatefulSet } from "../../../src/generated/apps/v1/types.js";
import { age, type Cells, containerImages, containerNames } from "../../_shared/printing.js";

export const cells: Cells<StatefulSet> = {
  Ready: ({ spec, status }) => `${status?.readyReplicas ?? 0}/${spec?.replicas ?? 0}`,
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
};
