/**
 * The plain-text port of old: every caller is the administrator. The requests it takes in get a token that this process
 * made for itself and never shows, so that everything behind knows one way of authenticating only.
 */
import { randomBytes } from "node:crypto";
import type { Handler, HttpRequest } from "../http/message.js";

export function createLoopbackToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Wraps `handler` for a listener that is reachable from this machine alone. */
export function asAdministrator(handler: Handler, token: string): Handler {
  const authorization = `Bearer ${token}`;
  return (request, response) => handler(withAuthorization(request, authorization), response);
}

function withAuthorization(request: HttpRequest, authorization: string): HttpRequest {
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    remoteAddress: request.remoteAddress,
    secure: request.secure,
    header: (name) => (name === "authorization" ? authorization : request.header(name)),
    body: (limitBytes) => request.body(limitBytes),
  };
}
