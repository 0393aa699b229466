/**
 * Bearer tokens of WebSocket handshakes: browsers cannot set Authorization there, so kube-apiserver takes the token from a protocol name,
 * which must not be the only one.
 */
import type { HttpRequest } from "../http/message.js";
import { asksForWebSocket } from "../http/websocket-handshake.js";

const bearerProtocol = "base64url.bearer.authorization.k8s.io.";

/** As an Authorization header; undefined when there is none, null when there is one that cannot be accepted. */
export function webSocketAuthorization(request: HttpRequest): string | undefined | null {
  if (!asksForWebSocket(request)) return undefined;
  const all = namesIn(request);
  const bearers = all.filter((name) => name.startsWith(bearerProtocol));
  const [bearer] = bearers;
  if (bearer === undefined) return undefined;
  const encoded = bearer.slice(bearerProtocol.length);
  const token = Buffer.from(encoded, "base64url");
  if (bearers.length > 1 || bearers.length === all.length || token.toString("base64url") !== encoded) return null;
  return `Bearer ${token.toString()}`;
}

/** The protocols a handshake asks for, without the one that is a token. */
export function webSocketProtocols(request: HttpRequest): readonly string[] {
  return namesIn(request).filter((name) => !name.startsWith(bearerProtocol));
}

function namesIn(request: HttpRequest): string[] {
  const names = (request.header("sec-websocket-protocol") ?? "").split(",").map((name) => name.trim());
  return names.filter((name) => name !== "");
}
