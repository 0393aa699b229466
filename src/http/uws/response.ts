/**
 * An answer over uWebSockets.js. Hot path: `send` inside the uWS callback is one native call for the head and one for
 * the body. uWS rules kept here: nothing is called on the handle after it ended or aborted; outside of the uWS
 * callback every write is corked; a large body goes out by `tryEnd`, which takes what the socket takes, and goes on
 * when uWS says the socket is writable.
 */
import type { BodyCollector } from "../body-collector.js";
import type { HeaderList, HttpResponse, HttpStream, WebSocketOptions } from "../message.js";
import { headBlock, isBodyless } from "../status-line.js";
import type { UwsResponseHandle, UwsSocketContext } from "./binding.js";
import { closeLine, DeadStream, UwsStream } from "./stream.js";
import { type UwsSocketData, UwsWebSocketStream } from "./websocket.js";

/** `end` copies what the socket does not take; a body above this size goes by `tryEnd`, which copies nothing. */
const largeBodyBytes = 64 * 1024;
const nothing = Buffer.alloc(0);

/** What all connections of one listener share. */
export interface UwsListenerState {
  /** After `stopAccepting`: each answer ends its connection. */
  draining: boolean;
}

export interface UwsExchange {
  readonly isHead: boolean;
  readonly listener: UwsListenerState;
  /** Set when the request came with a body. */
  readonly body: BodyCollector | undefined;
  /** Set when the request is a good WebSocket handshake. */
  readonly handshake?: UwsHandshake | undefined;
  /** The handle is unusable from now on. */
  release(): void;
}

export interface UwsHandshake {
  readonly key: string;
  readonly context: UwsSocketContext;
}

export class UwsResponse implements HttpResponse {
  #handle: UwsResponseHandle | undefined;
  readonly #exchange: UwsExchange;
  #inCallback = true;
  #closing = false;
  #started = false;
  #finished = false;
  #bytesSent = 0;
  #listeners: ((completed: boolean) => void)[] | undefined;
  #completed = false;
  #stream: UwsStream | UwsWebSocketStream | undefined;
  readonly openWebSocket: ((options: WebSocketOptions) => HttpStream) | undefined;

  constructor(handle: UwsResponseHandle, exchange: UwsExchange) {
    this.#handle = handle;
    this.#exchange = exchange;
    const { handshake } = exchange;
    if (handshake !== undefined) this.openWebSocket = (options) => this.#upgrade(handshake, options);
  }

  get finished(): boolean {
    return this.#finished;
  }

  get bytesSent(): number {
    return this.#stream === undefined ? this.#bytesSent : this.#stream.bytesSent;
  }

