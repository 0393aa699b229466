/** What data cannot say about this kind. */
import type { PodGroup } from "../../../src/generated/scheduling.k8s.io/v1alpha2/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { dropping, droppingHooks } from "../../_shared/dropped-fields.js";
import { podGroupFeatures } from "../../_shared/pod-group-features.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<PodGroup> = {
  cells,
  ...droppingHooks(...podGroupFeatures("spec")),
  prepareForStatusUpdate: dropping({ gate: "DRAWorkloadResourceClaims", paths: ["status.resourceClaimStatuses"] }),
};
