/** Nodes that should run the pod and nodes that do. */
import type { DaemonSet } from "../../../src/generated/apps/v1/types.js";
import {
  age,
  type Cells,
  containerImages,
  containerNames,
  formatLabels,
  formatSelector,
} from "../../_shared/printing.js";

export const cells: Cells<DaemonSet> = {
  Desired: ({ status }) => status?.desiredNumberScheduled ?? 0,
  Current: ({ status }) => status?.currentNumberScheduled ?? 0,
  Ready: ({ status }) => status?.numberReady ?? 0,
  "Up-to-date": ({ status }) => status?.updatedNumberScheduled ?? 0,
  Available: ({ status }) => status?.numberAvailable ?? 0,
  "Node Selector": ({ spec }) => formatLabels(spec?.template?.spec?.nodeSelector),
  Age: age,
  Containers: ({ spec }) => containerNames(spec?.template?.spec),
  Images: ({ spec }) => containerImages(spec?.template?.spec),
  Selector: ({ spec }) => formatSelector(spec?.selector),
};
