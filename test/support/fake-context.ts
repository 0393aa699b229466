/** A request context without a transport, for unit tests of filters and handlers. */
import type { RequestContext } from "../../src/endpoints/context.js";
import type { HeaderList } from "../../src/http/message.js";

export interface Sent {
  readonly status: number;
  readonly headers: HeaderList;
  readonly body: string;
}

export interface FakeContext {
  readonly context: RequestContext;
  readonly sent: readonly Sent[];
}

export interface FakeRequest {
  readonly method?: string;
  readonly path?: string;
  readonly query?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export function fakeContext({ method = "GET", path = "/", query = "", headers = {} }: FakeRequest = {}): FakeContext {
  const sent: Sent[] = [];
  const listeners: ((completed: boolean) => void)[] = [];
  const context = contextOf({
    request: {
      method,
      path,
      query,
      remoteAddress: "127.0.0.1",
      secure: true,
      header: (name) => headers[name],
      headerLines: (prefix) => Object.entries(headers).filter(([name]) => name.startsWith(prefix)),
      body: () => Promise.resolve(Buffer.alloc(0)),
    },
    response: {
      get finished() {
        return sent.length > 0;
      },
      bytesSent: 0,
      onFinished: (listener) => listeners.push(listener),
      send: (status, sentHeaders, body) => {
        sent.push({ status, headers: sentHeaders, body: body.toString() });
        for (const listener of listeners.splice(0)) listener(true);
      },
      sendParts: (status, sentHeaders, parts) => {
        sent.push({ status, headers: sentHeaders, body: Buffer.concat(parts).toString() });
      },
      stream: () => {
        throw new Error("this response has no streams");
      },
    },
  });
  return { context, sent };
}

/** Of a caller without a name, before anything is known of the request. */
export function contextOf(exchange: Pick<RequestContext, "request" | "response">): RequestContext {
  return {
    ...exchange,
    auditId: "audit",
    info: undefined,
    caller: { name: "", uid: "", groups: [], extra: {} },
    code: 0,
    deadline: 0,
    recorder: undefined,
    warnings: undefined,
  };
}
