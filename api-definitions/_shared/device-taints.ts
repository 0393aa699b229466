/** Taints of devices. */

/** A taint that does not say since when it is there is there since now. In place. */
export function stampTaint(taint: { timeAdded?: string | null } | undefined, time: string): void {
  if (taint !== undefined) taint.timeAdded ??= time;
}
