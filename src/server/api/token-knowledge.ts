/** What TokenReview may ask: the server's own authenticators, put the question as if the token had come with a request. */
import type { Authenticator } from "../../auth/request-authenticator.js";
import type { AccountAuthenticator } from "../../auth/service-account/authenticator.js";
import type { HttpRequest } from "../../http/message.js";
import type { TokenKnowledge, TokenVerdict } from "../../registry/resource-definition.js";

export interface Knowing {
  /** Their tokens are good for everything this server is called. */
  readonly others: Authenticator;
  readonly accounts: AccountAuthenticator;
  readonly audiences: readonly string[];
}

const unknown = "invalid bearer token";

export function tokenKnowledge({ others, accounts, audiences }: Knowing): TokenKnowledge {
  return {
    audiences,
    review: async (token, asked): Promise<TokenVerdict> => {
      const shared = asked.filter((audience) => audiences.includes(audience));
      const found = shared.length === 0 ? undefined : others.authenticate(requestWith(token));
      if (found?.kind === "authenticated") return { caller: found.caller, audiences: shared };
      const verdict = await accounts.authenticate(token, asked);
      if (verdict === undefined) return { error: unknown };
      return "error" in verdict ? { error: `[${unknown}, ${verdict.error}]` } : verdict;
    },
  };
}

/** Of a path that is open to nobody, so that only the token counts. */
function requestWith(token: string): HttpRequest {
  return {
    method: "GET",
    path: "/",
    query: "",
    remoteAddress: "",
    secure: true,
    header: (name) => (name === "authorization" ? `Bearer ${token}` : undefined),
    headerLines: () => [],
    body: () => Promise.resolve(Buffer.alloc(0)),
  };
}
