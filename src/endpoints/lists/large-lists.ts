/** Where lists and watches ask whether there is room for what they are about to make; without room they are answered here. */
import type { Snapshot } from "../../storage/watchcache/watch-cache.js";
import type { RequestContext } from "../context.js";
import { sendTooMany } from "../respond.js";
import { type ListBudget, nothingTaken, type Release } from "./list-budget.js";

/** Who has not read a large answer by then is slow: ten of them must not keep everybody else out. */
const slowAfterMs = 2000;

export interface LargeListsOptions {
  readonly budget: ListBudget;
  /** Hears of each request that was turned away. */
  readonly onShed: (context: RequestContext) => void;
  /** Runs `run` after `ms`; answers how to take it back. */
  readonly after: (ms: number, run: () => void) => () => void;
}

export interface LargeList {
  readonly snapshot: Snapshot;
  readonly objects: number;
  /** Its bytes are the ones others are sent. */
  readonly shared: boolean;
}

export class LargeLists {
  readonly #options: LargeListsOptions;

  constructor(options: LargeListsOptions) {
    this.#options = options;
  }

  /** False: there was no room, which is the answer. True: the room is given back when the answer is over. */
  admit(context: RequestContext, list: LargeList): boolean {
    const release = this.take(context, list);
    if (release === undefined) return false;
    context.response.onFinished(release);
    return true;
  }

  /** As `admit`, for what is over before its answer is: the caller gives the room back. */
  take(context: RequestContext, { snapshot, objects, shared }: LargeList): Release | undefined {
    const { budget, after } = this.#options;
    const hold = budget.take(objects * snapshot.meanObjectBytes);
    if (hold === undefined) return this.#shed(context);
    if (!shared || hold === nothingTaken) return hold.release;
    const cancel = after(slowAfterMs, hold.shrink);
    return () => {
      cancel();
      hold.release();
    };
  }

  #shed(context: RequestContext): undefined {
    this.#options.onShed(context);
    // Not served, so not counted as a request.
    context.recorder = undefined;
    sendTooMany(context);
  }
}
