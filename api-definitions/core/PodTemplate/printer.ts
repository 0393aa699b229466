/** What pods of this template run. */
import type { PodTemplate } from "../../../src/generated/core/v1/types.js";
import { type Cells, containerImages, containerNames, formatLabels } from "../../_shared/printing.js";

export const cells: Cells<PodTemplate> = {
  Containers: ({ template }) => containerNames(template?.spec),
  Images: ({ template }) => containerImages(template?.spec),
  "Pod Labels": ({ template }) => formatLabels(template?.metadata?.labels),
};
