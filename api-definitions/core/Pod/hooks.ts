/** What data cannot say about pods. */

import type { Pod } from "../../../src/generated/core/v1/types.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { podStatusWarnings, podWarnings } from "../../_shared/pod-warnings.js";
import { bind } from "./binding.js";
import { connect } from "./connections.js";
import { setDefaults } from "./defaults.js";
import { evict } from "./eviction.js";
import { lifecycle } from "./lifecycle.js";
import { cells } from "./printer.js";
import { changeEphemeralContainers, resize } from "./subresources.js";

export const hooks: KindHooks<Pod> = {
  ...lifecycle,
  cells,
  connect,
  setDefaults,
  warningsOnCreate: podWarnings,
  warningsOnStatusUpdate: podStatusWarnings,
  updateSubresource: { ephemeralcontainers: changeEphemeralContainers, resize },
  followOrder: { binding: bind },
  carryOut: { eviction: evict },
  olderOrders: { eviction: ["policy/v1beta1"] },
};
