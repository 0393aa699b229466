/** Sends a request's bytes over TLS as they are, however odd, and reads the one answer. */
import { connect } from "node:tls";

export interface RawRequest {
  readonly method: string;
  readonly target: string;
  /** Whole lines. */
  readonly headers: readonly string[];
  /** Latin-1. */
  readonly body: string;
}

export interface RawAnswer {
  readonly status: number;
  readonly body: string;
}

const answerTimeoutMs = 60_000;

/** Rejects when the connection ends without an answer. `token` is used unless the request has its own Authorization. */
export function sendRaw(
  port: number,
  token: string,
  { method, target, headers, body }: RawRequest,
): Promise<RawAnswer> {
  const authorized = headers.some((header) => header.startsWith("Authorization:"));
  const lines = [
    `${method} ${target} HTTP/1.1`,
    "Host: 127.0.0.1",
    "Connection: close",
    ...(authorized ? [] : [`Authorization: Bearer ${token}`]),
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  return new Promise((resolve, reject) => {
    const chunks: Buffer[] = [];
    const socket = connect({ host: "127.0.0.1", port, rejectUnauthorized: false, ALPNProtocols: ["http/1.1"] });
    socket.setTimeout(answerTimeoutMs, () => socket.destroy(new Error("no answer in time")));
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => {
      const text = Buffer.concat(chunks).toString("utf8");
      const status = Number(/^HTTP\/1\.1 (\d{3})/.exec(text)?.[1] ?? 0);
      if (status === 0) reject(new Error(`no answer to ${method} ${target.slice(0, 80)}: ${text.slice(0, 80)}`));
      else resolve({ status, body: bodyOf(text) });
    });
    socket.write(Buffer.from(`${lines.join("\r\n")}\r\n\r\n${body}`, "latin1"));
  });
}

function bodyOf(text: string): string {
  const end = text.indexOf("\r\n\r\n");
  const body = text.slice(end + 4);
  if (!/^transfer-encoding: chunked$/im.test(text.slice(0, end))) return body;
  let rest = body;
  let whole = "";
  for (;;) {
    const length = Number.parseInt(rest, 16);
    const from = rest.indexOf("\r\n") + 2;
    if (!(length > 0)) return whole;
    whole += rest.slice(from, from + length);
    rest = rest.slice(from + length + 2);
  }
}
