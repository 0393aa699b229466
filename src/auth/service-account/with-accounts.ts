/** Who a request comes from when service accounts may come too: whom nobody else knows may bear one of their tokens. Hot path. */
import type { HttpRequest } from "../../http/message.js";
import type { TokenVerdict } from "../../registry/resource-definition.js";
import type { Authenticator } from "../request-authenticator.js";
import { type Authentication, bearerToken } from "../token-authenticator.js";
import { webSocketAuthorization } from "../websocket-token.js";
import type { AccountAuthenticator } from "./authenticator.js";

export interface AccountsAndOthers {
  /** A promise when a token is seen for the first time. */
  authenticate(request: HttpRequest): Authentication | Promise<Authentication>;
}

const rejected: Authentication = { kind: "rejected" };

export function withAccounts(
  others: Authenticator,
  accounts: AccountAuthenticator,
  audiences: readonly string[],
): AccountsAndOthers {
  return {
    authenticate: (request) => {
      const found = others.authenticate(request);
      if (found.kind !== "rejected") return found;
      const header = webSocketAuthorization(request) ?? request.header("authorization");
      const token = header === undefined ? "" : bearerToken(header);
      if (token === "") return found;
      const verdict = accounts.authenticate(token, audiences);
      return verdict instanceof Promise ? verdict.then(authenticationOf) : authenticationOf(verdict);
    },
  };
}

function authenticationOf(verdict: TokenVerdict | undefined): Authentication {
  if (verdict === undefined || "error" in verdict) return rejected;
  const { caller, warning } = verdict;
  return { kind: "authenticated", caller, ...(warning === undefined ? {} : { warning }) };
}
