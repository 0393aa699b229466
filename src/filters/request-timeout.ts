/**
 * Gives up on requests that wait too long (`--request-timeout`). Only requests that could not be answered at once are looked at, by one
 * clock tick for all of them: a timer per request would cost more than most requests.
 */
import type { RequestContext } from "../endpoints/context.js";
import { queryOf } from "../endpoints/options/query.js";
import { sendError } from "../endpoints/respond.js";
import { badRequest, failure } from "../meta/status.js";
import { durationFault } from "../util/durations.js";
import { isLongRunning } from "./max-in-flight.js";

export interface Deadlines {
  /** The request has to wait for something. Streams that have begun are never cut: their status is out. */
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
}

/** How late an answer may be past its deadline. */
const tickMs = 1000;

export function createDeadlines({ timeoutMs, now, every }: DeadlineOptions): Deadlines {
  /** In the order of their deadlines, since all wait equally long. */
  const waiting = new Map<RequestContext, number>();
  const check = (): void => {
    const time = now();
    for (const [context, deadline] of waiting) {
      if (context.code !== 0 || context.response.finished) waiting.delete(context);
      else if (deadline > time) return;
      else {
        waiting.delete(context);
        sendError(context, timedOut());
      }
    }
  };
  const stop = timeoutMs === 0 ? () => {} : every(tickMs, check);
  return {
    add: (context) => {
      if (timeoutMs === 0) return;
      waiting.set(context, now() + timeoutMs);
      context.response.onFinished(() => waiting.delete(context));
    },
    close: () => {
      stop();
      waiting.clear();
    },
  };
}

/** A filter: a `timeout` in the query must be a duration. How long to wait is the server's affair all the same. */
export function checkTimeoutParameter(context: RequestContext): void {
  const { query } = context.request;
  if (!query.includes("timeout=") || isLongRunning(context)) return;
  const asked = queryOf(query).get("timeout") ?? "";
  const fault = asked === "" ? undefined : durationFault(asked);
  if (fault !== undefined) throw badRequest(`invalid timeout specified in the request URL - ${fault}`);
}

function timedOut(): Error {
  const message = "Timeout: request did not complete within requested timeout - context deadline exceeded";
  return failure("Timeout", message, { details: {} });
}
