/**
 * The transport that runs wherever Node runs: HTTP/1.1 plain, HTTP/1.1 and HTTP/2 over TLS (chosen by ALPN).
 * Chosen for HTTP/2, for client certificates, and where no uWebSockets.js binary loads.
 */
import { createServer, type IncomingMessage, type Server, ServerResponse } from "node:http";
import {
  createSecureServer,
  type Http2SecureServer,
  type Http2ServerRequest,
  type Http2ServerResponse,
  type ServerHttp2Session,
} from "node:http2";
import type { AddressInfo, Socket } from "node:net";
import { StallWatch } from "../body-collector.js";
import type { Handler, Listener, ListenOptions, TlsMaterial, Transport, TransportLimits } from "../message.js";
import { isWebSocketHandshake } from "../websocket-handshake.js";
import { announcesBody, NodeRequest } from "./request.js";
import { NodeResponse } from "./response.js";
import { type NodeHandshake, NodeWebSockets, withoutUpgrade } from "./websocket.js";

/** HTTP/2 streams open at once in one session; kube-apiserver's default for --http2-max-streams-per-connection. */
const maxStreamsPerSession = 100;

/** Node drops lines beyond its own limit silently, which could hide one that matters. */
const maxHeaderLines = 200;

export function createNodeTransport(): Transport {
  return {
    name: "node",
    listen: async (options, limits, handler) => new NodeListener(options, limits, handler).start(),
  };
}

type Incoming = IncomingMessage | Http2ServerRequest;
type Outgoing = ServerResponse | Http2ServerResponse;

class NodeListener implements Listener {
  readonly #options: ListenOptions;
  readonly #limits: TransportLimits;
  readonly #handler: Handler;
  readonly #stalls: StallWatch;
  readonly #server: Server | Http2SecureServer;
  readonly #state = { draining: false };
  /** Requests in flight per connection: one without may be closed at any time. */
  readonly #sockets = new Map<Socket, number>();
  readonly #sessions = new Map<ServerHttp2Session, number>();
  readonly #webSockets = new NodeWebSockets();
  #closed = false;

  constructor(options: ListenOptions, limits: TransportLimits, handler: Handler) {
    this.#options = options;
    this.#limits = limits;
    this.#handler = handler;
    this.#stalls = new StallWatch(limits.bodyTimeoutMs);
    this.#server = options.tls === undefined ? this.#createPlain() : this.#createSecure(options.tls);
  }

