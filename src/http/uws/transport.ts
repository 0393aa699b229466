/**
 * The default transport: HTTP/1.1, plain or TLS, on uWebSockets.js.
 *
 * What this binary decides by itself and no limit changes: a request that follows before the answer to the one before is complete closes
 * the connection unless that answer was given at once; at most 100 header lines; HTTP/1.0 gets 505. Its timeouts of 8 to 12 seconds are
 * overruled in `connections.ts`, for which a request in chunks ends its connection, and a GET in chunks is refused.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect as connectSocket, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { StallWatch } from "../body-collector.js";
import type { Handler, Listener, ListenOptions, TlsMaterial, Transport, TransportLimits } from "../message.js";
import { isWebSocketHandshake } from "../websocket-handshake.js";
import type { UwsApp, UwsListenSocket, UwsModule, UwsResponseHandle, UwsSocketContext } from "./binding.js";
import { pushBody, UwsConnections } from "./connections.js";
import { UwsRequest } from "./request.js";
import { type UwsHandshake, type UwsListenerState, UwsResponse } from "./response.js";
import { type UwsSocketData, webSocketBehaviour } from "./websocket.js";

export function createUwsTransport(uws: UwsModule): Transport {
  return {
    name: "uws",
    listen: async (options, limits, handler) => {
      const app = options.tls === undefined ? uws.App() : await createTlsApp(uws, options.tls);
      return new UwsListener(uws, app).start(options, limits, handler);
    },
  };
}

class UwsListener implements Listener {
  port = 0;
  readonly #uws: UwsModule;
  readonly #app: UwsApp;
  readonly #state: UwsListenerState = { draining: false };
  #socket: UwsListenSocket | undefined;
  #stalls: StallWatch | undefined;
  #connections: UwsConnections | undefined;
  #closed = false;

  constructor(uws: UwsModule, app: UwsApp) {
    this.#uws = uws;
    this.#app = app;
  }

  async start(options: ListenOptions, limits: TransportLimits, handler: Handler): Promise<Listener> {
    const stalls = new StallWatch(limits.bodyTimeoutMs);
    this.#stalls = stalls;
    const connections = new UwsConnections(limits.idleTimeoutMs, options.tls !== undefined);
    this.#connections = connections;
    const scope = { secure: options.tls !== undefined, stalls };
    const connectToSelf = (): Socket => connectSocket({ host: options.address, port: this.port });
    const to = { connections, connectToSelf, state: this.#state, limits, handler };
    this.#app.filter(connections.filter);
    this.#app.any("/*", (responseHandle, requestHandle) => {
      dispatch(new UwsRequest(requestHandle, responseHandle, scope), responseHandle, to);
    });
    this.#app.ws<UwsSocketData>(
      "/*",
      webSocketBehaviour((responseHandle, requestHandle, context) => {
        const request = new UwsRequest(requestHandle, responseHandle, scope);
        const isHandshake = !request.chunked && isWebSocketHandshake(request);
        if (isHandshake) dispatchHandshake(request, responseHandle, context, to);
        else dispatch(request, responseHandle, to);
      }),
    );
    const socket = await new Promise<UwsListenSocket | false>((resolve) => {
      // Exclusive: by default uWS would share the port with any other process that asks for it.
      this.#app.listen(options.address, options.port, this.#uws.LIBUS_LISTEN_EXCLUSIVE_PORT, resolve);
    });
    if (socket === false) throw await bindError(options);
    this.#socket = socket;
    this.port = this.#uws.us_socket_local_port(socket);
    return this;
  }

  stopAccepting(): void {
    this.#state.draining = true;
    if (this.#socket === undefined) return;
    this.#uws.us_listen_socket_close(this.#socket);
    this.#socket = undefined;
    this.#connections?.drain();
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stopAccepting();
    this.#stalls?.close();
    this.#app.close();
    this.#connections?.close();
  }
}

interface DispatchScope {
  readonly connections: UwsConnections;
  connectToSelf(): Socket;
  readonly state: UwsListenerState;
  readonly limits: TransportLimits;
  readonly handler: Handler;
}

function dispatch(request: UwsRequest, responseHandle: UwsResponseHandle, to: DispatchScope): void {
  const response = createResponse(responseHandle, request, to);
  arrive(responseHandle, request, response, to.connections);
  try {
    serve(request, response, to);
  } finally {
    // The request handle ends with this callback.
    if (response.held) request.release();
    else if (!response.finished) {
      request.detach();
      response.leaveCallback();
    }
  }
}

function arrive(
  responseHandle: UwsResponseHandle,
  request: UwsRequest,
  response: UwsResponse,
  connections: UwsConnections,
): void {
  connections.arrived(response);
  if (!request.chunked && !connections.someAreDeaf) return;
  connections.unjoined(response);
  response.onFinished(() => connections.joinedOrOver(response));
  // uWS aborts the process when nobody is told of the end of a request that is not answered yet.
  responseHandle.onAborted(() => response.aborted());
  if (request.chunked) hearByItself(responseHandle, request, connections);
  else setImmediate(() => cutUnlessJoined(responseHandle, response));
}

/** The response's own handler for data stays until the answer is complete. */
function hearByItself(responseHandle: UwsResponseHandle, request: UwsRequest, connections: UwsConnections): void {
  connections.turnedDeaf();
  responseHandle.onData((chunk, isLast) => {
    const body = request.bodyCollector;
    if (body !== undefined) pushBody(body, chunk, isLast);
  });
}

