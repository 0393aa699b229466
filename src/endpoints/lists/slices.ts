/**
 * The event loop's share for large answers that are made object by object: Tables, metadata only, protobuf, CBOR, YAML. One is made in
 * steps, and all of them together take a slice of each turn, so that everybody else is answered in between. They are made one after the
 * other, since half of two answers holds more memory than one; one that takes long lets others pass.
 *
 * Hot path: while nothing waits, an answer that fits into the slice is made at once, without a promise.
 */
import type { RequestContext } from "../context.js";

/** Longest time of a turn; a step may run over. */
const sliceMs = 10;
/** Who has had that much goes behind the others that wait. */
const turnsBeforeOthers = 8;

/** Work in steps: each `next` does one. Throws what the request fails with. */
export type Steps = Iterator<void, void>;

export interface SlicesOptions {
  /** Monotonic, in ms. */
  readonly now: () => number;
  /** Runs `run` when the loop has seen to everybody else. */
  readonly nextTurn: (run: () => void) => void;
}

interface Waiting {
  readonly context: RequestContext;
  readonly steps: Steps;
  readonly resolve: () => void;
  readonly reject: (error: unknown) => void;
  turns: number;
}

export class Slices {
  readonly #options: SlicesOptions;
  readonly #queue: Waiting[] = [];
  #usedMs = 0;
  #scheduled = false;

  constructor(options: SlicesOptions) {
    this.#options = options;
  }

  /** Does all of it, now if there is time. Throws or rejects with what the work throws. */
  run(context: RequestContext, steps: Steps): void | Promise<void> {
    if (this.#queue.length === 0 && this.#advance(steps)) return;
    return new Promise<void>((resolve, reject) => {
      this.#queue.push({ context, steps, resolve, reject, turns: 0 });
      this.#schedule();
    });
  }

  /** Resolves when others have run. */
  pause(): Promise<void> {
    return new Promise((resolve) => this.#options.nextTurn(resolve));
  }

  /** True: it is done. False: the slice is used up. */
  #advance(steps: Steps): boolean {
    const begun = this.#options.now();
    const left = sliceMs - this.#usedMs;
    let usedMs = 0;
    try {
      while (usedMs < left) {
        if (steps.next().done === true) return true;
        usedMs = this.#options.now() - begun;
      }
      return false;
    } finally {
      this.#usedMs += this.#options.now() - begun;
      // The next turn has a slice of its own.
      this.#schedule();
    }
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    this.#options.nextTurn(() => {
      this.#scheduled = false;
      this.#usedMs = 0;
      this.#work();
    });
  }

  #work(): void {
    while (this.#usedMs < sliceMs) {
      const first = this.#queue[0];
      if (first === undefined) return;
      if (!this.#continue(first)) continue;
      if (++first.turns < turnsBeforeOthers) continue;
      first.turns = 0;
      this.#queue.push(this.#queue.shift() as Waiting);
    }
    if (this.#queue.length > 0) this.#schedule();
  }

  /** True: there is more to do. */
  #continue(waiting: Waiting): boolean {
    const { context, steps, resolve, reject } = waiting;
    try {
      if (context.code !== 0 || context.response.finished) steps.return?.();
      else if (!this.#advance(steps)) return true;
      resolve();
    } catch (error) {
      reject(error);
    }
    this.#queue.splice(this.#queue.indexOf(waiting), 1);
    return false;
  }
}
