/**
 * Leases for objects that do not stay (events). As in kube-apiserver one lease serves all that is written within a short while, so an
 * object may live longer than it must by that while, and never shorter.
 */
import type { LeaseId, Store } from "../storage/store.js";

/** One lease serves for this part of the time to live, and for a minute at most. */
const reusedPart = 0.05;
const longestReuseSeconds = 60;
/** What ends together is deleted in one commit, which must not hold up others for long. */
const keysPerLease = 1000;

export interface LeaseGiver {
  /** A lease that lasts for the time to live, at least. Rejects with StoreError. */
  next(): Promise<LeaseId>;
}

export interface LeaseOptions {
  readonly store: Pick<Store, "lease">;
  readonly ttlSeconds: number;
  /** Milliseconds. */
  readonly now: () => number;
}

export function createLeaseGiver({ store, ttlSeconds, now }: LeaseOptions): LeaseGiver {
  const reuseSeconds = Math.min(ttlSeconds * reusedPart, longestReuseSeconds);
  let current: { readonly id: Promise<LeaseId>; readonly usableUntilMs: number; uses: number } | undefined;
  return {
    next: () => {
      if (current === undefined || current.usableUntilMs < now() || current.uses >= keysPerLease) {
        const id = store.lease(ttlSeconds + reuseSeconds);
        const granted = { id, usableUntilMs: now() + reuseSeconds * 1000, uses: 0 };
        current = granted;
        // The next write asks again.
        id.catch(() => {
          if (current === granted) current = undefined;
        });
      }
      current.uses += 1;
      return current.id;
    },
  };
}
