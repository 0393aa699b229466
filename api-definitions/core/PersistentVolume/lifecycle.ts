/** A volume's phase and since when it has it. */
import type { PersistentVolume } from "../../../src/generated/core/v1/types.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";

export const lifecycle: Pick<KindHooks<PersistentVolume>, "prepareForCreate" | "prepareForStatusUpdate"> = {
  prepareForCreate: (volume, { now }) => {
    volume.status = { phase: "Pending", lastPhaseTransitionTime: formatTime(now) };
  },
  // The caller's own time counts if it is another one than before.
  prepareForStatusUpdate: (volume, previous, { now }) => {
    const { status } = volume;
    const before = previous.status?.lastPhaseTransitionTime;
    if (status === undefined || status.phase === previous.status?.phase) return;
    if (status.lastPhaseTransitionTime === undefined || status.lastPhaseTransitionTime === before) {
      status.lastPhaseTransitionTime = formatTime(now);
    }
  },
};
