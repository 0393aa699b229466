/** Taints of devices. */
import { formatTime } from "../../src/meta/time.js";

/** A taint that does not say since when it is there is there since now. In place. */
export function stampTaint(taint: { timeAdded?: string | null } | undefined, now: () => number): void {
  if (taint !== undefined) taint.timeAdded ??= formatTime(now());
}
