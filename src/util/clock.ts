/**
 * Time as an argument, so that tests can hold it. `nowMs` is the wall clock, `monotonicMs` only ever grows.
 */
import { setTimeout as delay } from "node:timers/promises";

export interface Clock {
  nowMs(): number;
  monotonicMs(): number;
  /** Resolves after `ms`, or at once when `signal` is aborted. Does not keep the process alive with `unref`. */
  sleep(ms: number, options?: { readonly signal?: AbortSignal; readonly unref?: boolean }): Promise<void>;
  /** Calls `run` once after `ms` (at most 24 days); returns how to call it off. */
  after(ms: number, run: () => void): () => void;
}

/** More than this is no time at all to a timer of Node. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  sleep: async (ms, options = {}) => {
    const { signal } = options;
    if (signal?.aborted === true) return;
    try {
      await delay(ms, undefined, { ref: options.unref !== true, ...(signal === undefined ? {} : { signal }) });
    } catch (error) {
      // The one way a timer rejects is the abort asked for; anything else is a bug and must be seen.
      if (!wasAborted(signal)) throw error;
    }
  },
  after: (ms, run) => {
    const timer = setTimeout(run, Math.min(ms, longestTimerMs));
    return () => clearTimeout(timer);
  },
};

function wasAborted(signal: AbortSignal | undefined): boolean {
  return signal?.aborted === true;
}
