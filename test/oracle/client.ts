/** One HTTPS request to a cluster of a kubeconfig, answered whole. Loopback clusters with self-made certificates are the usual target. */
import { readFileSync } from "node:fs";
import type { IncomingMessage } from "node:http";
import { Agent, request as httpsRequest } from "node:https";
import { dirname, resolve } from "node:path";
import { gunzipSync } from "node:zlib";
import { parse } from "yaml";

export interface Cluster {
  readonly server: string;
  /** "" for who shows a certificate instead. */
  readonly token: string;
  readonly agent: Agent;
}

export interface Question {
  readonly method: string;
  /** As it goes into the request line: nothing is mended. */
  readonly path: string;
  readonly body?: string | Buffer;
  /** "" takes a header away that would be sent otherwise; of a list each value is a header line of its own. */
  readonly headers?: Readonly<Record<string, string | readonly string[]>>;
}

export interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  /** As text; of a form that is none, `bytes` has what was sent. */
  readonly body: string;
  readonly bytes?: Buffer;
}

/** Whoever answers: a cluster, or a server in this process. */
export type Ask = (question: Question) => Promise<Reply>;

const requestTimeoutMs = 30_000;

interface UserEntry {
  readonly token?: string;
  readonly "client-certificate-data"?: string;
  readonly "client-key-data"?: string;
  readonly "client-certificate"?: string;
  readonly "client-key"?: string;
}

interface KubeConfig {
  readonly "current-context"?: string;
  readonly contexts?: readonly { readonly name: string; readonly context: { cluster: string; user: string } }[];
  readonly clusters: readonly { readonly name: string; readonly cluster: { readonly server: string } }[];
  readonly users: readonly { readonly name: string; readonly user: UserEntry }[];
}

/** Reads the current context of a kubeconfig whose user has a bearer token or a client certificate. */
export function clusterOf(kubeconfig: string): Cluster {
  const config = parse(readFileSync(kubeconfig, "utf8")) as KubeConfig;
  const current = config.contexts?.find(({ name }) => name === config["current-context"])?.context;
  const { cluster } = named(config.clusters, current?.cluster) ?? {};
  const { user } = named(config.users, current?.user) ?? {};
  if (cluster === undefined || user === undefined) throw new Error(`${kubeconfig}: no current cluster and user`);
  const { token = "" } = user;
  const cert = material(kubeconfig, user["client-certificate-data"], user["client-certificate"]);
  const key = material(kubeconfig, user["client-key-data"], user["client-key"]);
  if (token === "" && (cert === undefined || key === undefined)) {
    throw new Error(`${kubeconfig}: the user has neither a token nor a client certificate`);
  }
  const identity = cert === undefined || key === undefined ? {} : { cert, key };
  return {
    server: cluster.server,
    token,
    agent: new Agent({ keepAlive: true, rejectUnauthorized: false, ...identity }),
  };
}

/** The first where no context says which. */
function named<T extends { readonly name: string }>(list: readonly T[], name: string | undefined): T | undefined {
  return name === undefined ? list[0] : list.find((one) => one.name === name);
}

/** A file's path is the kubeconfig's folder's. */
function material(kubeconfig: string, data: string | undefined, file: string | undefined): Buffer | undefined {
  if (data !== undefined) return Buffer.from(data, "base64");
  return file === undefined ? undefined : readFileSync(resolve(dirname(kubeconfig), file));
}

/** A server that gives no answer has status 0 and says why in the body, so one such case does not end a comparison. */
export function askerOf(kubeconfig: string): Ask {
  const cluster = clusterOf(kubeconfig);
  return (question) =>
    ask(cluster, question).catch((error: Error) => ({ status: 0, headers: {}, body: `no answer: ${error.message}` }));
}

/** Rejects when there is no answer. */
export function ask(cluster: Cluster, question: Question): Promise<Reply> {
  const { hostname, port } = new URL(cluster.server);
  return new Promise((answer, reject) => {
    const sent = httpsRequest({
      hostname,
      port,
      path: question.path,
      method: question.method,
      headers: headersOf(cluster, question),
      agent: cluster.agent,
    });
    sent.on("response", (response) => whole(response).then(answer, reject));
    sent.setTimeout(requestTimeoutMs, () =>
      sent.destroy(new Error(`no answer to ${question.method} ${question.path}`)),
    );
    sent.on("error", (error: NodeJS.ErrnoException) => {
      // The server may close a kept connection in the moment it is used again.
      if (sent.reusedSocket && error.code === "ECONNRESET") ask(cluster, question).then(answer, reject);
      else reject(error);
    });
    sent.end(question.body);
  });
}

async function whole(response: IncomingMessage): Promise<Reply> {
  const chunks: Buffer[] = [];
  for await (const chunk of response) chunks.push(chunk as Buffer);
  const sent = Buffer.concat(chunks);
  const zipped = response.headers["content-encoding"] === "gzip" && sent.length > 0;
  const bytes = zipped ? gunzipSync(sent) : sent;
  return { status: response.statusCode ?? 0, headers: response.headers, body: bytes.toString(), bytes };
}

type SentHeaders = Record<string, string | string[]>;

function headersOf({ token }: Cluster, { body, headers }: Question): SentHeaders {
  const all: SentHeaders = {
    Authorization: token === "" ? "" : `Bearer ${token}`,
    "User-Agent": "compare",
    ...(body === undefined
      ? {}
      : { "Content-Type": "application/json", "Content-Length": String(Buffer.byteLength(body)) }),
  };
  for (const [name, value] of Object.entries(headers ?? {})) all[name] = typeof value === "string" ? value : [...value];
  return Object.fromEntries(Object.entries(all).filter(([, value]) => value !== ""));
}