  get port(): number {
    return (this.#server.address() as AddressInfo | null)?.port ?? 0;
  }

  start(): Promise<Listener> {
    const server = this.#server;
    return new Promise((resolve, reject) => {
      server.once("error", reject);
      server.listen({ host: this.#options.address, port: this.#options.port, exclusive: true }, () => {
        server.removeListener("error", reject);
        resolve(this.#withPort());
      });
    });
  }

  stopAccepting(): void {
    if (this.#state.draining) return;
    this.#state.draining = true;
    this.#server.close();
    for (const [socket, inFlight] of this.#sockets) if (inFlight === 0 && !carriesSession(socket)) socket.destroy();
    // `close` of a session tells the peer, lets its open streams end and then closes.
    for (const session of this.#sessions.keys()) session.close();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stopAccepting();
    this.#stalls.close();
    for (const session of this.#sessions.keys()) session.destroy();
    for (const socket of this.#sockets.keys()) socket.destroy();
  }

  /** The port stays readable after the server closed. */
  #withPort(): Listener {
    return { port: this.port, stopAccepting: () => this.stopAccepting(), close: () => this.close() };
  }

  #createPlain(): Server {
    const server = createServer(this.#http1Options(), (incoming, outgoing) => this.#serve(incoming, outgoing));
    server.on("connection", (socket: Socket) => this.#track(socket));
    server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#serveUpgrade({ incoming, socket, head }, () => server.emit("connection", socket));
    });
    server.on("timeout", (socket) => this.#closeIdle(socket));
    return server;
  }

  #createSecure(tls: TlsMaterial): Http2SecureServer {
    const server = createSecureServer(
      {
        ...this.#http1Options(),
        cert: tls.cert,
        key: tls.key,
        allowHTTP1: true,
        handshakeTimeout: this.#limits.idleTimeoutMs,
        maxSessionMemory: 100,
        settings: {
          maxConcurrentStreams: maxStreamsPerSession,
          maxHeaderListSize: this.#limits.maxHeaderBytes,
          initialWindowSize: 1024 * 1024,
        },
      },
      (incoming, outgoing) => this.#serve(incoming, outgoing),
    );
    // Node applies these only to servers made by node:http, but reads them from this one too.
    Object.assign(server, this.#timeouts());
    server.on("secureConnection", (socket: Socket) => this.#track(socket));
    server.on("upgrade", (incoming: IncomingMessage, socket: Socket, head: Buffer) => {
      this.#serveUpgrade({ incoming, socket, head }, () => server.emit("secureConnection", socket));
    });
    server.on("timeout", (socket?: unknown) => this.#closeIdle(socket));
    server.on("session", (session: ServerHttp2Session) => this.#trackSession(session));
    // A failed handshake or a broken session concerns its own connection only.
    server.on("tlsClientError", (_error, socket) => socket.destroy());
    server.on("sessionError", () => {});
    return server;
  }

  #http1Options() {
    return {
      maxHeaderSize: this.#limits.maxHeaderBytes,
      ...this.#timeouts(),
      connectionsCheckingInterval: this.#headCheckMs,
    };
  }

  /**
   * A connection that says nothing is closed by its idle timeout, which comes before Node's search for late heads: that one answers 408,
   * and is for heads that trickle in.
   */
  #timeouts() {
    return {
      keepAliveTimeout: this.#limits.idleTimeoutMs,
      headersTimeout: this.#limits.idleTimeoutMs + this.#headCheckMs,
      // A body is given up by its progress, not by its length; see StallWatch.
      requestTimeout: 0,
    };
  }

  get #headCheckMs(): number {
    return Math.max(100, Math.min(5000, this.#limits.idleTimeoutMs / 4));
  }

  #serve(incoming: Incoming, outgoing: Outgoing): void {
    const request = new NodeRequest(incoming, this.#stalls);
    const response = new NodeResponse(outgoing, {
      isHead: request.method === "HEAD",
      body: request.bodyCollector,
      listener: this.#state,
    });
    this.#count(incoming, response);
    const refusal = "stream" in incoming ? undefined : whyRefused(incoming);
    if (refusal !== undefined) {
      response.refuse(refusal);
      return;
    }
    this.#handler(request, response);
  }

  /** Node took the connection from its parser; `serveAgain` gives it back. */
  #serveUpgrade(handshake: NodeHandshake & { readonly socket: Socket }, serveAgain: () => void): void {
    const { incoming, socket } = handshake;
    const request = announcesBody(incoming) ? undefined : new NodeRequest(incoming, this.#stalls);
    if (request === undefined || !isWebSocketHandshake(request)) {
      socket.unshift(withoutUpgrade(handshake));
      serveAgain();
      return;
    }
    socket.on("error", () => socket.destroy());
    const outgoing = new ServerResponse(incoming);
    try {
      outgoing.assignSocket(socket);
    } catch {
      // The answer to the request before it is not complete: Node does not queue handshakes behind one.
      socket.destroy();
      return;
    }
    // An ordinary answer, a refusal say, ends the connection: only half closed, it would stay for a peer whose bytes nobody reads.
    outgoing.once("finish", () => socket.destroySoon());
    const response = new NodeResponse(outgoing, {
      isHead: false,
      body: undefined,
      listener: this.#state,
      upgrade: (options, owner) => {
        outgoing.detachSocket(socket);
        return this.#webSockets.open(handshake, options, owner);
      },
    });
    this.#count(incoming, response);
    this.#handler(request, response);
  }

  #count(incoming: Incoming, response: NodeResponse): void {
    if ("stream" in incoming) {
      const session = incoming.stream.session as ServerHttp2Session | undefined;
      if (session !== undefined) countIn(this.#sessions, session, response);
    } else {
      countIn(this.#sockets, incoming.socket, response);
    }
  }

  #track(socket: Socket): void {
    if (this.#sockets.has(socket)) return;
    this.#sockets.set(socket, 0);
    socket.once("close", () => this.#sockets.delete(socket));
    // Counts from the first byte on; node:http sets its own timeouts once a request has been answered.
    socket.setTimeout(this.#limits.idleTimeoutMs);
  }

  /** A listener for "timeout" also keeps node:http from closing a connection whose request is still being served. */
  #closeIdle(socket: unknown): void {
    const known = socket as Socket;
    if (this.#sockets.get(known) === 0 && !carriesSession(known)) known.destroy();
  }

  #trackSession(session: ServerHttp2Session): void {
    this.#sessions.set(session, 0);
    session.once("close", () => this.#sessions.delete(session));
    session.setTimeout(this.#limits.idleTimeoutMs, () => {
      if ((this.#sessions.get(session) ?? 0) === 0) session.close();
    });
  }
}

/** What Node's parser lets through and HTTP/1.1 does not. */
function whyRefused(incoming: IncomingMessage): number | undefined {
  if (incoming.httpVersionMajor !== 1) return 505;
  return incoming.rawHeaders.length > 2 * maxHeaderLines ? 431 : undefined;
}

function carriesSession(socket: Socket): boolean {
  return "alpnProtocol" in socket && socket.alpnProtocol === "h2";
}

function countIn<Connection>(counts: Map<Connection, number>, connection: Connection, response: NodeResponse): void {
  counts.set(connection, (counts.get(connection) ?? 0) + 1);
  response.onFinished(() => {
    const inFlight = counts.get(connection);
    if (inFlight !== undefined) counts.set(connection, inFlight - 1);
  });
}
