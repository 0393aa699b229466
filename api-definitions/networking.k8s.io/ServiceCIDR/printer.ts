/** Ranges that service addresses come from. */
import type { ServiceCIDR } from "../../../src/generated/networking.k8s.io/v1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<ServiceCIDR> = {
  CIDRs: ({ spec }) => (spec?.cidrs ?? []).join(","),
  Age: age,
};
