/** Which pods a policy is for. */
import type { NetworkPolicy } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { age, type Cells, formatSelector } from "../../_shared/printing.js";

export const cells: Cells<NetworkPolicy> = {
  "Pod-Selector": ({ spec }) => formatSelector(spec?.podSelector),
  Age: age,
};
