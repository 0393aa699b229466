/**
 * A WebSocket over uWebSockets.js, as a stream of messages. While the socket is behind messages wait here; uWS holds at most the one that
 * did not fit.
 */
import { ListenedStream } from "../listened-stream.js";
import type { HttpStream } from "../message.js";
import { maxWebSocketMessageBytes, webSocketIdleSeconds } from "../websocket-handshake.js";
import type { UwsWebSocketBehaviour, UwsWebSocketHandle } from "./binding.js";
import type { UwsStreamOwner } from "./stream.js";

/** What uWS keeps for us with each socket. */
export interface UwsSocketData {
  readonly stream: UwsWebSocketStream;
}

type Handle = UwsWebSocketHandle<UwsSocketData>;

export function webSocketBehaviour(
  upgrade: UwsWebSocketBehaviour<UwsSocketData>["upgrade"],
): UwsWebSocketBehaviour<UwsSocketData> {
  return {
    maxPayloadLength: maxWebSocketMessageBytes,
    idleTimeout: webSocketIdleSeconds,
    sendPingsAutomatically: true,
    maxBackpressure: 0,
    compression: 0,
    upgrade,
    open: (socket) => socket.getUserData().stream.opened(socket),
    drain: (socket) => socket.getUserData().stream.drained(),
    close: (socket) => socket.getUserData().stream.closed(),
  };
}

const goodbye = 1000;

export class UwsWebSocketStream extends ListenedStream implements HttpStream {
  readonly #owner: Pick<UwsStreamOwner, "ended" | "cut">;
  readonly #binary: boolean;
  #handle: Handle | undefined;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #blocked = false;
  #ending = false;
  #bytesSent = 0;

  constructor(binary: boolean, owner: Pick<UwsStreamOwner, "ended" | "cut">) {
    super();
    this.#binary = binary;
    this.#owner = owner;
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  get bufferedBytes(): number {
    return this.#blocked ? this.#queuedBytes + (this.#handle?.getBufferedAmount() ?? 0) : 0;
  }

  write(chunk: Buffer): boolean {
    if (this.#handle === undefined || this.#ending) return true;
    if (this.#blocked) {
      this.#queue.push(chunk);
      this.#queuedBytes += chunk.length;
    } else this.#send(this.#handle, chunk);
    if (this.#blocked) this.owesDrain = true;
    return !this.#blocked;
  }

  end(): void {
    if (this.#handle === undefined || this.#ending) return;
    this.#ending = true;
    if (!this.#blocked) this.#handle.end(goodbye, "");
  }

  destroy(): void {
    if (this.#handle === undefined) return;
    this.forgetClose();
    this.#handle.close();
  }

  opened(handle: Handle): void {
    this.#handle = handle;
  }

  drained(): void {
    const handle = this.#handle;
    if (handle === undefined || handle.getBufferedAmount() > 0) return;
    this.#blocked = false;
    const waiting = this.#queue;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const chunk of waiting) {
      if (this.#blocked) {
        this.#queue.push(chunk);
        this.#queuedBytes += chunk.length;
      } else this.#send(handle, chunk);
    }
    if (this.#blocked) return;
    if (this.#ending) handle.end(goodbye, "");
    else this.tellDrain();
  }

  /** By either side, or by the listener. */
  closed(): void {
    if (this.#handle === undefined) return;
    this.#handle = undefined;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#blocked = false;
    if (this.#ending) {
      this.#owner.ended();
      return;
    }
    this.#owner.cut();
    this.tellClose();
  }

  #send(handle: Handle, chunk: Buffer): void {
    this.#bytesSent += chunk.length;
    if (handle.send(chunk, this.#binary, false) !== 1) this.#blocked = true;
  }
}
