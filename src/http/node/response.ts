/** An answer over node:http or node:http2, with the promises of message.ts. */
import { ServerResponse } from "node:http";
import type { Http2ServerResponse } from "node:http2";
import type { BodyCollector } from "../body-collector.js";
import type { HeaderList, HttpResponse, HttpStream, WebSocketOptions } from "../message.js";
import { isBodyless, safeText } from "../status-line.js";
import { NodeStream, type NodeStreamOwner } from "./stream.js";

export type NodeOutgoing = ServerResponse | Http2ServerResponse;

export interface NodeExchange {
  readonly isHead: boolean;
  readonly body: BodyCollector | undefined;
  /** After `stopAccepting`: each answer ends its connection. */
  readonly listener: { draining: boolean };
  /** Makes a WebSocket of the connection; set when the request is a good handshake. */
  readonly upgrade?: (options: WebSocketOptions, owner: NodeStreamOwner) => SentStream;
}

/** A stream that counts. */
export interface SentStream extends HttpStream {
  readonly bytesSent: number;
}

export class NodeResponse implements HttpResponse {
  readonly #outgoing: NodeOutgoing;
  readonly #exchange: NodeExchange;
  #started = false;
  #closing = false;
  #finished = false;
  #settled: boolean | undefined;
  #bytesSent = 0;
  #listeners: ((completed: boolean) => void)[] = [];
  #stream: SentStream | undefined;
  readonly openWebSocket: ((options: WebSocketOptions) => HttpStream) | undefined;

  constructor(outgoing: NodeOutgoing, exchange: NodeExchange) {
    this.#outgoing = outgoing;
    this.#exchange = exchange;
    const { upgrade } = exchange;
    if (upgrade !== undefined) this.openWebSocket = (options) => this.#upgrade(upgrade, options);
    // The HTTP/2 response says "finish" for a stream that was cut too; the stream itself does not.
    const source = outgoing instanceof ServerResponse ? outgoing : outgoing.stream;
    source.on("finish", () => this.#settle(!("rstCode" in source) || !source.rstCode));
    source.on("close", () => this.#settle(false));
    source.on("error", () => this.#settle(false));
  }

  get finished(): boolean {
    return this.#finished;
  }

  get bytesSent(): number {
    return this.#stream === undefined ? this.#bytesSent : this.#stream.bytesSent;
  }

  onFinished(listener: (completed: boolean) => void): void {
    if (this.#settled === undefined) this.#listeners.push(listener);
    else listener(this.#settled);
  }

  send(status: number, headers: HeaderList, body: Buffer | string): void {
    if (!this.#start()) return;
    this.#finished = true;
    // Node would write the head in the encoding of a body that is text, and so damage its bytes.
    const bytes = typeof body === "string" ? Buffer.from(body) : body;
    this.#writeHead(status, headers, bytes.length);
    if (this.#exchange.isHead || isBodyless(status)) {
      this.#outgoing.end();
      return;
    }
    this.#bytesSent = bytes.length;
    this.#outgoing.end(bytes);
  }

  sendParts(status: number, headers: HeaderList, parts: readonly Buffer[]): void {
    if (!this.#start()) return;
    this.#finished = true;
    let total = 0;
    for (const part of parts) total += part.length;
    this.#writeHead(status, headers, total);
    if (this.#exchange.isHead || isBodyless(status)) {
      this.#outgoing.end();
      return;
    }
    let index = 0;
    const pour = (): void => {
      while (index < parts.length) {
        const part = parts[index]!;
        index += 1;
        this.#bytesSent += part.length;
        if (!writeChunk(this.#outgoing, part)) {
          this.#outgoing.once("drain", pour);
          return;
        }
      }
      this.#outgoing.end();
    };
    pour();
  }

  stream(status: number, headers: HeaderList): HttpStream {
    const outgoing = this.#outgoing;
    const alive = this.#start();
    const stream = new NodeStream(outgoing, {
      ended: () => {
        this.#finished = true;
      },
      cut: () => this.#settle(false),
    });
    if (!alive) {
      stream.gone();
      return stream;
    }
    this.#stream = stream;
    this.#writeHead(status, headers, undefined);
    if (this.#exchange.isHead || isBodyless(status)) stream.end();
    else if (outgoing instanceof ServerResponse) outgoing.flushHeaders();
    else outgoing.writeHead(status);
    return stream;
  }

  #upgrade(upgrade: NonNullable<NodeExchange["upgrade"]>, options: WebSocketOptions): HttpStream {
    if (!this.#start()) return deadStream;
    const stream = upgrade(options, {
      ended: () => this.#settle(true),
      cut: () => this.#settle(false),
    });
    this.#stream = stream;
    return stream;
  }

  /** For a request no handler should see. */
  refuse(status: number): void {
    this.#closing = true;
    this.send(status, [], "");
  }

  #start(): boolean {
    // An answer that was given already may still be on its way out.
    if (this.#finished) return false;
    if (this.#started) throw new Error("a response was sent twice");
    this.#started = true;
    this.#exchange.body?.abandon();
    return true;
  }

  #writeHead(status: number, headers: HeaderList, length: number | undefined): void {
    const outgoing = this.#outgoing;
    const sized = length !== undefined && !isBodyless(status);
    if (outgoing instanceof ServerResponse) {
      const flat = latin1(headers);
      if (sized) flat.push("Content-Length", String(length));
      if (this.#mustClose()) flat.push("Connection", "close");
      outgoing.writeHead(status, flat);
      return;
    }
    // HTTP/2 has one field per name, and no Connection: its sessions are told by the listener.
    for (const [name, values] of grouped(latin1(headers))) outgoing.setHeader(name, values);
    if (sized) outgoing.setHeader("Content-Length", length);
    outgoing.statusCode = status;
  }

  #mustClose(): boolean {
    const body = this.#exchange.body;
    return (
      this.#closing ||
      this.#exchange.upgrade !== undefined ||
      this.#exchange.listener.draining ||
      (body !== undefined && !body.drainable)
    );
  }

  #settle(completed: boolean): void {
    if (this.#settled !== undefined) return;
    this.#settled = completed;
    this.#finished = true;
    if (!completed) {
      this.#exchange.body?.abort();
      if (this.#stream instanceof NodeStream) this.#stream.gone();
    }
    const listeners = this.#listeners;
    this.#listeners = [];
    for (const listener of listeners) listener(completed);
  }
}

/** Stands in where the peer is gone already. */
const deadStream: HttpStream = {
  bufferedBytes: 0,
  write: () => true,
  onDrain: () => {},
  onClose: () => {},
  end: () => {},
  destroy: () => {},
};

const beyondAscii = /[^\x20-\x7e]/;

/** Node writes header text as Latin-1; passing UTF-8 bytes through it gives the bytes the other transport writes. */
function latin1(headers: HeaderList): string[] {
  return headers.map((text) => (beyondAscii.test(text) ? Buffer.from(safeText(text)).toString("latin1") : text));
}

function grouped(headers: HeaderList): Map<string, string | string[]> {
  const byName = new Map<string, string | string[]>();
  for (let index = 0; index + 1 < headers.length; index += 2) {
    const [name, value] = [headers[index]!, headers[index + 1]!];
    const earlier = byName.get(name);
    byName.set(name, earlier === undefined ? value : [earlier, value].flat());
  }
  return byName;
}

export function writeChunk(outgoing: NodeOutgoing, chunk: Buffer): boolean {
  return outgoing instanceof ServerResponse ? outgoing.write(chunk) : outgoing.write(chunk);
}
