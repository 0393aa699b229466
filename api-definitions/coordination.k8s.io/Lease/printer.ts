/** Who holds a lease. */
import type { Lease } from "../../../src/generated/coordination.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<Lease> = {
  Holder: ({ spec }) => spec?.holderIdentity ?? "",
  Age: age,
};
