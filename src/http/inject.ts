/**
 * Dispatches a request to a handler in this process, without a socket: for tests. Keeps the promises of message.ts,
 * back-pressure included: a reader that pauses makes `HttpStream.write` answer false past `windowBytes`.
 */
import { BodyCollector, StallWatch } from "./body-collector.js";
import { linesBeginning } from "./header-lines.js";
import type { Handler, HeaderList, HttpRequest, HttpResponse, HttpStream } from "./message.js";
import { isBodyless } from "./status-line.js";

export interface InjectOptions {
  /** Default GET. */
  readonly method?: string;
  /** Path and query as they stand in a request line. */
  readonly url: string;
  /** Name, value, name, value …; names in any case. */
  readonly headers?: HeaderList;
  readonly body?: Buffer | string;
  readonly remoteAddress?: string;
  readonly secure?: boolean;
  /** Bytes an unread stream may hold before its writer is told to wait. Default 64 KiB. */
  readonly windowBytes?: number;
}

export interface InjectedAnswer {
  readonly status: number;
  readonly headers: HeaderList;
  /** First value of that name, in any case. */
  header(name: string): string | undefined;
}

export interface InjectedExchange {
  /** Resolves when the headers are out; rejects when the server cut the connection before. */
  readonly answer: Promise<InjectedAnswer>;
  /** The whole body as text, once it has ended. Rejects when the connection was cut. */
  text(): Promise<string>;
  /** Chunks as they come. Throws when the connection was cut. */
  chunks(): AsyncIterableIterator<Buffer>;
  /** The peer goes away. */
  abort(): void;
}

export function inject(handler: Handler, options: InjectOptions): InjectedExchange {
  const stalls = new StallWatch(0);
  const request = new InjectedRequest(options, stalls);
  const exchange = new Exchange(request, options.windowBytes ?? 64 * 1024);
  handler(request, exchange);
  request.deliver(options.body);
  return exchange;
}

/** The common case: one answer, read to its end. */
export async function injectWhole(
  handler: Handler,
  options: InjectOptions,
): Promise<InjectedAnswer & { readonly body: string }> {
  const exchange = inject(handler, options);
  const answer = await exchange.answer;
  return { ...answer, body: await exchange.text() };
}

class InjectedRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly collector: BodyCollector | undefined;
  readonly #headers = new Map<string, string>();
  readonly #lines: HeaderList;

  constructor(options: InjectOptions, stalls: StallWatch) {
    this.method = options.method ?? "GET";
    const mark = options.url.indexOf("?");
    this.path = mark === -1 ? options.url : options.url.slice(0, mark);
    this.query = mark === -1 ? "" : options.url.slice(mark + 1);
    this.remoteAddress = options.remoteAddress ?? "127.0.0.1";
    this.secure = options.secure ?? true;
    const headers = options.headers ?? [];
    this.#lines = headers;
    for (let index = 0; index + 1 < headers.length; index += 2) this.#add(headers[index]!, headers[index + 1]!);
    if (options.body === undefined) return;
    const length = Buffer.byteLength(options.body);
    if (!this.#headers.has("content-length")) this.#headers.set("content-length", String(length));
    this.collector = new BodyCollector(length, { pause: () => {}, resume: () => {} }, stalls);
  }

  header(name: string): string | undefined {
    return this.#headers.get(name);
  }

  headerLines(prefix: string): readonly (readonly [string, string])[] {
    return linesBeginning(this.#lines, prefix);
  }

  body(limitBytes: number): Promise<Buffer> {
    return this.collector === undefined ? Promise.resolve(Buffer.alloc(0)) : this.collector.read(limitBytes);
  }

  deliver(body: Buffer | string | undefined): void {
    if (body === undefined) return;
    this.collector?.push(typeof body === "string" ? Buffer.from(body) : body);
    this.collector?.end();
  }

  #add(name: string, value: string): void {
    if (value === "") return;
    const lower = name.toLowerCase();
    const earlier = this.#headers.get(lower);
    this.#headers.set(lower, earlier === undefined ? value : `${earlier}, ${value}`);
  }
}

