/** What makes a request a WebSocket handshake (RFC 6455), and the limits every transport keeps for WebSockets. */
import type { HttpRequest } from "./message.js";

/** A peer that sends a longer message is cut off with code 1009. */
export const maxWebSocketMessageBytes = 64 * 1024;

/** A peer that shows no life for this long is asked for some, and cut off when it gives none. */
export const webSocketIdleSeconds = 120;

/** Whether a request asks for a WebSocket at all; what it asks may still be wrong. */
export function asksForWebSocket(request: HttpRequest): boolean {
  return (
    request.header("upgrade")?.toLowerCase() === "websocket" &&
    (request.header("connection")?.toLowerCase().includes("upgrade") ?? false)
  );
}

/** Whether the handshake can be completed. */
export function isWebSocketHandshake(request: HttpRequest): boolean {
  return (
    request.method === "GET" &&
    asksForWebSocket(request) &&
    request.header("sec-websocket-version") === "13" &&
    /^[+/0-9A-Za-z]{22}==$/.test(request.header("sec-websocket-key") ?? "")
  );
}
