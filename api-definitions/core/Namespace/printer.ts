/** Whether a namespace is in use or going. */
import type { Namespace } from "../../../src/generated/core/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<Namespace> = {
  Status: ({ status }) => status?.phase ?? "",
  Age: age,
};