class Exchange implements HttpResponse, InjectedExchange {
  readonly answer: Promise<InjectedAnswer>;
  bytesSent = 0;
  readonly #request: InjectedRequest;
  readonly #windowBytes: number;
  #answered: { resolve(answer: InjectedAnswer): void; reject(error: Error): void };
  #started = false;
  #completed: boolean | undefined;
  #queue: Buffer[] = [];
  #queuedBytes = 0;
  #behind = false;
  #wake: (() => void) | undefined;
  #finishedListeners: ((completed: boolean) => void)[] = [];
  #onDrain: (() => void) | undefined;
  #onClose: (() => void) | undefined;

  constructor(request: InjectedRequest, windowBytes: number) {
    this.#request = request;
    this.#windowBytes = windowBytes;
    this.#answered = { resolve: () => {}, reject: () => {} };
    this.answer = new Promise((resolve, reject) => {
      this.#answered = { resolve, reject };
    });
    // A test may look only at the handler; its cut connection is then no unhandled rejection.
    this.answer.catch(() => {});
  }

  get finished(): boolean {
    return this.#completed !== undefined;
  }

  onFinished(listener: (completed: boolean) => void): void {
    if (this.#completed === undefined) this.#finishedListeners.push(listener);
    else listener(this.#completed);
  }

  send(status: number, headers: HeaderList, body: Buffer | string): void {
    this.sendParts(status, headers, [typeof body === "string" ? Buffer.from(body) : body]);
  }

  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void {
    if (this.finished) return;
    let total = 0;
    for (const part of parts) total += part.length;
    this.#start(status, isBodyless(status) ? headers : [...headers, "Content-Length", String(total)]);
    if (!this.#bodyless(status)) for (const part of parts) this.#push(part);
    this.#finish(true);
  }

  stream(status: number, headers: HeaderList): HttpStream {
    if (!this.finished) {
      this.#start(status, headers);
      if (this.#bodyless(status)) this.#finish(true);
    }
    return this.#stream();
  }

  async text(): Promise<string> {
    const chunks: Buffer[] = [];
    for await (const chunk of this.chunks()) chunks.push(chunk);
    return Buffer.concat(chunks).toString();
  }

  async *chunks(): AsyncIterableIterator<Buffer> {
    for (;;) {
      const chunk = this.#queue.shift();
      if (chunk !== undefined) {
        this.#taken(chunk.length);
        yield chunk;
        continue;
      }
      if (this.#completed === false) throw new Error("the connection was cut");
      if (this.#completed === true) return;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }

  abort(): void {
    if (this.finished) return;
    const onClose = this.#onClose;
    this.#onClose = undefined;
    this.#finish(false);
    onClose?.();
  }

  #stream(): HttpStream {
    const queuedBytes = () => this.#queuedBytes;
    return {
      write: (chunk) => {
        if (!this.finished && chunk.length > 0) this.#push(chunk);
        this.#behind = !this.finished && this.#queuedBytes > this.#windowBytes;
        return !this.#behind;
      },
      get bufferedBytes() {
        return queuedBytes();
      },
      onDrain: (listener) => {
        this.#onDrain = listener;
      },
      onClose: (listener) => {
        this.#onClose = listener;
      },
      end: () => this.#finish(true),
      destroy: () => this.#finish(false),
    };
  }

  #bodyless(status: number): boolean {
    return this.#request.method === "HEAD" || isBodyless(status);
  }

  #start(status: number, headers: HeaderList): void {
    if (this.#started) throw new Error("a response was sent twice");
    this.#started = true;
    this.#request.collector?.abandon();
    const header = (name: string): string | undefined => {
      for (let index = 0; index + 1 < headers.length; index += 2) {
        if (headers[index]!.toLowerCase() === name.toLowerCase()) return headers[index + 1]!;
      }
      return undefined;
    };
    this.#answered.resolve({ status, headers, header });
  }

  #push(chunk: Buffer): void {
    this.#queue.push(chunk);
    this.#queuedBytes += chunk.length;
    this.bytesSent += chunk.length;
    this.#wake?.();
  }

  #taken(bytes: number): void {
    this.#queuedBytes -= bytes;
    if (!this.#behind || this.#queuedBytes > 0) return;
    this.#behind = false;
    this.#onDrain?.();
  }

  #finish(completed: boolean): void {
    if (this.finished) return;
    this.#completed = completed;
    if (!completed) {
      this.#request.collector?.abort();
      this.#answered.reject(new Error("the connection was cut"));
    }
    const listeners = this.#finishedListeners;
    this.#finishedListeners = [];
    for (const listener of listeners) listener(completed);
    this.#wake?.();
  }
}
