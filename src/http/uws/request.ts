/**
 * A request over uWebSockets.js. Hot path: while the uWS callback runs, headers are read from the parser's own memory
 * and only those asked for; `detach` copies the rest, and is called only when the handler returned without an answer.
 */
import { BodyCollector, type StallWatch } from "../body-collector.js";
import type { HttpRequest } from "../message.js";
import type { UwsRequestHandle, UwsResponseHandle } from "./binding.js";
import { remoteAddressOf } from "./remote-address.js";

/** Headers that kube-apiserver too takes from their first line only, so no other line needs to be looked for. */
const firstLineCounts = new Set([
  "accept",
  "accept-encoding",
  "authorization",
  "content-encoding",
  "content-length",
  "content-type",
  "host",
  "if-none-match",
  "origin",
  "user-agent",
]);

const knownMethods = new Set(["POST", "PUT", "PATCH", "DELETE", "OPTIONS"]);
const token = /^[\w!#$%&'*+.^`|~-]+$/;
const emptyBody = Buffer.alloc(0);

export interface UwsRequestScope {
  readonly secure: boolean;
  readonly stalls: StallWatch;
}

export class UwsRequest implements HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly secure: boolean;
  /** Its data comes in chunks, of which even the first may be late. */
  readonly chunked: boolean;
  /** uWS accepts it, and HTTP does not: to be answered with 400 and closed. */
  malformed = false;
  #handle: UwsRequestHandle | undefined;
  #response: UwsResponseHandle | undefined;
  #headers: Map<string, string> | undefined;
  #remoteAddress: string | undefined;
  #body: BodyCollector | undefined;

  constructor(handle: UwsRequestHandle, response: UwsResponseHandle, scope: UwsRequestScope) {
    this.#handle = handle;
    this.#response = response;
    this.secure = scope.secure;
    this.method = handle.getCaseSensitiveMethod();
    this.path = handle.getUrl();
    this.query = handle.getQuery() ?? "";
    this.chunked = handle.getHeader("transfer-encoding") !== "";
    if (this.method !== "GET" && this.method !== "HEAD") {
      this.malformed = !knownMethods.has(this.method) && !token.test(this.method);
      this.#collectBody(handle, scope);
    }
  }

  get remoteAddress(): string {
    if (this.#remoteAddress === undefined && this.#response !== undefined) {
      this.#remoteAddress = remoteAddressOf(this.#response);
    }
    return this.#remoteAddress ?? "";
  }

  get bodyCollector(): BodyCollector | undefined {
    return this.#body;
  }

  header(name: string): string | undefined {
    if (this.#headers !== undefined) return this.#headers.get(name);
    const first = this.#handle?.getHeader(name) ?? "";
    if (first === "") return undefined;
    return firstLineCounts.has(name) ? first : this.#copyHeaders()?.get(name);
  }

  headerLines(prefix: string): readonly (readonly [string, string])[] {
    const lines: [string, string][] = [];
    this.#handle?.forEach((name, value) => {
      if (name.startsWith(prefix)) lines.push([name, value]);
    });
    return lines;
  }

  body(limitBytes: number): Promise<Buffer> {
    return this.#body === undefined ? Promise.resolve(emptyBody) : this.#body.read(limitBytes);
  }

  /** The uWS callback is about to return and the answer is still to come: the parser's memory goes away. */
  detach(): void {
    this.#copyHeaders();
    this.#handle = undefined;
    if (this.chunked) void this.remoteAddress;
  }

  /** What its connection knows, and the response cannot tell once the peer is gone. */
  joined(remoteAddress: string): void {
    this.#remoteAddress = remoteAddress;
  }

  /** The uWS response must not be touched any more. */
  release(): void {
    this.#handle = undefined;
    this.#response = undefined;
  }

  #copyHeaders(): Map<string, string> | undefined {
    const handle = this.#handle;
    if (this.#headers !== undefined || handle === undefined) return this.#headers;
    const headers = new Map<string, string>();
    handle.forEach((name, value) => {
      if (value === "") return;
      const earlier = headers.get(name);
      if (earlier === undefined) headers.set(name, value);
      else if (!firstLineCounts.has(name)) headers.set(name, `${earlier}, ${value}`);
      // Two lengths: a proxy in front may have believed the other one, and taken the rest for a request of its own.
      else if (name === "content-length" && value !== earlier) this.malformed = true;
    });
    this.#headers = headers;
    return headers;
  }

  #collectBody(handle: UwsRequestHandle, scope: UwsRequestScope): void {
    this.#copyHeaders();
    const length = handle.getHeader("content-length");
    if (length === "" && !this.chunked) return;
    const body = new BodyCollector(
      length === "" ? undefined : Number(length),
      { pause: () => this.#response?.pause(), resume: () => this.#response?.resume() },
      scope.stalls,
    );
    this.#body = body;
  }
}
