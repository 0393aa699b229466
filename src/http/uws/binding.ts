/**
 * The part of uWebSockets.js that is used, typed, and the one place that loads its binary.
 * Promise: `loadUws` rejects, and nothing else happens, where no binary fits this Node and C library.
 *
 * The package's binaries are of two releases: those for Node 20 and 21 are older than those from Node 22 on. What differs is said below.
 */

export interface UwsRequestHandle {
  getCaseSensitiveMethod(): string;
  getUrl(): string;
  /** Undefined without a question mark. */
  getQuery(): string | undefined;
  /** First line of that name, "" when absent. */
  getHeader(lowerCaseName: string): string;
  forEach(visit: (name: string, value: string) => void): void;
}

/** Throws on any use after `end`, after a `tryEnd` that finished, and after `onAborted` fired. */
export interface UwsResponseHandle {
  /** Text must be ASCII: of what is beyond it some binaries make UTF-8, others Latin-1. */
  writeStatus(status: string | Buffer): this;
  end(body: Buffer | undefined, closeConnection: boolean): this;
  endWithoutBody(): this;
  /** Not with an empty chunk, which some binaries take for a socket that is full. */
  tryEnd(chunk: Buffer, totalSize: number): [ok: boolean, done: boolean];
  write(chunk: Buffer): boolean;
  getWriteOffset(): number;
  onWritable(handler: (offset: number) => boolean): this;
  onAborted(handler: () => void): this;
  onData(handler: (chunk: ArrayBuffer, isLast: boolean) => void): this;
  cork(callback: () => void): this;
  pause(): void;
  resume(): void;
  close(): this;
  getRemoteAddressAsText(): ArrayBuffer;
  /** Calls `open` of the behaviour before it returns; the response is gone then. */
  upgrade<Data>(data: Data, key: string, protocol: string, extensions: string, context: UwsSocketContext): void;
}

/** Throws on any use after `close` of the behaviour was called. */
export interface UwsWebSocketHandle<Data> {
  /** 1: sent; 0: kept, the socket is behind; 2: dropped. */
  send(message: Buffer, isBinary: boolean, compress: boolean): number;
  getBufferedAmount(): number;
  getUserData(): Data;
  end(code: number, reason: string): void;
  /** Cuts the connection. */
  close(): void;
}

export type UwsSocketContext = object;

export interface UwsWebSocketBehaviour<Data> {
  readonly maxPayloadLength: number;
  /** Seconds. */
  readonly idleTimeout: number;
  readonly sendPingsAutomatically: boolean;
  /** 0: what is sent is always kept. */
  readonly maxBackpressure: number;
  readonly compression: number;
  upgrade(response: UwsResponseHandle, request: UwsRequestHandle, context: UwsSocketContext): void;
  open(socket: UwsWebSocketHandle<Data>): void;
  drain(socket: UwsWebSocketHandle<Data>): void;
  close(socket: UwsWebSocketHandle<Data>, code: number): void;
}

export type UwsListenSocket = object;

export interface UwsApp {
  any(pattern: string, handler: (response: UwsResponseHandle, request: UwsRequestHandle) => void): this;
  /** Sees GET requests with a Sec-WebSocket-Key of 24 characters, before `any`. */
  ws<Data>(pattern: string, behaviour: UwsWebSocketBehaviour<Data>): this;
  /** `change` is 1 for a connection that begins and -1 for one that ends; `response` stays usable until then, whatever is answered. */
  filter(visit: (response: UwsResponseHandle, change: number) => void): this;
  listen(host: string, port: number, options: number, callback: (socket: UwsListenSocket | false) => void): this;
  close(): this;
}

export interface UwsModule {
  App(): UwsApp;
  SSLApp(options: { key_file_name: string; cert_file_name: string }): UwsApp;
  us_listen_socket_close(socket: UwsListenSocket): void;
  us_socket_local_port(socket: UwsListenSocket): number;
  readonly LIBUS_LISTEN_EXCLUSIVE_PORT: number;
  _cfg?(key: string): void;
}

/**
 * `maxHeaderBytes` counts for the whole process and only at the first call: the binary reads it from the environment
 * while it is being loaded.
 */
export async function loadUws(maxHeaderBytes: number): Promise<UwsModule> {
  process.env.UWS_HTTP_MAX_HEADERS_SIZE ??= String(maxHeaderBytes);
  const loaded: unknown = await import("uWebSockets.js");
  const module = (loaded as { default?: unknown }).default ?? loaded;
  if (!isUwsModule(module)) throw new Error("the uWebSockets.js package lacks a function this server needs");
  // Its only effect is that answers carry no "uWebSockets: 20" header.
  module._cfg?.("silent");
  return module;
}

function isUwsModule(value: unknown): value is UwsModule {
  if (typeof value !== "object" || value === null) return false;
  const names = ["App", "SSLApp", "us_listen_socket_close", "us_socket_local_port"];
  return names.every((name) => typeof (value as Record<string, unknown>)[name] === "function");
}
