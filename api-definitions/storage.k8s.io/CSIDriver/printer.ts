/** What a driver wants of the kubelet and the scheduler. */
import type { CSIDriver } from "../../../src/generated/storage.k8s.io/v1/types.js";
import { age, type Cells, unset } from "../../_shared/printing.js";

export const cells: Cells<CSIDriver> = {
  AttachRequired: ({ spec }) => spec.attachRequired ?? true,
  PodInfoOnMount: ({ spec }) => spec.podInfoOnMount ?? false,
  StorageCapacity: ({ spec }) => spec.storageCapacity ?? false,
  TokenRequests: ({ spec }) => (spec.tokenRequests ?? []).map((request) => request.audience).join(",") || unset,
  RequiresRepublish: ({ spec }) => spec.requiresRepublish ?? false,
  Modes: ({ spec }) => (spec.volumeLifecycleModes ?? []).join(",") || unset,
  Age: age,
};
