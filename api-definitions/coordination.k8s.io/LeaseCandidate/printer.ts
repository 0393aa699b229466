/** Who stands for a lease, in which version. */
import type { LeaseCandidate } from "../../../src/generated/coordination.k8s.io/v1beta1/types.js";
import { age, type Cells } from "../../_shared/printing.js";

export const cells: Cells<LeaseCandidate> = {
  LeaseName: ({ spec }) => spec?.leaseName ?? "",
  BinaryVersion: ({ spec }) => spec?.binaryVersion ?? "",
  EmulationVersion: ({ spec }) => spec?.emulationVersion ?? "",
  Age: age,
};