  onFinished(listener: (completed: boolean) => void): void {
    if (this.#finished) listener(this.#completed);
    else if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  send(status: number, headers: HeaderList, body: Buffer | string): void {
    if (body.length > largeBodyBytes) {
      this.sendParts(status, headers, [typeof body === "string" ? Buffer.from(body) : body]);
      return;
    }
    const handle = this.#start();
    if (handle === undefined) return;
    const head = headBlock(status, headers);
    if (this.#inCallback) this.#sendWhole(handle, status, head, body);
    else handle.cork(() => this.#sendWhole(handle, status, head, body));
  }

  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void {
    const handle = this.#start();
    if (handle === undefined) return;
    let total = 0;
    for (const part of parts) total += part.length;
    const head = headBlock(status, headers);
    handle.cork(() => {
      if (total === 0 || this.#exchange.isHead || isBodyless(status)) {
        this.#sendWhole(handle, status, head, nothing, total);
        return;
      }
      handle.writeStatus(this.#mustClose() ? head + closeLine : head);
      this.#pour(handle, parts, total);
    });
  }

  stream(status: number, headers: HeaderList, preamble?: Buffer): HttpStream {
    const handle = this.#start();
    if (handle === undefined) return new DeadStream();
    if (this.#exchange.isHead || isBodyless(status)) {
      handle.cork(() => {
        handle.writeStatus(headBlock(status, headers));
        handle.endWithoutBody();
      });
      this.#finish(true);
      return new DeadStream();
    }
    const stream = new UwsStream(handle, headBlock(status, headers), {
      mustClose: () => this.#mustClose(),
      ended: () => this.#finish(true),
      cut: () => this.aborted(),
    });
    this.#stream = stream;
    if (preamble !== undefined) stream.write(preamble);
    return stream;
  }

  /** The response became a WebSocket: its handle is gone, though the exchange goes on. */
  get upgraded(): boolean {
    return this.#handle === undefined;
  }

  #upgrade({ key, context }: UwsHandshake, { protocol, text }: WebSocketOptions): HttpStream {
    const handle = this.#start();
    if (handle === undefined) return new DeadStream();
    const stream = new UwsWebSocketStream(!text, {
      ended: () => this.#finish(true),
      cut: () => this.#finish(false),
    });
    this.#stream = stream;
    this.#handle = undefined;
    this.#exchange.release();
    handle.cork(() => handle.upgrade<UwsSocketData>({ stream }, key, protocol ?? "", "", context));
    return stream;
  }

  /** For a request no handler should see. */
  refuse(status: number): void {
    this.#closing = true;
    this.send(status, [], "");
  }

  /** The handler returned without finishing: from now on the socket is no longer corked by uWS. */
  leaveCallback(): void {
    this.#inCallback = false;
  }

  /** uWS told that the peer is gone, or the listener closed. */
  aborted(): void {
    if (this.#finished) return;
    const stream = this.#stream;
    this.#finish(false);
    if (stream instanceof UwsStream) stream.aborted();
  }

  #start(): UwsResponseHandle | undefined {
    if (this.#finished) return undefined;
    if (this.#started) throw new Error("a response was sent twice");
    this.#started = true;
    // A body nobody will read must not leave the socket paused, and the handle is still valid here.
    this.#exchange.body?.abandon();
    return this.#handle;
  }

  #sendWhole(handle: UwsResponseHandle, status: number, head: string, body: Buffer | string, total?: number): void {
    const close = this.#mustClose();
    if (this.#exchange.isHead || isBodyless(status)) {
      // `endWithoutBody` with a length waits for that body for ever, and with none has no way to close.
      const length = isBodyless(status) ? "" : `\r\nContent-Length: ${total ?? Buffer.byteLength(body)}`;
      handle.writeStatus(`${head}${length}${close ? closeLine : ""}`);
      handle.endWithoutBody();
    } else {
      handle.writeStatus(head);
      handle.end(body, close);
      this.#bytesSent = typeof body === "string" ? Buffer.byteLength(body) : body.length;
    }
    this.#finish(true);
  }

  /** Hands over as much as the socket takes, and comes back for the rest whenever it is writable. */
  #pour(handle: UwsResponseHandle, parts: readonly Buffer[], total: number): void {
    let index = 0;
    let offset = 0;
    const pour = (): boolean => {
      for (;;) {
        const part = parts[index]!;
        const before = this.#bytesSent;
        const [ok, done] = handle.tryEnd(offset === 0 ? part : part.subarray(offset), total);
        if (done) {
          this.#bytesSent = total;
          this.#finish(true);
          return true;
        }
        this.#bytesSent = handle.getWriteOffset();
        offset += this.#bytesSent - before;
        while (index < parts.length && offset >= parts[index]!.length) {
          offset -= parts[index]!.length;
          index += 1;
        }
        if (!ok) return false;
      }
    };
    handle.onWritable(pour);
    pour();
  }

  #mustClose(): boolean {
    const body = this.#exchange.body;
    return this.#closing || this.#exchange.listener.draining || (body !== undefined && !body.drainable);
  }

  #finish(completed: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#completed = completed;
    this.#handle = undefined;
    this.#exchange.release();
    if (!completed) this.#exchange.body?.abort();
    const listeners = this.#listeners;
    if (listeners === undefined) return;
    this.#listeners = undefined;
    for (const listener of listeners) listener(completed);
  }
}
