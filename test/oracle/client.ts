/** One HTTPS request to a cluster of a kubeconfig, answered whole. Loopback clusters with self-made certificates are the usual target. */
import { readFileSync } from "node:fs";
import { Agent, request as httpsRequest } from "node:https";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";

export interface Cluster {
  readonly server: string;
  readonly token: string;
  readonly agent: Agent;
}

export interface Question {
  readonly method: string;
  /** As it goes into the request line: nothing is mended. */
  readonly path: string;
  readonly body?: string;
  /** "" takes a header away that would be sent otherwise. */
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

/** Whoever answers: a cluster, or a server in this process. */
export type Ask = (question: Question) => Promise<Reply>;

const requestTimeoutMs = 30_000;

/** Reads the current context of a kubeconfig with a bearer token. */
export function clusterOf(kubeconfig: string): Cluster {
  const config = parse(readFileSync(kubeconfig, "utf8")) as {
    readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
    readonly users: readonly { readonly user: { readonly token?: string } }[];
  };
  const server = config.clusters[0]?.cluster.server;
  const token = config.users[0]?.user.token;
  if (server === undefined || token === undefined) throw new Error(`${kubeconfig}: no server with a bearer token`);
  return { server, token, agent: new Agent({ keepAlive: true, rejectUnauthorized: false }) };
}

export function askerOf(kubeconfig: string): Ask {
  const cluster = clusterOf(kubeconfig);
  return (question) => ask(cluster, question);
}

export function ask(cluster: Cluster, question: Question): Promise<Reply> {
  const { hostname, port } = new URL(cluster.server);
  return new Promise((resolve, reject) => {
    const sent = httpsRequest(
      {
        hostname,
        port,
        path: question.path,
        method: question.method,
        headers: headersOf(cluster, question),
        agent: cluster.agent,
      },
      (response) => {
        const chunks: Buffer[] = [];
        response.on("data", (chunk: Buffer) => chunks.push(chunk));
        response.on("end", () => {
          const bytes = Buffer.concat(chunks);
          const zipped = response.headers["content-encoding"] === "gzip" && bytes.length > 0;
          resolve({
            status: response.statusCode ?? 0,
            headers: response.headers,
            body: (zipped ? gunzipSync(bytes) : bytes).toString(),
          });
        });
        response.on("error", reject);
      },
    );
    sent.setTimeout(requestTimeoutMs, () =>
      sent.destroy(new Error(`no answer to ${question.method} ${question.path}`)),
    );
    sent.on("error", reject);
    sent.end(question.body);
  });
}

function headersOf({ token }: Cluster, { body, headers }: Question): Record<string, string> {
  const all: Record<string, string> = {
    Authorization: `Bearer ${token}`,
    "User-Agent": "compare",
    ...(body === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) }),
    ...headers,
  };
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}
