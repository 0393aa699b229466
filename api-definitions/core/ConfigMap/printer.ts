/** How many entries a config map has. */
import type { ConfigMap } from "../../../src/generated/core/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<ConfigMap> = {
  Data: ({ data, binaryData }) => Object.keys(data ?? {}).length + Object.keys(binaryData ?? {}).length,
  Age: age,
};
