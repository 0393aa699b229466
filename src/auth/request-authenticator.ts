/**
 * Decides who a request comes from, path considered. Hot path: one comparison on top of the token look-up.
 *
 * Without credentials only the paths that kube-apiserver's default roles open to everybody are answered; a wrong token is
 * refused there too.
 */
import type { HttpRequest } from "../http/message.js";
import type { Authentication, TokenAuthenticator } from "./token-authenticator.js";
import { webSocketAuthorization } from "./websocket-token.js";

/** What the role system:public-info-viewer opens, exactly these. */
const openPaths: ReadonlySet<string> = new Set(["/healthz", "/livez", "/readyz", "/version", "/version/"]);

export interface Authenticator {
  /** `rejected`: answer 401. */
  authenticate(request: HttpRequest): Authentication;
}

export interface RequestAuthenticatorOptions {
  readonly tokens: TokenAuthenticator;
  /** False: health and version paths need credentials too. */
  readonly openHealthPaths: boolean;
}

const rejected: Authentication = { kind: "rejected" };

export function createRequestAuthenticator({ tokens, openHealthPaths }: RequestAuthenticatorOptions): Authenticator {
  return {
    authenticate: (request) => {
      const found = tokens.examine(request.header("authorization"));
      if (found.kind === "authenticated") return found;
      const byProtocol = webSocketAuthorization(request);
      if (byProtocol !== undefined) return byProtocol === null ? rejected : tokens.examine(byProtocol);
      if (found.kind === "rejected") return found;
      return openHealthPaths && openPaths.has(request.path) ? found : rejected;
    },
  };
}
