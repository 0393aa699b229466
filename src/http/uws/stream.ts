/**
 * A chunked answer over uWebSockets.js. Hot path: thousands of watches get small frames.
 * Promises: frames written in one turn of the event loop leave in one cork (one TLS record, one system call); while
 * the socket is behind frames wait here, uncopied, and uWS holds at most one slice of `sliceBytes`.
 *
 * uWS cannot send headers before the first byte of a chunked body, so they travel with the first frame or the preamble.
 */
import { ListenedStream } from "../listened-stream.js";
import type { HttpStream } from "../message.js";
import { type HeadBlock, joinHead } from "../status-line.js";
import type { UwsResponseHandle } from "./binding.js";

/** uWS copies what the socket does not take: never give it more than this at once. */
const sliceBytes = 64 * 1024;

/** Follows the status line. */
export const closeLine = "\r\nConnection: close";

export interface UwsStreamOwner {
  mustClose(): boolean;
  /** Called right before the end is given to uWS. */
  ending(): void;
  ended(): void;
  /** The stream cut the connection. */
  cut(): void;
}

export class UwsStream extends ListenedStream implements HttpStream {
  sentPreamble = false;
  #handle: UwsResponseHandle | undefined;
  #head: HeadBlock | undefined;
  /** Nothing leaves before. */
  #open = false;
  #cut = false;
  #begun = false;
  readonly #owner: UwsStreamOwner;
  /** The frame not yet given to uWS: mostly there is one, and an array of it would be made anew for every event of every watcher. */
  #only: Buffer | undefined;
  /** Where there are more of them, all; those before `#next` are gone. */
  #queue: Buffer[] = [];
  #next = 0;
  #queuedBytes = 0;
  /** Bytes uWS may still hold, at most one slice. */
  #heldBytes = 0;
  #blocked = false;
  #scheduled = false;
  #ending = false;
  #bytesSent = 0;
  readonly #writeOut = (): void => this.#giveToSocket();

  constructor(handle: UwsResponseHandle, head: HeadBlock, owner: UwsStreamOwner) {
    super();
    this.#handle = handle;
    this.#head = head;
    this.#owner = owner;
    handle.onWritable(() => {
      this.#writable();
      return true;
    });
  }

