/** What data cannot say about this kind. */
import type { Lease } from "../../../src/generated/coordination.k8s.io/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { droppingHooks } from "../../_shared/dropped-fields.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<Lease> = {
  cells,
  ...droppingHooks(
    { gate: "CoordinatedLeaderElection", paths: ["spec.strategy"] },
    { gate: "CoordinatedLeaderElection", paths: ["spec.preferredHolder"] },
  ),
};
