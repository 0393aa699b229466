/**
 * A load generator's connection: keep-alive HTTP/1.1 over TLS or plain TCP with the least parsing that works, so that the client's own cost
 * stays small. One request at a time; the body is counted, not kept, unless asked for.
 */
import { connect as connectTcp, type Socket } from "node:net";
import { connect as connectTls } from "node:tls";

export interface Target {
  readonly host: string;
  readonly port: number;
  readonly tls: boolean;
  readonly token: string;
}

export interface RequestSpec {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly contentType?: string;
  readonly accept?: string;
}

export interface Answer {
  readonly code: number;
  readonly bytes: number;
  readonly body: string;
}

export class Connection {
  readonly #target: Target;
  readonly #socket: Socket;
  #pending: { resolve: (answer: Answer) => void; reject: (error: Error) => void; keep: boolean } | undefined;
  #head = "";
  #code = 0;
  #left = 0;
  #bytes = 0;
  #state: "head" | "body" | "chunks" | "stream" = "head";
  #kept: Buffer[] = [];
  #tail = Buffer.alloc(0);
  /** Set for a watch: called with every piece of the endless body. */
  onData: ((chunk: Buffer) => void) | undefined;

  private constructor(target: Target, socket: Socket) {
    this.#target = target;
    this.#socket = socket;
    socket.setNoDelay(true);
    socket.on("data", (chunk: Buffer) => this.#take(chunk));
    socket.on("error", (error) => this.#fail(error));
    socket.on("close", () => this.#fail(new Error("connection closed")));
  }

  static open(target: Target): Promise<Connection> {
    return new Promise((resolve, reject) => {
      const { host, port } = target;
      const socket = target.tls
        ? connectTls({ host, port, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] })
        : connectTcp({ host, port });
      socket.once(target.tls ? "secureConnect" : "connect", () => resolve(new Connection(target, socket)));
      socket.once("error", reject);
    });
  }

  send(request: RequestSpec, keep = false): Promise<Answer> {
    return new Promise((resolve, reject) => {
      this.#pending = { resolve, reject, keep };
      this.#socket.write(this.#encode(request));
    });
  }

  /** Starts an endless answer; resolves with the status once its head is there. */
  stream(request: RequestSpec, onData: (chunk: Buffer) => void): Promise<Answer> {
    this.onData = onData;
    return this.send(request);
  }

  close(): void {
    this.#pending = undefined;
    this.#socket.destroy();
  }

  #encode({ method, path, body, contentType, accept }: RequestSpec): string {
    const lines = [
      `${method} ${path} HTTP/1.1`,
      `Host: ${this.#target.host}`,
      `Authorization: Bearer ${this.#target.token}`,
      `Accept: ${accept ?? "application/json"}`,
      "User-Agent: bench",
    ];
    if (body !== undefined) {
      lines.push(`Content-Type: ${contentType ?? "application/json"}`, `Content-Length: ${Buffer.byteLength(body)}`);
    }
    return `${lines.join("\r\n")}\r\n\r\n${body ?? ""}`;
  }

  #take(chunk: Buffer): void {
    let rest = chunk;
    while (rest.length > 0) {
      if (this.#state === "stream") {
        this.onData?.(rest);
        return;
      }
      if (this.#state === "head") rest = this.#takeHead(rest);
      else if (this.#state === "body") rest = this.#takeBody(rest);
      else rest = this.#takeChunks(rest);
    }
  }

  #takeHead(chunk: Buffer): Buffer {
    const before = this.#head.length;
    this.#head += chunk.toString("latin1");
    const end = this.#head.indexOf("\r\n\r\n");
    if (end < 0) return Buffer.alloc(0);
    const head = this.#head.slice(0, end).toLowerCase();
    this.#head = "";
    this.#code = Number(head.slice(9, 12));
    this.#bytes = 0;
    const rest = chunk.subarray(end + 4 - before);
    const length = /\r\ncontent-length: *(\d+)/.exec(head);
    if (this.onData !== undefined && this.#code === 200) {
      this.#state = "stream";
      this.#finish();
      return rest;
    }
    this.#left = length === null ? 0 : Number(length[1]);
    this.#state = head.includes("transfer-encoding: chunked") ? "chunks" : "body";
    if (this.#state === "body" && this.#left === 0) this.#finish();
    return rest;
  }

  #takeBody(chunk: Buffer): Buffer {
    const taken = chunk.subarray(0, this.#left);
    this.#left -= taken.length;
    this.#count(taken);
    if (this.#left === 0) this.#finish();
    return chunk.subarray(taken.length);
  }

  /** Chunk heads may be split over pieces: what is not whole waits in `#tail`. */
  #takeChunks(chunk: Buffer): Buffer {
    let rest: Buffer = this.#tail.length > 0 ? Buffer.concat([this.#tail, chunk]) : chunk;
    this.#tail = Buffer.alloc(0);
    while (rest.length > 0) {
      if (this.#left > 0) {
        const taken = rest.subarray(0, this.#left);
        this.#left -= taken.length;
        this.#count(taken.subarray(0, Math.max(0, taken.length - Math.max(0, 2 - this.#left))));
        rest = rest.subarray(taken.length);
        continue;
      }
      const end = rest.indexOf("\r\n");
      if (end < 0) {
        this.#tail = Buffer.from(rest);
        return Buffer.alloc(0);
      }
      const size = Number.parseInt(rest.toString("latin1", 0, end), 16);
      if (size === 0) {
        if (rest.length < end + 4) {
          this.#tail = Buffer.from(rest);
          return Buffer.alloc(0);
        }
        this.#finish();
        return rest.subarray(end + 4);
      }
      this.#left = size + 2;
      rest = rest.subarray(end + 2);
    }
    return rest;
  }

  #count(piece: Buffer): void {
    this.#bytes += piece.length;
    if (this.#pending?.keep === true) this.#kept.push(Buffer.from(piece));
  }

  #finish(): void {
    const pending = this.#pending;
    this.#pending = undefined;
    if (this.#state !== "stream") this.#state = "head";
    const body = this.#kept.length > 0 ? Buffer.concat(this.#kept).toString("utf8") : "";
    this.#kept = [];
    pending?.resolve({ code: this.#code, bytes: this.#bytes, body });
  }

  #fail(error: Error): void {
    const pending = this.#pending;
    this.#pending = undefined;
    pending?.reject(error);
  }
}
