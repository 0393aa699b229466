/** Turns requests away past the limits and while the server drains; tells the gate when one is over. */
import type { RequestContext } from "../endpoints/context.js";
import { asksToWatch } from "../endpoints/options/list-options.js";
import { sendTooMany } from "../endpoints/respond.js";
import type { Filter } from "./chain.js";

export interface Gate {
  readonly draining: boolean;
  tryEnter(kind: "mutating" | "readOnly"): boolean;
  leave(kind: "mutating" | "readOnly"): void;
}

const drainRetrySeconds = 5;
/** Who is in it is answered whatever the load: it is they who can do something about it. */
const privilegedGroup = "system:masters";

/** `onShed` hears of each request that was turned away because of the load. */
export function maxInFlight(gate: Gate, onShed: (context: RequestContext) => void): Filter {
  return (context: RequestContext) => {
    if (gate.draining && context.info !== undefined) {
      const text = "The apiserver is shutting down, please try again later.";
      return sendTooMany(context, { text, retryAfterSeconds: drainRetrySeconds, close: true });
    }
    if (context.info === undefined || isLongRunning(context)) return;
    const kind = context.request.method === "GET" || context.request.method === "HEAD" ? "readOnly" : "mutating";
    if (gate.tryEnter(kind)) context.response.onFinished(() => gate.leave(kind));
    else if (!context.caller.groups.includes(privilegedGroup)) {
      onShed(context);
      sendTooMany(context);
    }
  };
}

/** Watches and connections through the server are neither limited nor timed. */
export function isLongRunning({ info, request: { method, query } }: RequestContext): boolean {
  if (info === undefined) return false;
  if (info.oldWatch || (info.subresource !== "" && longRunningSubresources.has(info.subresource))) return true;
  return method === "GET" && info.name === "" && asksToWatch(query);
}

const longRunningSubresources: ReadonlySet<string> = new Set(["attach", "exec", "log", "portforward", "proxy"]);
