/** A chunked answer over node:http, a stream of DATA frames over node:http2. */
import { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import { ListenedStream } from "../listened-stream.js";
import type { HttpStream } from "../message.js";

export interface NodeStreamOwner {
  ended(): void;
  /** The stream cut the connection. */
  cut(): void;
}

export class NodeStream extends ListenedStream implements HttpStream {
  readonly #outgoing: ServerResponse | Http2ServerResponse;
  readonly #owner: NodeStreamOwner;
  #done = false;
  #bytesSent = 0;

  constructor(outgoing: ServerResponse | Http2ServerResponse, owner: NodeStreamOwner) {
    super();
    this.#outgoing = outgoing;
    this.#owner = owner;
    outgoing.on("drain", () => {
      if (!this.#done) this.tellDrain();
    });
  }

  get bytesSent(): number {
    return this.#bytesSent;
  }

  get bufferedBytes(): number {
    if (this.#done || !this.owesDrain) return 0;
    const outgoing = this.#outgoing;
    return outgoing instanceof ServerResponse ? outgoing.writableLength : (outgoing.stream?.writableLength ?? 0);
  }

  write(chunk: Buffer): boolean {
    if (this.#done || chunk.length === 0) return !this.owesDrain;
    const outgoing = this.#outgoing;
    this.#bytesSent += chunk.length;
    const fine = outgoing instanceof ServerResponse ? outgoing.write(chunk) : outgoing.write(chunk);
    if (!fine) this.owesDrain = true;
    return fine;
  }

  end(): void {
    if (this.#done) return;
    this.#done = true;
    this.#outgoing.end();
    this.#owner.ended();
  }

  destroy(): void {
    if (this.#done) return;
    this.#done = true;
    const outgoing = this.#outgoing;
    if (outgoing instanceof ServerResponse) outgoing.destroy();
    // Only `destroy` with an error resets the stream; `close` may still end it in good order before.
    else outgoing.stream?.destroy(new Error("the answer was cut off"));
    this.#owner.cut();
  }

  /** The peer went away. */
  gone(): void {
    if (this.#done) return;
    this.#done = true;
    this.tellClose();
  }
}
