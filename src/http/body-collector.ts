/**
 * Gathers a request body that a transport pushes in. Promises: at most `holdBytes` are kept before somebody asks for
 * the body (the transport is paused then), at most the reader's limit afterwards; a body that is too large, stalls or
 * breaks off ends in one `BodyError`.
 */
import { BodyError, type BodyFault } from "./message.js";

export interface BodySource {
  pause(): void;
  resume(): void;
}

/** Kept for a handler that has not asked yet, because it first authenticates. */
export const holdBytes = 64 * 1024;
/**
 * A rest of this size is read and thrown away to save the connection; a larger one costs the client its connection. Closed while the
 * client still sends, it may be reset before the client has read its refusal: Go's clients report a broken pipe then, not the 413.
 */
export const drainableBytes = 16 * 1024 * 1024;

export class BodyCollector {
  #chunks: Buffer[] = [];
  #received = 0;
  #complete = false;
  #paused = false;
  #fault: BodyFault | undefined;
  #limit: number | undefined;
  #settle: { resolve(body: Buffer): void; reject(error: BodyError): void } | undefined;
  readonly #announced: number | undefined;
  readonly #source: BodySource;
  readonly #stalls: StallWatch;
  /** The watch's own mark: unchanged between looks means no progress. */
  idleTicks = 0;

  /** `announced`: Content-Length, when there was one. */
  constructor(announced: number | undefined, source: BodySource, stalls: StallWatch) {
    this.#announced = announced;
    this.#source = source;
    this.#stalls = stalls;
    if (announced === 0) this.#complete = true;
  }

  /** False once chunks would only be thrown away: a transport then need not copy them. */
  get wanted(): boolean {
    return this.#fault === undefined && !this.#complete;
  }

  /** True when the connection can serve another request after an answer given now. */
  get drainable(): boolean {
    if (this.#complete) return true;
    return this.#announced !== undefined && this.#announced - this.#received <= drainableBytes;
  }

  read(limitBytes: number): Promise<Buffer> {
    if (this.#limit !== undefined) return Promise.reject(new Error("a request body can be read only once"));
    this.#limit = limitBytes;
    if (this.#fault !== undefined) return Promise.reject(new BodyError(this.#fault));
    if (Math.max(this.#announced ?? 0, this.#received) > limitBytes) {
      this.#discard("TooLarge");
      return Promise.reject(new BodyError("TooLarge"));
    }
    if (this.#complete) return Promise.resolve(this.#take());
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
      this.#stalls.add(this);
      this.#setPaused(false);
    });
  }

  /** `chunk` must stay valid: the transport copies where its memory is borrowed. */
  push(chunk: Buffer): void {
    if (!this.wanted || chunk.length === 0) return;
    this.#received += chunk.length;
    this.idleTicks = 0;
    if (this.#limit !== undefined && this.#received > this.#limit) {
      this.#fail("TooLarge");
      return;
    }
    this.#chunks.push(chunk);
    if (this.#limit === undefined && this.#received > holdBytes) this.#setPaused(true);
  }

  end(): void {
    if (!this.wanted) return;
    this.#complete = true;
    this.#stalls.remove(this);
    this.#settle?.resolve(this.#take());
    this.#settle = undefined;
  }

  abort(): void {
    if (this.wanted) this.#fail("Aborted");
  }

  /** Called by the watch. */
  stall(): void {
    if (this.wanted) this.#fail("Timeout");
  }

  /** The answer is out: whatever still comes is thrown away, and must not stay stuck in the transport. */
  abandon(): void {
    if (this.wanted) this.#discard("Aborted");
    this.#settle?.reject(new BodyError("Aborted"));
    this.#settle = undefined;
  }

  #fail(fault: BodyFault): void {
    this.#discard(fault);
    this.#settle?.reject(new BodyError(fault));
    this.#settle = undefined;
  }

  #discard(fault: BodyFault): void {
    this.#fault = fault;
    this.#chunks = [];
    this.#stalls.remove(this);
    this.#setPaused(false);
  }

  #setPaused(paused: boolean): void {
    if (paused === this.#paused) return;
    this.#paused = paused;
    if (paused) this.#source.pause();
    else this.#source.resume();
  }

  #take(): Buffer {
    const chunks = this.#chunks;
    this.#chunks = [];
    return chunks.length === 1 ? chunks[0]! : Buffer.concat(chunks);
  }
}

const looksPerTimeout = 4;

/** One timer for all bodies being read by a listener; it exists only while there are any. */
export class StallWatch {
  readonly #timeoutMs: number;
  readonly #reading = new Set<BodyCollector>();
  #timer: NodeJS.Timeout | undefined;

  constructor(timeoutMs: number) {
    this.#timeoutMs = timeoutMs;
  }

  add(body: BodyCollector): void {
    body.idleTicks = 0;
    this.#reading.add(body);
    this.#timer ??= setInterval(() => this.#look(), Math.max(1, this.#timeoutMs / looksPerTimeout)).unref();
  }

  remove(body: BodyCollector): void {
    this.#reading.delete(body);
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #look(): void {
    if (this.#reading.size === 0) {
      this.close();
      return;
    }
    for (const body of this.#reading) {
      body.idleTicks += 1;
      if (body.idleTicks > looksPerTimeout) body.stall();
    }
  }
}
