/** What data cannot say about this kind. */
import type { APIService, APIServiceCondition } from "../../../src/generated/apiregistration.k8s.io/v1/types.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<APIService> = {
  cells,
  prepareForCreate: ({ spec, status }, { now }) => {
    // Served by this server itself, so there is nothing to wait for.
    if (spec?.service === undefined && status !== undefined) status.conditions = [localCondition(formatTime(now))];
  },
};

function localCondition(time: string): APIServiceCondition {
  return {
    type: "Available",
    status: "True",
    lastTransitionTime: time,
    reason: "Local",
    message: "Local APIServices are always available",
  };
}
