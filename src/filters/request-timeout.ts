/**
 * Gives up on requests that wait too long: `--request-timeout`, or less where the client asks for less (`?timeout=2s`). What was begun
 * for such a request goes on to its end, but nothing is written for it any more (`WriteContext.isOver`).
 *
 * Only requests that could not be answered at once are looked at, by one clock tick for all of them: a timer per request would cost more
 * than most requests. Those with a time of their own have a timer of their own.
 */
import type { RequestContext } from "../endpoints/context.js";
import { queryOf } from "../endpoints/options/query.js";
import { sendTimedOut } from "../endpoints/respond.js";
import { badRequest } from "../meta/status.js";
import { durationFault, parseDurationMs } from "../util/durations.js";
import type { Filter } from "./chain.js";
import { isLongRunning } from "./max-in-flight.js";

export interface Deadlines {
  /** The request has to wait for something. Answers that have begun are never cut: their status is out. */
  add(context: RequestContext): void;
  close(): void;
}

export interface DeadlineOptions {
  /** 0: no limit. */
  readonly timeoutMs: number;
  /** Monotonic. */
  readonly now: () => number;
  /** Runs `run` again and again; answers how to stop it. */
  readonly every: (ms: number, run: () => void) => () => void;
  /** Runs `run` once; answers how to take it back. */
  readonly after: (ms: number, run: () => void) => () => void;
  readonly onGivenUp: (context: RequestContext) => void;
}

/** How late an answer may be past its deadline, where the client did not ask for one. */
const tickMs = 1000;

export function createDeadlines({ timeoutMs, now, every, after, onGivenUp }: DeadlineOptions): Deadlines {
  /** In the order of their deadlines, since all wait equally long. */
  const waiting = new Map<RequestContext, number>();
  /** With a deadline of their own: how to forget it. */
  const timed = new Map<RequestContext, () => void>();
  const giveUp = (context: RequestContext): void => {
    if (isAnswered(context)) return;
    onGivenUp(context);
    sendTimedOut(context);
  };
  const check = (): void => {
    const time = now();
    for (const [context, deadline] of waiting) {
      if (!isAnswered(context) && deadline > time) return;
      waiting.delete(context);
      giveUp(context);
    }
  };
  const stop = timeoutMs === 0 ? () => {} : every(tickMs, check);
  const addTimed = (context: RequestContext, remainingMs: number): void => {
    timed.set(
      context,
      after(Math.max(remainingMs, 0), () => giveUp(context)),
    );
    context.response.onFinished(() => {
      timed.get(context)?.();
      timed.delete(context);
    });
  };
  return {
    add: (context) => {
      // Each filter that waits says so.
      if (waiting.has(context) || timed.has(context) || isLongRunning(context)) return;
      const own = context.deadline === 0 ? Number.POSITIVE_INFINITY : context.deadline - now();
      if (own < (timeoutMs || Number.POSITIVE_INFINITY)) return addTimed(context, own);
      if (timeoutMs === 0) return;
      waiting.set(context, now() + timeoutMs);
      context.response.onFinished(() => waiting.delete(context));
    },
    close: () => {
      stop();
      waiting.clear();
      for (const forget of timed.values()) forget();
      timed.clear();
    },
  };
}

function isAnswered({ code, response }: RequestContext): boolean {
  return code !== 0 || response.finished;
}

/** A filter: reads how long the client wants to wait. Nought and less mean as long as the server does. */
export function timeoutParameter(now: () => number, onGivenUp: (context: RequestContext) => void): Filter {
  return (context: RequestContext) => {
    const { query } = context.request;
    if (!query.includes("timeout=") || isLongRunning(context)) return;
    const begun = now();
    const asked = queryOf(query).get("timeout") ?? "";
    if (asked === "") return;
    const timeoutMs = parseDurationMs(asked);
    if (timeoutMs === undefined) {
      throw badRequest(`invalid timeout specified in the request URL - ${durationFault(asked)}`);
    }
    if (timeoutMs <= 0) return;
    context.deadline = begun + timeoutMs;
    if (now() < context.deadline) return;
    // Reading it took longer than that.
    onGivenUp(context);
    sendTimedOut(context);
  };
}
