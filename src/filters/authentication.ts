/** Who asks. Paths that everybody may read need no credentials; everything else without a good token is 401. */
import { type RequestContext, warn } from "../endpoints/context.js";
import { unauthorized } from "../meta/status.js";
import type { Caller } from "../registry/resource-definition.js";
import type { Filter } from "./chain.js";

/** What this filter needs of an authenticator (src/auth). */
export interface Authenticates {
  examine(
    authorizationHeader: string | undefined,
  ):
    | { readonly kind: "authenticated"; readonly caller: Caller }
    | { readonly kind: "anonymous"; readonly caller: Caller; readonly warning?: string }
    | { readonly kind: "rejected" };
}

export interface AuthenticationOptions {
  readonly authenticator: Authenticates;
  /** Paths that answer anonymous callers. */
  readonly isOpen: (path: string) => boolean;
}

export function authentication({ authenticator, isOpen }: AuthenticationOptions): Filter {
  return (context: RequestContext) => {
    const result = authenticator.examine(context.request.header("authorization"));
    if (result.kind === "rejected") throw unauthorized();
    if (result.kind === "anonymous") {
      if (!isOpen(context.request.path)) throw unauthorized();
      if (result.warning !== undefined) warn(context, result.warning);
    }
    context.caller = result.caller;
  };
}
