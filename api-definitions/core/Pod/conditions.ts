/** A pod's conditions. */
import type { PodCondition } from "../../../src/generated/core/v1/types.js";

/** The list with one condition set, at its old place or at the end. */
export function withCondition(conditions: readonly PodCondition[] = [], set: PodCondition): PodCondition[] {
  const known = conditions.some(({ type }) => type === set.type);
  return known ? conditions.map((one) => (one.type === set.type ? set : one)) : [...conditions, set];
}

/** A pod with scheduling gates says at once that it waits. */
export function gatedCondition(time: string): PodCondition {
  return {
    type: "PodScheduled",
    status: "False",
    lastTransitionTime: time,
    reason: "SchedulingGated",
    message: "Scheduling is blocked due to non-empty scheduling gates",
  };
}
