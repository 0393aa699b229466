/** One HTTPS request to a cluster of a kubeconfig, answered whole. Loopback clusters with self-made certificates are the usual target. */
import { readFileSync } from "node:fs";
import { request as httpsRequest } from "node:https";
import { parse } from "yaml";

export interface Cluster {
  readonly server: string;
  readonly token: string;
}

export interface Question {
  readonly method: string;
  readonly path: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const requestTimeoutMs = 15_000;

/** Reads the current context of a kubeconfig with a bearer token. */
export function clusterOf(kubeconfig: string): Cluster {
  const config = parse(readFileSync(kubeconfig, "utf8")) as {
    readonly clusters: readonly { readonly cluster: { readonly server: string } }[];
    readonly users: readonly { readonly user: { readonly token?: string } }[];
  };
  const server = config.clusters[0]?.cluster.server;
  const token = config.users[0]?.user.token;
  if (server === undefined || token === undefined) throw new Error(`${kubeconfig}: no server with a bearer token`);
  return { server, token };
}

export function ask(cluster: Cluster, question: Question): Promise<Reply> {
  const url = new URL(question.path, cluster.server);
  return new Promise((resolve, reject) => {
    const headers: Record<string, string> = {
      Authorization: `Bearer ${cluster.token}`,
      "User-Agent": "compare",
      ...(question.body === undefined
        ? {}
        : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(question.body)) }),
      ...question.headers,
    };
    const sent = httpsRequest(url, { method: question.method, headers, rejectUnauthorized: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () => {
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          body: Buffer.concat(chunks).toString(),
        });
      });
      response.on("error", reject);
    });
    sent.setTimeout(requestTimeoutMs, () =>
      sent.destroy(new Error(`no answer to ${question.method} ${question.path}`)),
    );
    sent.on("error", reject);
    sent.end(question.body);
  });
}
