/** What TokenReview may ask: the server's own authenticator, put the question as if the token had come with a request. */
import type { Authenticator } from "../../auth/request-authenticator.js";
import type { HttpRequest } from "../../http/message.js";
import type { TokenKnowledge } from "../../registry/resource-definition.js";

/** What kube-apiserver's own tokens are for when nothing else is configured. */
const audiences: readonly string[] = ["https://kubernetes.default.svc"];

export function tokenKnowledge(authenticator: Authenticator): TokenKnowledge {
  return {
    audiences,
    whose: (token) => {
      const found = authenticator.authenticate(requestWith(token));
      return found.kind === "authenticated" ? found.caller : undefined;
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
    body: () => Promise.resolve(Buffer.alloc(0)),
  };
}
