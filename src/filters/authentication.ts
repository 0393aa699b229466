/** Who asks. Without an acceptable answer to that the request ends with 401. */
import { type RequestContext, warn } from "../endpoints/context.js";
import type { HttpRequest } from "../http/message.js";
import { unauthorized } from "../meta/status.js";
import type { Caller } from "../registry/resource-definition.js";
import type { Filter } from "./chain.js";

export type Authenticated =
  | { readonly kind: "authenticated"; readonly caller: Caller; readonly warning?: string }
  | { readonly kind: "anonymous"; readonly caller: Caller; readonly warning?: string }
  | { readonly kind: "rejected" };

/** What this filter needs of an authenticator (src/auth). */
export interface Authenticates {
  authenticate(request: HttpRequest): Authenticated | Promise<Authenticated>;
}

export function authentication(authenticator: Authenticates): Filter {
  return (context: RequestContext) => {
    const result = authenticator.authenticate(context.request);
    if (result instanceof Promise) return result.then((found) => letIn(context, found));
    letIn(context, result);
    return undefined;
  };
}

function letIn(context: RequestContext, result: Authenticated): void {
  if (result.kind === "rejected") throw unauthorized();
  if (result.warning !== undefined) warn(context, result.warning);
  context.caller = result.caller;
}
