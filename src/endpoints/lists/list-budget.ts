/**
 * How much of large answers may be under way at once. When a thousand clients lose their watch and all list again, each answer that is not
 * read yet holds memory, and each socket that takes bytes holds the event loop: past these limits lists are turned away with 429, and
 * small requests go on as ever.
 *
 * A list costs what its objects have in bytes, in whatever form it is asked for, from before it is made until its last byte is handed to
 * the socket; so does the present state a watch begins with. The cost is an estimate, made without looking at the objects.
 */

/** Room for ten lists of 5,000 pods. */
export const LIST_BYTES_LIMIT = 128 * 1024 * 1024;
/** Answers up to this size are not counted: they fit into a socket's buffers. */
export const SMALL_LIST_BYTES = 256 * 1024;

export interface ListBudgetLimits {
  /** One answer larger than this is let in while there is no other. */
  readonly limitBytes: number;
  /** 0: no limit. */
  readonly limitAnswers: number;
}

/** Gives back what was taken. Idempotent. */
export type Release = () => void;

export interface Hold {
  readonly release: Release;
  /** The answer's bytes are shared with others, and its reader is slow: from now on it costs a fraction. */
  readonly shrink: () => void;
}

/** Readers of one state share its bytes; over time they come to hold different ones. */
const SLOW_FRACTION = 8;

export class ListBudget {
  readonly #limits: ListBudgetLimits;
  #heldBytes = 0;
  #heldAnswers = 0;

  constructor(limits: ListBudgetLimits) {
    this.#limits = limits;
  }

  get heldBytes(): number {
    return this.#heldBytes;
  }

  get heldAnswers(): number {
    return this.#heldAnswers;
  }

  /** undefined: no room now. */
  take(bytes: number): Hold | undefined {
    if (bytes <= SMALL_LIST_BYTES) return nothingTaken;
    const { limitBytes, limitAnswers } = this.#limits;
    if (this.#heldAnswers > 0 && this.#heldBytes + bytes > limitBytes) return undefined;
    if (limitAnswers > 0 && this.#heldAnswers >= limitAnswers) return undefined;
    this.#heldBytes += bytes;
    this.#heldAnswers++;
    let held = bytes;
    const keep = (next: number): void => {
      this.#heldBytes += next - held;
      held = next;
    };
    return {
      shrink: () => keep(Math.min(held, bytes / SLOW_FRACTION)),
      release: () => {
        if (held > 0) this.#heldAnswers--;
        keep(0);
      },
    };
  }
}

/** Of small answers. */
export const nothingTaken: Hold = { release: () => {}, shrink: () => {} };