/** It came on a connection that is deaf: its answer could never leave. */
function cutUnlessJoined(responseHandle: UwsResponseHandle, response: UwsResponse): void {
  if (response.isLeaving) return;
  responseHandle.close();
  response.aborted();
}

/**
 * Served a little later: its connection is known only when the callback of uWS is over, and to upgrade it then another connection is
 * needed (`UwsConnection.upgrade`), which must be one that stays until then: one of our own.
 */
function dispatchHandshake(
  request: UwsRequest,
  responseHandle: UwsResponseHandle,
  context: UwsSocketContext,
  to: DispatchScope,
): void {
  request.detach();
  const handshake = { key: request.header("sec-websocket-key") ?? "", context };
  const response = createResponse(responseHandle, request, to, handshake);
  response.leaveCallback();
  arrive(responseHandle, request, response, to.connections);
  const companion = to.connectToSelf();
  const serveInCompany = (): void => {
    if (response.finished) companion.destroy();
    else if (companion.connecting || (!companion.destroyed && !response.hasCompany)) setImmediate(serveInCompany);
    else serve(request, response, to);
  };
  companion.on("error", () => companion.destroy());
  response.onFinished(() => companion.destroy());
  setImmediate(serveInCompany);
}

function createResponse(
  handle: UwsResponseHandle,
  request: UwsRequest,
  to: DispatchScope,
  handshake?: UwsHandshake,
): UwsResponse {
  return new UwsResponse(handle, {
    isHead: request.method === "HEAD",
    listener: to.state,
    request,
    handshake,
    unjoined: request.chunked,
  });
}

function serve(request: UwsRequest, response: UwsResponse, to: DispatchScope): void {
  if (request.path.length + request.query.length > to.limits.maxHeaderBytes) response.refuse(431);
  else if (request.malformed || (request.chunked && request.bodyCollector === undefined)) response.refuse(400);
  else to.handler(request, response);
}

/** The binary reads key and certificate from files only; they exist for as long as it takes to load them. */
async function createTlsApp(uws: UwsModule, tls: TlsMaterial): Promise<UwsApp> {
  const directory = await mkdtemp(join(tmpdir(), "apiserver-tls-"));
  try {
    const keyFile = join(directory, "key.pem");
    const certFile = join(directory, "cert.pem");
    await writeFile(keyFile, tls.key, { mode: 0o600 });
    await writeFile(certFile, tls.cert, { mode: 0o600 });
    return uws.SSLApp({ key_file_name: keyFile, cert_file_name: certFile });
  } catch (error) {
    // uWS says only that it failed; OpenSSL, asked the same, says why.
    createSecureContext(tls);
    throw error;
  } finally {
    await rm(directory, { recursive: true, force: true });
  }
}

/** uWS says only that binding failed; the same attempt by Node has the system's reason. */
function bindError(options: ListenOptions): Promise<Error> {
  return new Promise((resolve) => {
    const probe = createServer();
    probe.once("error", resolve);
    probe.listen({ host: options.address, port: options.port, exclusive: true }, () => {
      probe.close();
      resolve(new Error(`cannot listen on ${options.address}:${options.port}`));
    });
  });
}
