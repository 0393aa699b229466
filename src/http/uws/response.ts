/**
 * An answer over uWebSockets.js. Hot path: `send` inside the uWS callback is one native call for the head and one for
 * the body. uWS rules kept here: nothing is called on the handle after it ended or aborted; outside of the uWS
 * callback every write is corked; a large body goes out by `tryEnd`, which takes what the socket takes, and goes on
 * when uWS says the socket is writable. What the handler answers at once is held back until its connection is known.
 */
import type { BodyCollector } from "../body-collector.js";
import type { HeaderList, HttpResponse, HttpStream, WebSocketOptions } from "../message.js";
import { type HeadBlock, headBlock, isBodyless, joinHead } from "../status-line.js";
import type { UwsResponseHandle, UwsSocketContext } from "./binding.js";
import type { UwsConnection, UwsInFlight } from "./connections.js";
import { isClosed } from "./remote-address.js";
import type { UwsRequest } from "./request.js";
import { closeLine, DeadStream, GatheringStream, UwsStream, type UwsStreamOwner } from "./stream.js";
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
  readonly request: Pick<UwsRequest, "bodyCollector" | "joined" | "release">;
  /** Set when the request is a good WebSocket handshake. */
  readonly handshake?: UwsHandshake | undefined;
  /** Its connection stays unknown: the answer goes out without waiting, and ends the connection. */
  readonly unjoined: boolean;
}

export interface UwsHandshake {
  readonly key: string;
  readonly context: UwsSocketContext;
}

