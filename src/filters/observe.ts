/** Counts and times every request that found its route. */
import type { RequestContext } from "../endpoints/context.js";
import type { Filter } from "./chain.js";

/** `now` in ms, monotonic. */
export function observe(now: () => number): Filter {
  return (context: RequestContext) => {
    const started = now();
    context.response.onFinished(() => {
      context.recorder?.observe(context.code, (now() - started) / 1000, context.response.bytesSent);
    });
  };
}
