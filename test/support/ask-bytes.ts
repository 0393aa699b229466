/** One request to a server process, with bodies of any encoding. */
import { request } from "node:https";
import type { ServerProcess } from "./server-process.js";

export interface Asked {
  /** Default GET. */
  readonly method?: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Buffer;
}

export interface BytesAnswer {
  readonly status: number;
  readonly type: string | undefined;
  readonly body: Buffer;
}

export function ask(server: ServerProcess, { method = "GET", path, headers, body }: Asked): Promise<BytesAnswer> {
  const length: Record<string, string> = body === undefined ? {} : { "content-length": String(body.length) };
  const options = {
    host: "127.0.0.1",
    port: server.port,
    method,
    path,
    agent: false,
    rejectUnauthorized: false,
    headers: { authorization: `Bearer ${server.token}`, ...length, ...headers },
  };
  return new Promise((resolve, reject) => {
    const sent = request(options, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("error", reject);
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          type: response.headers["content-type"],
          body: Buffer.concat(chunks),
        });
      });
    });
    sent.on("error", reject);
    sent.end(body);
  });
}
