/**
 * Counts requests in flight, turns them away past the limits, and drains them when the server stops.
 *
 * Hot path: `tryEnter` and `leave` are a comparison and an addition. Long-running requests (watches) are not limited;
 * they register how to end them.
 */
export type RequestKind = "mutating" | "readOnly";

export interface GateLimits {
  /** 0: no limit. */
  readonly maxReadOnlyInFlight: number;
  readonly maxMutatingInFlight: number;
}

export class RequestGate {
  readonly #limits: GateLimits;
  readonly #longRunning = new Set<() => void>();
  readonly #waiting: (() => void)[] = [];
  #readOnly = 0;
  #mutating = 0;
  #readOnlyPeak = 0;
  #mutatingPeak = 0;
  #draining = false;
  #ending = false;

  constructor(limits: GateLimits) {
    this.#limits = limits;
  }

  /** The server no longer takes new requests: answer 429 with `Retry-After: 5` and `Connection: close`. */
  get draining(): boolean {
    return this.#draining;
  }
  get inFlight(): number {
    return this.#readOnly + this.#mutating;
  }
  get longRunning(): number {
    return this.#longRunning.size;
  }

  /** False: the limit is reached, answer 429 with `Retry-After: 1`. True: call `leave` once with the same kind. */
  tryEnter(kind: RequestKind): boolean {
    if (kind === "readOnly") {
      const limit = this.#limits.maxReadOnlyInFlight;
      if (limit !== 0 && this.#readOnly >= limit) return false;
      if (++this.#readOnly > this.#readOnlyPeak) this.#readOnlyPeak = this.#readOnly;
      return true;
    }
    const limit = this.#limits.maxMutatingInFlight;
    if (limit !== 0 && this.#mutating >= limit) return false;
    if (++this.#mutating > this.#mutatingPeak) this.#mutatingPeak = this.#mutating;
    return true;
  }

  leave(kind: RequestKind): void {
    if (kind === "readOnly") this.#readOnly--;
    else this.#mutating--;
    if (this.#waiting.length > 0) this.#wake();
  }

  /** Registers a long-running request; `end` ends it properly when the server stops. Returns how to take it out again. */
  addLongRunning(end: () => void): () => void {
    this.#longRunning.add(end);
    // Connections that are still open bring new ones while the last bytes of the others leave.
    if (this.#ending) queueMicrotask(end);
    return () => {
      this.#longRunning.delete(end);
      if (this.#waiting.length > 0) this.#wake();
    };
  }

  /** From now on `draining` is true. */
  startDraining(): void {
    this.#draining = true;
  }

  /** Resolves when no request is in flight; with `longRunning`, when no watch is left either. */
  async drained(options: { readonly longRunning: boolean }): Promise<void> {
    while (this.inFlight > 0 || (options.longRunning && this.#longRunning.size > 0)) {
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    }
  }

  /** Ends every long-running request properly, and from now on each as soon as it has begun. */
  endLongRunning(): void {
    this.#ending = true;
    for (const end of [...this.#longRunning]) end();
  }

  /** The most requests of a kind at once since the last call, for the gauge. */
  takePeaks(): Readonly<Record<RequestKind, number>> {
    const peaks = { readOnly: this.#readOnlyPeak, mutating: this.#mutatingPeak };
    this.#readOnlyPeak = this.#readOnly;
    this.#mutatingPeak = this.#mutating;
    return peaks;
  }

  #wake(): void {
    for (const resolve of this.#waiting.splice(0)) resolve();
  }
}
