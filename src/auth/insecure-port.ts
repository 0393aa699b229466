/**
 * The plain-text port of old: every caller is the administrator. The requests it takes in get a token that this process
 * made for itself and never shows, so that everything behind knows one way of authenticating only.
 *
 * Not every caller on this machine means to be one: a web page makes the browser ask loopback addresses too, under a
 * name of its own that resolves to one, or from its own origin. Such requests are refused, as `kubectl proxy` does it.
 */
import { randomBytes } from "node:crypto";
import type { Handler, HttpRequest } from "../http/message.js";

const loopbackHost = /^(localhost|127\.0\.0\.1|\[::1\])(:\d+)?$/i;

export function createLoopbackToken(): string {
  return randomBytes(32).toString("base64url");
}

/** Wraps `handler` for a listener that is reachable from this machine alone. */
export function asAdministrator(handler: Handler, token: string): Handler {
  const authorization = `Bearer ${token}`;
  return (request, response) => {
    if (isMeantForLoopback(request)) handler(withAuthorization(request, authorization), response);
    else response.send(403, ["Content-Type", "text/plain; charset=utf-8"], "Forbidden\n");
  };
}

function isMeantForLoopback(request: HttpRequest): boolean {
  const origin = request.header("origin")?.replace(/^https?:\/\//i, "");
  return [request.header("host"), origin].every((host) => host === undefined || loopbackHost.test(host));
}

function withAuthorization(request: HttpRequest, authorization: string): HttpRequest {
  return {
    method: request.method,
    path: request.path,
    query: request.query,
    remoteAddress: request.remoteAddress,
    secure: request.secure,
    header: (name) => (name === "authorization" ? authorization : request.header(name)),
    headerLines: (prefix) => request.headerLines(prefix),
    body: (limitBytes) => request.body(limitBytes),
  };
}
