/** Turns requests away past the limits and while the server drains; tells the gate when one is over. */
import type { RequestContext } from "../endpoints/context.js";
import { tooManyRequests } from "../meta/status.js";
import type { Filter } from "./chain.js";

export interface Gate {
  readonly draining: boolean;
  tryEnter(kind: "mutating" | "readOnly"): boolean;
  leave(kind: "mutating" | "readOnly"): void;
}

const overloadRetrySeconds = 1;
const drainRetrySeconds = 5;

export function maxInFlight(gate: Gate): Filter {
  return (context: RequestContext) => {
    if (gate.draining && context.info !== undefined) {
      throw tooManyRequests("The apiserver is shutting down, please try again later.", drainRetrySeconds);
    }
    if (context.info === undefined || isLongRunning(context)) return;
    const kind = context.request.method === "GET" || context.request.method === "HEAD" ? "readOnly" : "mutating";
    if (!gate.tryEnter(kind)) {
      throw tooManyRequests("Too many requests, please try again later.", overloadRetrySeconds);
    }
    context.response.onFinished(() => gate.leave(kind));
  };
}

/** Watches are not limited. The exact reading of the query comes later; a false hit here only spares a request the limit. */
function isLongRunning(context: RequestContext): boolean {
  return context.info?.oldWatch === true || context.request.query.includes("watch=");
}
