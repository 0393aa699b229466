/** A clock that moves only when told to. */
import type { Clock } from "../../src/util/clock.js";

interface Sleeper {
  readonly wakesAtMs: number;
  readonly wake: () => void;
}

export class ManualClock implements Clock {
  #elapsedMs = 0;
  readonly #startMs: number;
  readonly #sleepers = new Set<Sleeper>();

  constructor(startMs = Date.UTC(2026, 0, 1)) {
    this.#startMs = startMs;
  }

  nowMs(): number {
    return this.#startMs + this.#elapsedMs;
  }

  monotonicMs(): number {
    return this.#elapsedMs;
  }

  sleep(ms: number, options: { readonly signal?: AbortSignal } = {}): Promise<void> {
    const { signal } = options;
    return new Promise((resolve) => {
      if (signal?.aborted === true) {
        resolve();
        return;
      }
      const sleeper: Sleeper = {
        wakesAtMs: this.#elapsedMs + ms,
        wake: () => {
          this.#sleepers.delete(sleeper);
          signal?.removeEventListener("abort", sleeper.wake);
          resolve();
        },
      };
      this.#sleepers.add(sleeper);
      signal?.addEventListener("abort", sleeper.wake);
    });
  }

  /** An own property: it is passed on alone. */
  readonly after = (ms: number, run: () => void): (() => void) => {
    const calledOff = new AbortController();
    void this.sleep(ms, { signal: calledOff.signal }).then(() => {
      if (!calledOff.signal.aborted) run();
    });
    return () => calledOff.abort();
  };

  /** Wakes whoever is due, in order, and lets each run as far as it can without I/O before the next. */
  async advance(ms: number): Promise<void> {
    await new Promise((resolve) => setImmediate(resolve));
    const end = this.#elapsedMs + ms;
    for (;;) {
      const due = [...this.#sleepers].filter((sleeper) => sleeper.wakesAtMs <= end);
      const next = due.sort((a, b) => a.wakesAtMs - b.wakesAtMs)[0];
      if (next === undefined) {
        break;
      }
      this.#elapsedMs = Math.max(this.#elapsedMs, next.wakesAtMs);
      next.wake();
      await new Promise((resolve) => setImmediate(resolve));
    }
    this.#elapsedMs = end;
    await new Promise((resolve) => setImmediate(resolve));
  }
}
