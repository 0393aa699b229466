/**
 * A response that remembers its status, for metrics of paths that are not hot. Passes everything on.
 */
import type { HeaderList, HttpResponse, HttpStream, WebSocketOptions } from "../http/message.js";

export class ObservedResponse implements HttpResponse {
  readonly #inner: HttpResponse;
  /** 0 until something was sent. */
  status = 0;

  constructor(inner: HttpResponse) {
    this.#inner = inner;
  }
  get finished(): boolean {
    return this.#inner.finished;
  }
  get bytesSent(): number {
    return this.#inner.bytesSent;
  }
  onFinished(listener: (completed: boolean) => void): void {
    this.#inner.onFinished(listener);
  }
  send(status: number, headers: HeaderList, body: Buffer | string): void {
    this.status = status;
    this.#inner.send(status, headers, body);
  }
  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void {
    this.status = status;
    this.#inner.sendParts(status, headers, parts);
  }
  stream(status: number, headers: HeaderList, preamble?: Buffer): HttpStream {
    this.status = status;
    return this.#inner.stream(status, headers, preamble);
  }
  get openWebSocket(): ((options: WebSocketOptions) => HttpStream) | undefined {
    const open = this.#inner.openWebSocket;
    if (open === undefined) return undefined;
    return (options) => {
      this.status = 101;
      return open(options);
    };
  }
}
