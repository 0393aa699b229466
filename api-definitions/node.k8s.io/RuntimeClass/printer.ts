/** Which handler runs pods of the class. */
import type { RuntimeClass } from "../../../src/generated/node.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<RuntimeClass> = {
  Handler: ({ handler }) => handler,
  Age: age,
};
