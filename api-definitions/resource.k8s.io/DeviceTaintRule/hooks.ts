/** What data cannot say about this kind. */
import type { DeviceTaintRule } from "../../../src/generated/resource.k8s.io/v1alpha3/types.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { stampTaint } from "../../_shared/device-taints.js";
import { cells } from "./printer.js";

export const hooks: KindHooks<DeviceTaintRule> = {
  cells,
  setDefaults: ({ spec }, now) => stampTaint(spec?.taint, now),
  prepareForUpdate: ({ spec }, previous, { now }) => {
    const { effect, timeAdded } = previous.spec.taint;
    // What the taint does is new, so it counts from now unless the caller says otherwise.
    if (spec.taint.effect !== effect && spec.taint.timeAdded === timeAdded) spec.taint.timeAdded = formatTime(now);
  },
};
