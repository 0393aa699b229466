/**
 * WebSockets of the node transport, over the `ws` package. Requests that ask for another upgrade (h2c, SPDY), or for none that can be
 * had, go back to be served as ordinary requests.
 */
import type { IncomingMessage } from "node:http";
import { createRequire } from "node:module";
import type { Duplex } from "node:stream";
import type { WebSocket, WebSocketServer } from "ws";
import { ListenedStream } from "../listened-stream.js";
import type { WebSocketOptions } from "../message.js";
import { maxWebSocketMessageBytes, webSocketIdleSeconds } from "../websocket-handshake.js";
import type { SentStream } from "./response.js";
import type { NodeStreamOwner } from "./stream.js";

export interface NodeHandshake {
  readonly incoming: IncomingMessage;
  readonly socket: Duplex;
  /** What came behind the request. */
  readonly head: Buffer;
}

const require = createRequire(import.meta.url);

export class NodeWebSockets {
  #server: WebSocketServer | undefined;
  #protocol: string | undefined;

  /** Completes a handshake that was found good. */
  open({ incoming, socket, head }: NodeHandshake, options: WebSocketOptions, owner: NodeStreamOwner): SentStream {
    this.#protocol = options.protocol;
    const stream = new NodeWebSocketStream(socket, options.text, owner);
    this.#server ??= this.#createServer();
    this.#server.handleUpgrade(incoming, socket, head, (webSocket) => stream.opened(webSocket));
    return stream;
  }

  /** The package is read when the first WebSocket opens: most servers never see one. */
  #createServer(): WebSocketServer {
    const { WebSocketServer } = require("ws") as typeof import("ws");
    return new WebSocketServer({
      noServer: true,
      perMessageDeflate: false,
      clientTracking: false,
      maxPayload: maxWebSocketMessageBytes,
      handleProtocols: () => this.#protocol ?? false,
    });
  }
}

/** The request as it came, without its wish for an upgrade: put back in front of what follows on the socket. */
export function withoutUpgrade({ incoming, head }: NodeHandshake): Buffer {
  const lines = [`${incoming.method} ${incoming.url} HTTP/${incoming.httpVersion}`];
  const { rawHeaders } = incoming;
  for (let index = 0; index + 1 < rawHeaders.length; index += 2) {
    const name = rawHeaders[index] as string;
    if (name.toLowerCase() !== "upgrade") lines.push(`${name}: ${rawHeaders[index + 1]}`);
  }
  return Buffer.concat([Buffer.from(`${lines.join("\r\n")}\r\n\r\n`, "latin1"), head]);
}

const goodbye = 1000;

class NodeWebSocketStream extends ListenedStream implements SentStream {
  readonly #socket: Duplex;
  readonly #binary: boolean;
  readonly #owner: NodeStreamOwner;
  #webSocket: WebSocket | undefined;
  #done = false;
  #alive = true;
  #bytesSent = 0;

  constructor(socket: Duplex, text: boolean, owner: NodeStreamOwner) {
    super();
    this.#socket = socket;
    this.#binary = !text;
    this.#owner = owner;
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  get bufferedBytes(): number {
    return this.#done || !this.owesDrain ? 0 : (this.#webSocket?.bufferedAmount ?? 0);
  }

  opened(webSocket: WebSocket): void {
    this.#webSocket = webSocket;
    this.#socket.on("drain", () => {
      if (!this.#done) this.tellDrain();
    });
    webSocket.on("pong", () => {
      this.#alive = true;
    });
    // Faults of the peer's frames end the connection; "close" follows.
    webSocket.on("error", () => {});
    const pings = setInterval(() => this.#ping(), (webSocketIdleSeconds * 1000) / 2);
    pings.unref();
    webSocket.on("close", () => {
      clearInterval(pings);
      this.#closed();
    });
  }

  write(chunk: Buffer): boolean {
    const webSocket = this.#webSocket;
    if (webSocket === undefined || this.#done) return true;
    this.#bytesSent += chunk.length;
    webSocket.send(chunk, { binary: this.#binary });
    if (this.#socket.writableNeedDrain) this.owesDrain = true;
    return !this.owesDrain;
  }

  end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#webSocket?.close(goodbye);
    this.#owner.ended();
  }

  destroy(): void {
    if (this.#done) return;
    this.#done = true;
    this.#webSocket?.terminate();
    this.#owner.cut();
  }

  #ping(): void {
    if (!this.#alive) this.#webSocket?.terminate();
    this.#alive = false;
    if (this.#webSocket?.readyState === this.#webSocket?.OPEN) this.#webSocket?.ping();
  }

  #closed(): void {
    if (this.#done) return;
    this.#done = true;
    this.#owner.cut();
    this.tellClose();
  }
}