export class UwsResponse implements HttpResponse, UwsInFlight {
  #handle: UwsResponseHandle | undefined;
  readonly #exchange: UwsExchange;
  #connection: UwsConnection | undefined;
  /** False while what is answered must wait for `join`. */
  #mayLeave: boolean;
  #held: (() => void) | undefined;
  /** uWS has corked the socket. */
  #corked: boolean;
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
    this.#mayLeave = exchange.unjoined;
    this.#corked = exchange.unjoined;
    const { handshake } = exchange;
    if (handshake !== undefined) this.openWebSocket = (options) => this.#upgrade(handshake, options);
  }

  get finished(): boolean {
    return this.#finished || this.#held !== undefined || (this.#stream instanceof UwsStream && this.#stream.endsOnOpen);
  }

  get bytesSent(): number {
    return this.#stream === undefined ? this.#bytesSent : this.#stream.bytesSent;
  }

  get body(): BodyCollector | undefined {
    return this.#exchange.request.bodyCollector;
  }

  get behind(): boolean {
    return this.#started && !this.#finished && (this.#stream === undefined || this.#stream.bufferedBytes > 0);
  }

  get isGone(): boolean {
    return this.#handle === undefined || isClosed(this.#handle);
  }

  /** The handler has answered, and nothing left yet. */
  get held(): boolean {
    return this.#held !== undefined;
  }

  /** It was joined, or its peer is gone. */
  get isLeaving(): boolean {
    return this.#mayLeave || this.#finished;
  }

  join(connection: UwsConnection): void {
    this.#connection = connection;
    this.#exchange.request.joined(connection.remoteAddress);
    this.#mayLeave = true;
    const held = this.#held;
    if (held !== undefined) {
      this.#held = undefined;
      this.#corked = true;
      held();
      this.#corked = false;
    } else if (this.#stream instanceof UwsStream) this.#stream.open();
  }

  /** False where an upgrade would have to wait for `UwsConnection.upgrade`. */
  get hasCompany(): boolean {
    return this.#connection?.hasCompany ?? false;
  }

  onFinished(listener: (completed: boolean) => void): void {
    if (this.#finished) listener(this.#completed);
    else if (this.#listeners === undefined) this.#listeners = [listener];
    else this.#listeners.push(listener);
  }

  send(status: number, headers: HeaderList, body: Buffer | string): void {
    if (!this.#mayLeave) {
      this.#hold(() => this.send(status, headers, body));
      return;
    }
    if (body.length > largeBodyBytes) {
      this.sendParts(status, headers, [typeof body === "string" ? Buffer.from(body) : body]);
      return;
    }
    const handle = this.#start();
    if (handle === undefined) return;
    const head = headBlock(status, headers);
    if (this.#corked) this.#sendWhole(handle, status, head, body);
    else handle.cork(() => this.#sendWhole(handle, status, head, body));
  }

  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void {
    if (!this.#mayLeave) {
      this.#hold(() => this.sendParts(status, headers, parts));
      return;
    }
    const handle = this.#start();
    if (handle === undefined) return;
    let total = 0;
    for (const part of parts) total += part.length;
    const head = headBlock(status, headers);
    handle.cork(() => {
      if (this.#exchange.unjoined) {
        this.#sendWhole(handle, status, head, Buffer.concat(parts));
        return;
      }
      if (total === 0 || this.#exchange.isHead || isBodyless(status)) {
        this.#sendWhole(handle, status, head, nothing, total);
        return;
      }
      handle.writeStatus(this.#mustClose() ? joinHead(head, closeLine) : head);
      this.#pour(handle, parts, total);
    });
  }

  stream(status: number, headers: HeaderList, preamble?: Buffer): HttpStream {
    const handle = this.#start();
    if (handle === undefined) return new DeadStream();
    const head = headBlock(status, headers);
    if (this.#exchange.isHead || isBodyless(status)) {
      const endAtOnce = () => handle.cork(() => this.#endWithoutBody(handle, head));
      if (this.#mayLeave) endAtOnce();
      else this.#held = endAtOnce;
      return new DeadStream();
    }
    if (this.#exchange.unjoined) {
      return new GatheringStream((parts) =>
        handle.cork(() => this.#sendWhole(handle, status, head, Buffer.concat(parts))),
      );
    }
    const stream = new UwsStream(handle, head, this.#streamOwner());
    if (this.#mayLeave) stream.open();
    this.#stream = stream;
    if (preamble !== undefined) stream.begin(preamble);
    return stream;
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
    const connection = this.#connection;
    this.#connection = undefined;
    this.#exchange.request.release();
    connection?.upgrade(() => handle.upgrade<UwsSocketData>({ stream }, key, protocol ?? "", "", context));
    return stream;
  }

  /** For a request no handler should see. */
  refuse(status: number): void {
    this.#closing = true;
    this.send(status, [], "");
  }

  /** The handler returned without finishing: from now on the socket is no longer corked by uWS. */
  leaveCallback(): void {
    this.#corked = false;
  }

  /** uWS told that the peer is gone, or the listener closed. */
  aborted(): void {
    if (this.#finished) return;
    const stream = this.#stream;
    this.#finish(false);
    if (stream instanceof UwsStream) stream.aborted();
  }

  #hold(answer: () => void): void {
    if (this.#finished) return;
    if (this.#started || this.#held !== undefined) throw new Error("a response was sent twice");
    this.#held = answer;
  }

  #streamOwner(): UwsStreamOwner {
    return {
      mustClose: () => this.#mustClose(),
      ending: () => this.#connection?.answering(),
      ended: () => this.#finish(true),
      cut: () => this.aborted(),
    };
  }

  #start(): UwsResponseHandle | undefined {
    if (this.#finished) return undefined;
    if (this.#started) throw new Error("a response was sent twice");
    this.#started = true;
    // A body nobody will read must not leave the socket paused, and the handle is still valid here.
    this.#exchange.request.bodyCollector?.abandon();
    return this.#handle;
  }

  #sendWhole(handle: UwsResponseHandle, status: number, head: HeadBlock, body: Buffer | string, total?: number): void {
    const close = this.#mustClose();
    // Only `end` closes, and an answer whose connection is unknown must not leave it open.
    if (!this.#exchange.unjoined && (this.#exchange.isHead || isBodyless(status))) {
      // `endWithoutBody` with a length waits for that body for ever, and with none has no way to close.
      const length = isBodyless(status) ? "" : `\r\nContent-Length: ${total ?? Buffer.byteLength(body)}`;
      this.#endWithoutBody(handle, joinHead(head, close ? length + closeLine : length));
      return;
    }
    handle.writeStatus(head);
    this.#connection?.answering();
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    handle.end(bytes, close);
    this.#bytesSent = bytes.length;
    this.#finish(true);
  }

  #endWithoutBody(handle: UwsResponseHandle, head: HeadBlock): void {
    handle.writeStatus(head);
    this.#connection?.answering();
    handle.endWithoutBody();
    this.#finish(true);
  }

  /** Hands over as much as the socket takes, and comes back for the rest whenever it is writable. */
  #pour(handle: UwsResponseHandle, parts: readonly Buffer[], total: number): void {
    let index = parts.findIndex((part) => part.length > 0);
    let offset = 0;
    const pour = (): boolean => {
      for (;;) {
        const part = parts[index]!;
        const before = this.#bytesSent;
        this.#connection?.answering();
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
    const body = this.#exchange.request.bodyCollector;
    return (
      this.#closing ||
      this.#exchange.unjoined ||
      this.#exchange.listener.draining ||
      (body !== undefined && !body.drainable)
    );
  }

  #finish(completed: boolean): void {
    if (this.#finished) return;
    this.#finished = true;
    this.#completed = completed;
    this.#handle = undefined;
    this.#held = undefined;
    const connection = this.#connection;
    this.#connection = undefined;
    if (completed) connection?.answered();
    this.#exchange.request.release();
    if (!completed) this.#exchange.request.bodyCollector?.abort();
    const listeners = this.#listeners;
    if (listeners === undefined) return;
    this.#listeners = undefined;
    for (const listener of listeners) listener(completed);
  }
}
