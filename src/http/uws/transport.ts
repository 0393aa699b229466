/**
 * The default transport: HTTP/1.1, plain or TLS, on uWebSockets.js.
 *
 * What this binary decides by itself and no limit changes: a connection with no request in flight, a request head that
 * is not complete and a peer that takes no bytes are closed after 8 to 12 seconds; a request that follows before the
 * answer to the one before is complete closes the connection unless that answer was given at once; at most 100 header
 * lines; HTTP/1.0 gets 505.
 */
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { createSecureContext } from "node:tls";
import { StallWatch } from "../body-collector.js";
import type { Handler, Listener, ListenOptions, TlsMaterial, Transport, TransportLimits } from "../message.js";
import { isWebSocketHandshake } from "../websocket-handshake.js";
import type {
  UwsApp,
  UwsListenSocket,
  UwsModule,
  UwsRequestHandle,
  UwsResponseHandle,
  UwsSocketContext,
} from "./binding.js";
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
  #closed = false;

  constructor(uws: UwsModule, app: UwsApp) {
    this.#uws = uws;
    this.#app = app;
  }

  async start(options: ListenOptions, limits: TransportLimits, handler: Handler): Promise<Listener> {
    const stalls = new StallWatch(limits.bodyTimeoutMs);
    this.#stalls = stalls;
    const scope = { secure: options.tls !== undefined, stalls };
    this.#app.any("/*", (responseHandle, requestHandle) => {
      dispatch(responseHandle, requestHandle, { scope, state: this.#state, limits, handler });
    });
    this.#app.ws<UwsSocketData>(
      "/*",
      webSocketBehaviour((responseHandle, requestHandle, context) => {
        dispatch(responseHandle, requestHandle, { scope, state: this.#state, limits, handler, context });
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

  /** uWS does not list its connections: an idle one ends with its next answer, its timeout or `close`. */
  stopAccepting(): void {
    this.#state.draining = true;
    if (this.#socket === undefined) return;
    this.#uws.us_listen_socket_close(this.#socket);
    this.#socket = undefined;
  }

  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.stopAccepting();
    this.#stalls?.close();
    this.#app.close();
  }
}

interface DispatchScope {
  readonly scope: { readonly secure: boolean; readonly stalls: StallWatch };
  readonly state: UwsListenerState;
  readonly limits: TransportLimits;
  readonly handler: Handler;
  /** Where the request may become a WebSocket. */
  readonly context?: UwsSocketContext;
}

function dispatch(responseHandle: UwsResponseHandle, requestHandle: UwsRequestHandle, to: DispatchScope): void {
  const request = new UwsRequest(requestHandle, responseHandle, to.scope);
  const response = new UwsResponse(responseHandle, {
    isHead: request.method === "HEAD",
    listener: to.state,
    body: request.bodyCollector,
    handshake: to.context === undefined ? undefined : handshakeOf(request, to.context),
    release: () => request.release(),
  });
  if (request.path.length + request.query.length > to.limits.maxHeaderBytes) {
    response.refuse(431);
    return;
  }
  if (request.malformed) {
    response.refuse(400);
    return;
  }
  try {
    to.handler(request, response);
  } finally {
    // uWS aborts the process when a callback returns with neither an answer nor this, and so does a handler that
    // throws; no abort can be told before the callback returns.
    if (!response.finished && !response.upgraded) {
      responseHandle.onAborted(() => response.aborted());
      request.detach();
      response.leaveCallback();
    }
  }
}

function handshakeOf(request: UwsRequest, context: UwsSocketContext): UwsHandshake | undefined {
  if (!isWebSocketHandshake(request)) return undefined;
  // What is read of the request once it became a WebSocket must not come from the parser.
  request.keep();
  return { key: request.header("sec-websocket-key") ?? "", context };
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
