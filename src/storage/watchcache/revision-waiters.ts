/** Callers that wait until the cache has reached a revision, each with its own deadline. */
import { type Revision, StoreError, type StoreFault } from "../store.js";

/** Runs something later; the answer calls it off. */
export type Timer = (delayMs: number, run: () => void) => () => void;

interface Waiter {
  readonly revision: Revision;
  readonly settle: (fault: StoreFault | undefined) => void;
}

export class RevisionWaiters {
  readonly #timer: Timer;
  readonly #waiters = new Set<Waiter>();

  constructor(timer: Timer) {
    this.#timer = timer;
  }

  /** Rejects with FutureRevision after `timeoutMs`; `current` says how far the cache is by then. */
  wait(revision: Revision, timeoutMs: number, current: () => Revision): Promise<void> {
    return new Promise((resolve, reject) => {
      const waiter: Waiter = {
        revision,
        settle: (fault) => {
          this.#waiters.delete(waiter);
          cancel();
          if (fault === undefined) resolve();
          else reject(new StoreError(fault));
        },
      };
      const cancel = this.#timer(timeoutMs, () =>
        waiter.settle({ kind: "FutureRevision", requested: revision, current: current() }),
      );
      this.#waiters.add(waiter);
    });
  }

  reached(revision: Revision): void {
    if (this.#waiters.size === 0) return;
    for (const waiter of [...this.#waiters]) if (waiter.revision <= revision) waiter.settle(undefined);
  }

  fail(fault: StoreFault): void {
    for (const waiter of [...this.#waiters]) waiter.settle(fault);
  }
}
