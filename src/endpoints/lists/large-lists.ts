/** Where lists and watches ask whether there is room for what they are about to make; without room they are answered here. */
import type { Snapshot } from "../../storage/watchcache/watch-cache.js";
import type { RequestContext } from "../context.js";
import { sendTooMany } from "../respond.js";
import type { ListBudget, Release } from "./list-budget.js";

export class LargeLists {
  readonly #budget: ListBudget;
  readonly #onShed: (context: RequestContext) => void;

  /** `onShed` hears of each request that was turned away. */
  constructor(budget: ListBudget, onShed: (context: RequestContext) => void) {
    this.#budget = budget;
    this.#onShed = onShed;
  }

  /** False: there was no room, which is the answer. True: the room is given back when the answer is over. */
  admit(context: RequestContext, snapshot: Snapshot, objects: number): boolean {
    const release = this.take(context, snapshot, objects);
    if (release === undefined) return false;
    context.response.onFinished(release);
    return true;
  }

  /** As `admit`, for what is over before its answer is: the caller gives the room back. */
  take(context: RequestContext, snapshot: Snapshot, objects: number): Release | undefined {
    const release = this.#budget.take(objects * snapshot.meanObjectBytes);
    if (release !== undefined) return release;
    this.#onShed(context);
    // Not served, so not counted as a request.
    context.recorder = undefined;
    sendTooMany(context);
    return undefined;
  }
}
