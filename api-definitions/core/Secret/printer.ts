/** How many entries a secret has; never what they are. */
import type { Secret } from "../../../src/generated/core/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<Secret> = {
  Type: ({ type }) => type ?? "",
  Data: ({ data }) => Object.keys(data ?? {}).length,
  Age: age,
};
