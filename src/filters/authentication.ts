/** Who asks, and who that is to count as. Without an acceptable answer to the first the request ends with 401. */
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
    const { request } = context;
    const lines = asksToCountAs(request) ? request.headerLines("impersonate-") : undefined;
    const result = authenticator.authenticate(request);
    if (result instanceof Promise) return result.then((found) => letIn(context, found, lines));
    return letIn(context, result, lines);
  };
}

export type HeaderLines = ReturnType<HttpRequest["headerLines"]>;

/** Two looks at headers that are hardly ever there. The others mean nothing without these, and no client sends them alone. */
function asksToCountAs(request: HttpRequest): boolean {
  return request.header("impersonate-user") !== undefined || request.header("impersonate-group") !== undefined;
}

function letIn(context: RequestContext, result: Authenticated, lines: HeaderLines | undefined): void | Promise<void> {
  if (result.kind === "rejected") throw unauthorized();
  if (result.warning !== undefined) warn(context, result.warning);
  context.caller = result.caller;
  if (lines === undefined) return undefined;
  const isAnonymous = result.kind === "anonymous";
  return import("./impersonation.js").then(({ impersonate }) => impersonate(context, { lines, isAnonymous }));
}
