/**
 * A whole server in this process, for tests of an API: the package's export `apiserver/testing`. Real storage, registry, routes and
 * handlers over a store in a temporary folder; no socket, no certificate, and every request without a token is the administrator's.
 */
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { adminCaller } from "../auth/admin-token.js";
import type { Authentication } from "../auth/token-authenticator.js";
import { injectWhole } from "../http/inject.js";
import type { Handler, HttpRequest } from "../http/message.js";
import { loadCbor } from "../meta/cbor/cbor.js";
import type { GroupDefinition } from "../registry/resource-definition.js";
import { openLmdbStore } from "../storage/lmdb/lmdb-store.js";
import { type Clock, systemClock } from "../util/clock.js";
import { silentLogger } from "../util/logger.js";
import { createApiFor } from "./api/create-api.js";
import { complete } from "./config.js";
import { GenericApiServer } from "./generic-api-server.js";
import { parseServeArguments } from "./options/options.js";
import { versionInfo } from "./version.js";

export interface TestServerOptions {
  /** What is served: `groups` of a generated `index.js`. */
  readonly groups: readonly GroupDefinition[];
  /** Further flags of `apiserver serve`. */
  readonly flags?: readonly string[];
  /** Folder the store is in, for servers that follow one another; absent: a folder of its own, gone with the server. */
  readonly dataDir?: string;
  /** The server's clock; absent: the system's. */
  readonly clock?: Clock;
}

export interface TestAnswer {
  readonly status: number;
  header(name: string): string | undefined;
  /** The JSON body; empty when there is none. */
  readonly body: Readonly<Record<string, unknown>>;
}

export interface TestServer {
  /** Sends `body` as JSON, a string as it is. A PATCH is a merge patch unless `contentType` says otherwise. */
  request(method: string, path: string, body?: unknown, contentType?: string): Promise<TestAnswer>;
  /** For requests and answers as they are: headers, text, streams (`inject` of ../http/inject.js). */
  readonly handler: Handler;
  /** Stops the server and removes its folder. */
  close(): Promise<void>;
}

export async function startTestServer(options: TestServerOptions): Promise<TestServer> {
  const { dataDir } = options;
  const folder = dataDir ?? (await mkdtemp(join(tmpdir(), "apiserver-test-")));
  const remove = async (): Promise<void> => {
    if (dataDir === undefined) await rm(folder, { recursive: true, force: true });
  };
  let server: GenericApiServer;
  try {
    server = await startIn(folder, options);
  } catch (error) {
    await remove();
    throw error;
  }
  return {
    handler: server.handler,
    request: async (method, path, body, contentType) => ask(server, { method, path, body, contentType }),
    close: async () => {
      await server.stop([]);
      await remove();
    },
  };
}

async function startIn(folder: string, options: TestServerOptions): Promise<GenericApiServer> {
  const { groups, flags = [], clock = systemClock } = options;
  const request = parseServeArguments(["--data-dir", folder, ...flags]);
  if (request.kind !== "serve") throw new TypeError("flags of a test server are for serving");
  if (request.options.featureGates.has("CBORServingAndStorage")) await loadCbor();
  const store = await openLmdbStore({ dataDir: folder, sync: "batched", clock, logger: silentLogger });
  try {
    const config = complete({
      options: request.options,
      version: versionInfo("0.0.0", request.options.versions),
      logger: silentLogger,
      clock,
      store,
      authenticator: { authenticate: administratorOr },
      api: createApiFor(groups),
    });
    const server = new GenericApiServer(config);
    await server.prepare();
    await server.start();
    return server;
  } catch (error) {
    await store.close();
    throw error;
  }
}

/** Whoever brings a token of his own is not the administrator. */
function administratorOr(request: HttpRequest): Authentication {
  if (request.header("authorization") !== undefined) return { kind: "rejected" };
  return { kind: "authenticated", caller: adminCaller };
}

interface Question {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
  readonly contentType: string | undefined;
}

async function ask(server: GenericApiServer, { method, path, body, contentType }: Question): Promise<TestAnswer> {
  const usual = method === "PATCH" ? "application/merge-patch+json" : "application/json";
  const answer = await injectWhole(server.handler, {
    method,
    url: path,
    headers: body === undefined ? [] : ["Content-Type", contentType ?? usual],
    ...(body === undefined ? {} : { body: typeof body === "string" ? body : JSON.stringify(body) }),
  });
  return { status: answer.status, header: (name) => answer.header(name), body: parsedBody(answer.body) };
}

function parsedBody(text: string): Readonly<Record<string, unknown>> {
  if (text === "") return {};
  const parsed: unknown = JSON.parse(text);
  return typeof parsed === "object" && parsed !== null ? { ...parsed } : {};
}
