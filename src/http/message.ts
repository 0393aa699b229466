/**
 * What a transport hands to the server, and what the server hands back. The rest of `src` knows HTTP only through
 * these types; `uws/` and `node/` implement them, `inject.ts` does so without a socket for tests.
 *
 * Hot path: a cached GET must go from `Handler` to `HttpResponse.send` without a promise and without copying headers.
 */

/** Flat name, value, name, value …; names in the case they are written on the wire. */
export type HeaderList = readonly string[];

export interface HttpRequest {
  /** Upper case. */
  readonly method: string;
  /** Still percent-encoded, without query, at least "/". */
  readonly path: string;
  /** Without the question mark; "" when absent. */
  readonly query: string;
  /** Address of the peer, without port. */
  readonly remoteAddress: string;
  /** True over TLS. */
  readonly secure: boolean;
  /**
   * `name` in lower case; several lines joined with ", ", or only the first for those that should have one line
   * (Accept and Authorization among them). Absent and empty are the same. Usable at any time, also after the handler
   * returned.
   */
  header(name: string): string | undefined;
  /**
   * Name in lower case and value of each header line whose name begins with `prefix` (in lower case), in the order they came. Only before
   * the handler returned; for headers that are rarely there.
   */
  headerLines(prefix: string): readonly (readonly [name: string, value: string])[];
  /**
   * Reads the whole body, once. Rejects with `BodyError`: `TooLarge` past `limitBytes` (the rest is not read),
   * `Aborted` when the peer went away, `Timeout` when it stalled.
   */
  body(limitBytes: number): Promise<Buffer>;
}

export interface HttpResponse {
  /** True after `send`, `sendParts` or the end of a stream, and after the peer went away. */
  readonly finished: boolean;
  /** Called once: `completed` when everything was handed to the socket, false when the peer went away first. */
  onFinished(listener: (completed: boolean) => void): void;
  /** Sends a whole answer. Content-Length is set here. Does nothing when the peer is gone. */
  send(status: number, headers: HeaderList, body: Buffer | string): void;
  /**
   * As `send`, for a body in parts that must not be copied together; obeys back-pressure. `parts` are kept until sent.
   */
  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void;
  /**
   * Starts a chunked answer of unknown length and sends the headers at once. A transport that cannot send headers
   * alone (uws) sends `preamble` with them, so it should be bytes the format ignores (a space before JSON) or any answer
   * begins with; without one it waits for the first write.
   */
  stream(status: number, headers: HeaderList, preamble?: Buffer): HttpStream;
  /**
   * Turns the exchange into a WebSocket (RFC 6455): one message per `write`, `end` closes with code 1000. What the peer sends is
   * thrown away, up to `maxWebSocketMessageBytes` a message; pings are answered, and sent to a peer that is silent. Absent where the
   * request is no handshake of version 13, or the protocol (HTTP/2) has none.
   */
  readonly openWebSocket?: ((options: WebSocketOptions) => HttpStream) | undefined;
  /** Number of bytes handed over so far, headers not counted. */
  readonly bytesSent: number;
}

export interface WebSocketOptions {
  /** Sec-WebSocket-Protocol of the answer; one of those asked for, or undefined for none. */
  readonly protocol: string | undefined;
  /** Messages are text (and must be UTF-8); otherwise binary. */
  readonly text: boolean;
}

export interface HttpStream {
  /**
   * False when the socket is behind: the chunk is kept, but the caller should wait for `onDrain`. No-op after the end.
   */
  write(chunk: Buffer): boolean;
  /** Bytes kept because the socket is behind. */
  readonly bufferedBytes: number;
  /** The preamble went with the headers: the reader has it. */
  readonly sentPreamble?: boolean;
  onDrain(listener: () => void): void;
  /** Called once when the peer goes away before `end`. */
  onClose(listener: () => void): void;
  /** Ends the answer properly. Idempotent. */
  end(): void;
  /** Cuts the connection. Idempotent. */
  destroy(): void;
}

/** Runs synchronously as far as it can; must not throw (the server's filters turn faults into Status answers). */
export type Handler = (request: HttpRequest, response: HttpResponse) => void;

export type BodyFault = "TooLarge" | "Aborted" | "Timeout";

export class BodyError extends Error {
  readonly fault: BodyFault;
  constructor(fault: BodyFault) {
    super(`request body: ${fault}`);
    this.name = "BodyError";
    this.fault = fault;
  }
}

export interface TlsMaterial {
  /** PEM, chain included. */
  readonly cert: string;
  /** PEM. */
  readonly key: string;
}

export interface ListenOptions {
  /** IP address to bind. */
  readonly address: string;
  /** 0 picks a free port. */
  readonly port: number;
  /** Absent: plain text. */
  readonly tls?: TlsMaterial;
}

export interface TransportLimits {
  /** Whole header block, bytes; past it the answer is 431. */
  readonly maxHeaderBytes: number;
  /** A connection without a request in flight is closed after this long. */
  readonly idleTimeoutMs: number;
  /** A request body that makes no progress for this long is given up. */
  readonly bodyTimeoutMs: number;
}

export interface Listener {
  /** The port really bound. */
  readonly port: number;
  /** Stops accepting, lets requests in flight finish, closes idle connections. */
  stopAccepting(): void;
  /** Closes everything that is left. Idempotent. */
  close(): void;
}

export interface Transport {
  readonly name: "uws" | "node";
  /** Rejects with the system's error (EADDRINUSE, EACCES) when the address cannot be bound. */
  listen(options: ListenOptions, limits: TransportLimits, handler: Handler): Promise<Listener>;
}