  /** Its connection is known. */
  open(): void {
    this.#open = true;
    if (this.#cut) {
      this.destroy();
      return;
    }
    if (this.#ending || this.#queuedBytes > 0) this.#flush();
    if (!this.#blocked && this.#handle !== undefined) this.tellDrain();
  }

  get endsOnOpen(): boolean {
    return !this.#open && (this.#ending || this.#cut);
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  get bufferedBytes(): number {
    return this.#blocked || !this.#open ? this.#queuedBytes + this.#heldBytes : 0;
  }

  write(chunk: Buffer): boolean {
    if (this.#handle === undefined || this.#ending) return true;
    if (chunk.length > 0) {
      this.#enqueue(chunk);
      if (this.#blocked) this.owesDrain = true;
      else if (this.#queuedBytes < sliceBytes) this.#schedule();
      else if (this.#open) this.#flush();
      else {
        this.owesDrain = true;
        return false;
      }
    }
    return !this.#blocked;
  }

  #enqueue(chunk: Buffer): void {
    if (this.#queuedBytes === 0) this.#only = chunk;
    else {
      if (this.#only !== undefined) this.#queue.push(this.#only);
      this.#only = undefined;
      this.#queue.push(chunk);
    }
    this.#queuedBytes += chunk.length;
  }

  begin(preamble: Buffer): void {
    this.sentPreamble = true;
    this.write(preamble);
  }

  end(): void {
    if (this.#handle === undefined || this.#ending) return;
    this.#ending = true;
    if (!this.#blocked) this.#flush();
  }

  destroy(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    this.forgetClose();
    this.#cut = true;
    if (!this.#open) return;
    handle.close();
    this.#owner.cut();
  }

  /** The owner's news that the peer went away. */
  aborted(): void {
    this.#handle = undefined;
    this.#only = undefined;
    this.#queue = [];
    this.#queuedBytes = 0;
    this.#blocked = false;
    this.tellClose();
  }

  /** From the queue of this turn. */
  turnEnded(): void {
    this.#scheduled = false;
    if (!this.#blocked) this.#flush();
  }

  #schedule(): void {
    if (this.#scheduled) return;
    this.#scheduled = true;
    flushAtTurnEnd(this);
  }

  #flush(): void {
    if (this.#open) this.#handle?.cork(this.#writeOut);
  }

  #giveToSocket(): void {
    const handle = this.#handle;
    if (handle === undefined) return;
    if (this.#head !== undefined && (this.#queuedBytes > 0 || this.#ending)) {
      const last = this.#queuedBytes > 0 && this.#owner.mustClose();
      handle.writeStatus(last ? joinHead(this.#head, closeLine) : this.#head);
      this.#head = undefined;
    }
    const only = this.#only;
    if (only !== undefined) {
      this.#only = undefined;
      if (only.length > sliceBytes) this.#queue.push(only);
      else if (!this.#take(handle, only)) return;
    }
    while (this.#next < this.#queue.length) {
      const frame = this.#queue[this.#next]!;
      const slice = frame.length > sliceBytes ? frame.subarray(0, sliceBytes) : frame;
      if (slice === frame) this.#next += 1;
      else this.#queue[this.#next] = frame.subarray(sliceBytes);
      if (!this.#take(handle, slice)) {
        this.#dropSent();
        return;
      }
    }
    if (this.#next > 0) {
      this.#queue = [];
      this.#next = 0;
    }
    if (this.#ending) {
      this.#handle = undefined;
      // Told to close, uWS writes a header: in the middle of a chunked body that is garbage. A stream that has begun
      // leaves its socket to the listener, which closes the idle ones.
      this.#owner.ending();
      handle.end(undefined, !this.#begun && this.#owner.mustClose());
      this.#owner.ended();
    }
  }

  /** False: the socket is behind, and uWS holds the slice. */
  #take(handle: UwsResponseHandle, slice: Buffer): boolean {
    this.#queuedBytes -= slice.length;
    this.#bytesSent += slice.length;
    this.#begun = true;
    if (handle.write(slice)) return true;
    this.#blocked = true;
    this.owesDrain = true;
    this.#heldBytes = slice.length;
    return false;
  }

  /** Also called without need; uWS drains its own rest only when something is written or an empty cork ends. */
  #writable(): void {
    if (this.#handle === undefined) return;
    this.#blocked = false;
    this.#heldBytes = 0;
    this.#flush();
    if (!this.#blocked && this.#handle !== undefined) this.tellDrain();
  }

  #dropSent(): void {
    if (this.#next < 64) return;
    this.#queue = this.#queue.slice(this.#next);
    this.#next = 0;
  }
}

/** Streams with frames to send at the end of this turn of the event loop: the first `waitingCount`. Its places are kept. */
const waiting: (UwsStream | undefined)[] = [];
let waitingCount = 0;

/** One microtask for all of them: making one costs more than passing a frame on. */
function flushAtTurnEnd(stream: UwsStream): void {
  waiting[waitingCount++] = stream;
  // Unlike `queueMicrotask` it makes no record of who asked.
  if (waitingCount === 1) void settled.then(flushWaiting);
}

const settled = Promise.resolve();

/** Who is added meanwhile is served as well. */
function flushWaiting(): void {
  try {
    for (let at = 0; at < waitingCount; at++) {
      const stream = waiting[at];
      waiting[at] = undefined;
      stream?.turnEnded();
    }
  } finally {
    waitingCount = 0;
  }
  if (waiting.length > keptPlaces) waiting.length = keptPlaces;
}

/** A turn with more watchers than that makes places anew. */
const keptPlaces = 16 * 1024;

/** Stands in where there is nobody to stream to: a HEAD request, or a peer that is gone. */
export class DeadStream implements HttpStream {
  readonly bufferedBytes = 0;
  write(): boolean {
    return true;
  }
  onDrain(): void {}
  onClose(): void {}
  end(): void {}
  destroy(): void {}
}

/** For the answer that must go out whole because its end has to close the connection. */
export class GatheringStream implements HttpStream {
  readonly bufferedBytes = 0;
  #parts: Buffer[] | undefined = [];
  readonly #send: (parts: readonly Buffer[]) => void;

  constructor(send: (parts: readonly Buffer[]) => void) {
    this.#send = send;
  }

  write(chunk: Buffer): boolean {
    this.#parts?.push(chunk);
    return true;
  }

  onDrain(): void {}

  onClose(): void {}

  end(): void {
    const parts = this.#parts;
    this.#parts = undefined;
    if (parts !== undefined) this.#send(parts);
  }

  destroy(): void {
    this.end();
  }
}
