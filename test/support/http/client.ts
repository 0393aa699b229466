/**
 * HTTP clients for transport tests: one shape over node:http, node:https and node:http2, and bytes over a bare socket.
 */
import http from "node:http";
import http2 from "node:http2";
import https from "node:https";
import net from "node:net";
import type { Readable, Writable } from "node:stream";
import tls from "node:tls";

export interface CallOptions {
  readonly method?: string;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: Readable;
}

export interface Call {
  readonly answer: Promise<Answer>;
  /** The request body; must be ended. */
  readonly sink: Writable;
  abort(): void;
}

export interface Client {
  call(options: CallOptions): Call;
  close(): void;
}

export interface Target {
  readonly port: number;
  /** PEM of the authority; absent for plain text. */
  readonly ca?: string;
}

export function http1Client(target: Target): Client {
  const agentOptions = { keepAlive: true, maxSockets: 64 };
  const agent = target.ca === undefined ? new http.Agent(agentOptions) : new https.Agent(agentOptions);
  return {
    call({ method = "GET", path, headers = {} }) {
      const lines = Object.entries(headers).map(([key, value]): [string, string | string[]] => [
        key,
        typeof value === "string" ? value : [...value],
      ]);
      const options = { host: "127.0.0.1", port: target.port, method, path, headers: Object.fromEntries(lines), agent };
      const request = target.ca === undefined ? http.request(options) : https.request({ ...options, ca: target.ca });
      const answer = new Promise<Answer>((resolve, reject) => {
        request.once("response", (response) => {
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body: response });
        });
        request.on("error", reject);
      });
      answer.catch(() => {});
      return { answer, sink: request, abort: () => request.destroy() };
    },
    close: () => agent.destroy(),
  };
}

export function http2Client(target: Target): Client {
  const session = http2.connect(`https://127.0.0.1:${target.port}`, {
    ...(target.ca === undefined ? {} : { ca: target.ca }),
  });
  session.on("error", () => {});
  return {
    call({ method = "GET", path, headers = {} }) {
      const stream = session.request({ ...headers, ":method": method, ":path": path }, { endStream: false });
      const answer = new Promise<Answer>((resolve, reject) => {
        stream.once("response", (got) => resolve({ status: got[":status"] ?? 0, headers: got, body: stream }));
        stream.once("error", reject);
        stream.once("close", () => reject(new Error("the stream closed without an answer")));
      });
      answer.catch(() => {});
      return { answer, sink: stream, abort: () => stream.close(http2.constants.NGHTTP2_CANCEL) };
    },
    close: () => session.destroy(),
  };
}

export interface WholeAnswer {
  readonly status: number;
  readonly headers: Answer["headers"];
  readonly body: Buffer;
}

export async function fetchWhole(client: Client, options: CallOptions, body?: Buffer | string): Promise<WholeAnswer> {
  const call = client.call(options);
  if (body === undefined) call.sink.end();
  else call.sink.end(body);
  const answer = await call.answer;
  return { status: answer.status, headers: answer.headers, body: await readAll(answer.body) };
}

export async function readAll(body: Readable): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of body) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks);
}

export interface RawConnection {
  readonly socket: net.Socket;
  /** All bytes so far, as Latin-1. */
  received(): string;
  /** Resolves when `pattern` was received; rejects when the connection closes before. */
  until(pattern: RegExp): Promise<string>;
  /** Resolves with all bytes when the connection has closed, for whatever reason. */
  closed: Promise<string>;
}

export function openRaw(target: Target, alpn?: string): RawConnection {
  const socket =
    target.ca === undefined
      ? net.connect(target.port, "127.0.0.1")
      : tls.connect({
          port: target.port,
          host: "127.0.0.1",
          ca: target.ca,
          ...(alpn === undefined ? {} : { ALPNProtocols: [alpn] }),
        });
  let text = "";
  let look = (): void => {};
  socket.on("data", (chunk: Buffer) => {
    text += chunk.toString("latin1");
    look();
  });
  // Reported by "close", which always follows.
  socket.on("error", () => {});
  const closed = new Promise<string>((resolve) => socket.once("close", () => resolve(text)));
  return {
    socket,
    closed,
    received: () => text,
    until: (pattern) =>
      new Promise((resolve, reject) => {
        look = () => {
          if (pattern.test(text)) resolve(text);
        };
        look();
        void closed.then(() => reject(new Error(`closed before ${pattern}: ${JSON.stringify(text.slice(0, 200))}`)));
      }),
  };
}
