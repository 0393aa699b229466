/** A request over node:http or node:http2; both hand over the same shape. */
import type { IncomingMessage } from "node:http";
import { Http2ServerRequest } from "node:http2";
import { TLSSocket } from "node:tls";
import { BodyCollector, type StallWatch } from "../body-collector.js";
import { linesBeginning } from "../header-lines.js";
import type { HttpRequest } from "../message.js";

export type NodeIncoming = IncomingMessage | Http2ServerRequest;

export class NodeRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly remoteAddress: string;
  readonly secure: boolean;
  readonly #incoming: NodeIncoming;
  readonly #stalls: StallWatch;
  #body: BodyCollector | undefined;

  constructor(incoming: NodeIncoming, stalls: StallWatch) {
    this.#incoming = incoming;
    this.#stalls = stalls;
    this.method = incoming.method ?? "GET";
    const target = originForm(incoming.url ?? "/");
    const mark = target.indexOf("?");
    this.path = mark === -1 ? target : target.slice(0, mark);
    this.query = mark === -1 ? "" : target.slice(mark + 1);
    this.remoteAddress = (incoming.socket.remoteAddress ?? "").replace(/^::ffff:(?=\d+\.)/, "");
    this.secure = incoming instanceof Http2ServerRequest || incoming.socket instanceof TLSSocket;
    if (announcesBody(incoming)) this.#collectBody();
  }

  get bodyCollector(): BodyCollector | undefined {
    return this.#body;
  }

  header(name: string): string | undefined {
    const headers = this.#incoming.headers;
    const value = headers[name] ?? (name === "host" ? headers[":authority"] : undefined);
    const text = Array.isArray(value) ? value.join(", ") : value;
    return text === "" ? undefined : text;
  }

  headerLines(prefix: string): readonly (readonly [string, string])[] {
    return linesBeginning(this.#incoming.rawHeaders, prefix);
  }

  body(limitBytes: number): Promise<Buffer> {
    return this.#body === undefined ? Promise.resolve(Buffer.alloc(0)) : this.#body.read(limitBytes);
  }

  #collectBody(): void {
    const incoming = this.#incoming;
    const length = incoming.headers["content-length"];
    const body = new BodyCollector(
      length === undefined ? undefined : Number(length),
      { pause: () => incoming.pause(), resume: () => incoming.resume() },
      this.#stalls,
    );
    this.#body = body;
    incoming.on("data", (chunk: Buffer) => body.push(chunk));
    incoming.on("end", () => body.end());
    incoming.on("close", () => body.abort());
    incoming.on("error", () => body.abort());
  }
}

export function announcesBody(incoming: NodeIncoming): boolean {
  if (incoming instanceof Http2ServerRequest) return !incoming.stream.endAfterHeaders;
  return incoming.headers["content-length"] !== undefined || incoming.headers["transfer-encoding"] !== undefined;
}

/** A proxy may ask with "http://host/path": only the path counts. */
function originForm(target: string): string {
  if (target.startsWith("/")) return target;
  const scheme = target.indexOf("://");
  const slash = scheme === -1 ? -1 : target.indexOf("/", scheme + 3);
  return slash === -1 ? "/" : target.slice(slash);
}
