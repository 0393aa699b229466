/** A server in process: health, paths, chain, and the order in which it stops. */
import assert from "node:assert/strict";
import { test } from "node:test";
import { createRequestAuthenticator } from "../../../src/auth/request-authenticator.js";
import { createTokenAuthenticator } from "../../../src/auth/token-authenticator.js";
import { injectWhole } from "../../../src/http/inject.js";
import type { Handler, Listener } from "../../../src/http/message.js";
import { type Config, type CreateApi, complete } from "../../../src/server/config.js";
import { GenericApiServer } from "../../../src/server/generic-api-server.js";
import { HealthResults } from "../../../src/server/health/health-results.js";
import { parseServeArguments } from "../../../src/server/options/options.js";
import { versionInfo } from "../../../src/server/version.js";
import { StoreError } from "../../../src/storage/store.js";
import { systemClock } from "../../../src/util/clock.js";
import { silentLogger } from "../../../src/util/logger.js";
import { createMemoryStore } from "../../support/store/memory-store.js";

const admin = { name: "admin", uid: "", groups: ["system:masters"], extra: {} };

function configFor(argv: readonly string[] = [], more: Partial<Config> = {}): Config {
  const request = parseServeArguments(argv);
  assert.ok(request.kind === "serve");
  const tokens = createTokenAuthenticator(new Map([["t", admin]]));
  return {
    options: request.options,
    version: versionInfo("0.0.0"),
    logger: silentLogger,
    clock: systemClock,
    store: createMemoryStore(),
    authenticator: createRequestAuthenticator({ tokens, openHealthPaths: true }),
    ...more,
  };
}

async function prepared(config: Config = configFor(), delegate?: Handler): Promise<GenericApiServer> {
  const server = new GenericApiServer(complete(config), delegate);
  await server.prepare();
  return server;
}

const headers = ["Authorization", "Bearer t"];
const get = (server: GenericApiServer, url: string) => injectWhole(server.handler, { url, headers, secure: true });

test("readiness waits for every post-start hook, liveness has patience for them", async () => {
  const server = new GenericApiServer(complete(configFor(["--livez-grace-period=1h"])));
  let finish = (): void => {};
  server.addPostStartHook({ name: "slow", run: () => new Promise((resolve) => (finish = resolve)) });
  await server.prepare();
  const started = server.start();
  assert.match((await get(server, "/readyz")).body, /\[-\]poststarthook\/slow failed: reason withheld\n/);
  assert.equal((await get(server, "/readyz/poststarthook/slow")).body, "internal server error: not finished\n");
  assert.equal((await get(server, "/livez")).status, 200);
  finish();
  await started;
  assert.equal((await get(server, "/readyz")).body, "ok");
});

test("a failed post-start hook is the server's failure", async () => {
  const server = new GenericApiServer(complete(configFor()));
  server.addPostStartHook({ name: "bad", run: () => Promise.reject(new Error("no")) });
  await server.prepare();
  await assert.rejects(server.start(), /post-start hook bad failed/);
  assert.equal((await get(server, "/readyz")).status, 500);
});

test("checks have kube-apiserver's names and order", async () => {
  const server = await prepared();
  const ready = (await get(server, "/readyz?verbose")).body;
  const expected = ["ping", "log", "etcd", "etcd-readiness", "informer-sync", "shutdown"];
  assert.equal(ready, `${expected.map((name) => `[+]${name} ok\n`).join("")}readyz check passed\n`);
  assert.equal((await get(server, "/livez?verbose")).body, "[+]ping ok\n[+]log ok\n[+]etcd ok\nlivez check passed\n");
});

test("a store that fails makes the check named etcd fail", async () => {
  const store = createMemoryStore();
  const broken = { ...store, get: () => Promise.reject(new Error("disk gone")) } as unknown as Config["store"];
  const server = await prepared(configFor([], { store: broken }));
  assert.match((await get(server, "/livez")).body, /\[-\]etcd failed: reason withheld\nlivez check failed\n$/);
});

test("a store that takes no writes any more makes it fail too", async () => {
  const fault = new StoreError({ kind: "Unavailable", detail: "the file is gone" });
  const server = await prepared(
    configFor([], { store: { ...createMemoryStore(), fault } as unknown as Config["store"] }),
  );
  assert.match((await get(server, "/livez")).body, /\[-\]etcd failed: reason withheld\nlivez check failed\n$/);
  assert.equal((await get(server, "/readyz")).status, 500);
});

test("caches that are not filled keep the server from being ready", async () => {
  const api: CreateApi = (_, next) => ({ handler: next, paths: [], notSynced: () => "pods" });
  const server = await prepared(configFor([], { api }));
  assert.match((await get(server, "/readyz")).body, /\[-\]informer-sync failed/);
  assert.equal((await get(server, "/livez")).status, 200);
});

test("what the server does not know goes to its delegate", async () => {
  const server = await prepared(configFor(), (_, response) => response.send(299, [], "delegate"));
  assert.equal((await get(server, "/somewhere")).status, 299);
});

test("without a delegate an unknown path is Go's plain 404", async () => {
  const answer = await get(await prepared(), "/somewhere");
  assert.deepEqual([answer.status, answer.body], [404, "404 page not found\n"]);
  assert.equal(answer.header("content-type"), "text/plain; charset=utf-8");
});

test("the path list holds the server's own paths and the API half's, sorted", async () => {
  const api: CreateApi = (_, next) => ({ handler: next, paths: ["/apis/apps/v1", "/api"] });
  const { paths } = JSON.parse((await get(await prepared(configFor([], { api })), "/")).body) as { paths: string[] };
  assert.deepEqual(paths, [...paths].sort());
  for (const path of ["/api", "/apis/apps/v1", "/livez/etcd", "/metrics", "/version"])
    assert.ok(paths.includes(path), path);
});

test("the version has Kubernetes' shape, and only GET reads it", async () => {
  const server = await prepared();
  const version = JSON.parse((await get(server, "/version")).body) as Record<string, string>;
  assert.deepEqual([version.major, version.minor], ["1", "36"]);
  assert.match(version.gitVersion ?? "", /^v1\.36\.\d+\+/);
  const posted = await injectWhole(server.handler, { url: "/version", method: "POST", headers, secure: true });
  assert.equal(posted.status, 405);
});

test("metrics are served as text and count the requests before", async () => {
  const server = await prepared();
  await get(server, "/livez");
  const answer = await get(server, "/metrics");
  assert.match(answer.header("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  assert.match(answer.body, /apiserver_request_total\{.*subresource="\/livez",verb="GET".*code="200"\} 1/);
});

test("what health checks said is told per check and endpoint; single checks and excluded ones count for nothing", async () => {
  const server = await prepared();
  const before = (await get(server, "/metrics/slis")).body;
  assert.match(before, /^# HELP process_start_time_seconds .*\n# TYPE process_start_time_seconds gauge\n/);
  for (const path of ["/livez", "/readyz?exclude=log", "/readyz", "/healthz/ping", "/readyz/ping"])
    await get(server, path);
  const answer = await get(server, "/metrics/slis");
  assert.match(answer.header("content-type") ?? "", /^text\/plain; version=0\.0\.4/);
  const lines = answer.body.split("\n").filter((line) => /"(ping|log)"/.test(line));
  // Labels, their order and that of the lines are a kube-apiserver's.
  assert.deepEqual(lines, [
    'kubernetes_healthcheck{name="log",type="livez"} 1',
    'kubernetes_healthcheck{name="log",type="readyz"} 1',
    'kubernetes_healthcheck{name="ping",type="livez"} 1',
    'kubernetes_healthcheck{name="ping",type="readyz"} 1',
    'kubernetes_healthchecks_total{name="log",status="success",type="livez"} 1',
    'kubernetes_healthchecks_total{name="log",status="success",type="readyz"} 1',
    'kubernetes_healthchecks_total{name="ping",status="success",type="livez"} 1',
    'kubernetes_healthchecks_total{name="ping",status="success",type="readyz"} 2',
  ]);
  assert.match(answer.body, /^process_start_time_seconds 1\.\d+e\+09$/m);
});

test("a check that fails is told as 0, and its failures are counted beside its successes", async () => {
  const results = new HealthResults();
  let reason: string | undefined = "no";
  const counted = results.counted({ name: "etcd", check: () => reason }, "readyz");
  await counted.check();
  assert.match(results.print(0), /^kubernetes_healthcheck\{name="etcd",type="readyz"\} 0$/m);
  reason = undefined;
  await counted.check();
  const lines = results
    .print(0)
    .split("\n")
    .filter((line) => line.includes("etcd"));
  assert.deepEqual(lines, [
    'kubernetes_healthcheck{name="etcd",type="readyz"} 1',
    'kubernetes_healthchecks_total{name="etcd",status="error",type="readyz"} 1',
    'kubernetes_healthchecks_total{name="etcd",status="success",type="readyz"} 1',
  ]);
});

test("without a token health and version are open, everything else is 401", async () => {
  const server = await prepared();
  const anonymous = async (url: string) => (await injectWhole(server.handler, { url, secure: true })).status;
  assert.deepEqual([await anonymous("/livez"), await anonymous("/metrics"), await anonymous("/")], [200, 401, 401]);
});

test("stopping makes it not ready, runs hooks, stops listeners, drains, ends watches, closes API and store, in that order", async () => {
  const order: string[] = [];
  const store = createMemoryStore();
  const close = store.close.bind(store);
  store.close = async () => {
    order.push("store closed");
    await close();
  };
  const api: CreateApi = (_, next) => ({ handler: next, paths: [], close: () => void order.push("api closed") });
  const config = complete(configFor([], { api, store }));
  const server = new GenericApiServer(config);
  await server.prepare();
  server.addPreShutdownHook({
    name: "hook",
    run: async () => {
      const ready = await get(server, "/readyz");
      order.push(`hook, readyz ${ready.status}`);
    },
  });
  const { gate } = config;
  gate.tryEnter("mutating");
  const remove = gate.addLongRunning(() => {
    order.push("watch ended");
    remove();
  });
  const listener: Listener = {
    port: 1,
    stopAccepting: () => {
      if (order.at(-1)?.startsWith("hook")) {
        order.push("not accepting");
        setImmediate(() => {
          order.push("request done");
          gate.leave("mutating");
        });
      }
    },
    close: () => void order.push("sockets closed"),
  };
  await server.stop([listener]);
  assert.deepEqual(order, [
    "hook, readyz 500",
    "not accepting",
    "request done",
    "watch ended",
    "sockets closed",
    "api closed",
    "store closed",
  ]);
});

test("stopping twice stops once", async () => {
  const server = await prepared();
  assert.equal(server.stop([]), server.stop([]));
  await server.stop([]);
});

test("with --shutdown-send-retry-after new requests get 429 while old ones drain", async () => {
  const config = complete(configFor(["--shutdown-send-retry-after"]));
  const server = new GenericApiServer(config);
  await server.prepare();
  config.gate.tryEnter("readOnly");
  const stopped = server.stop([]);
  await new Promise((resolve) => setImmediate(resolve));
  const answer = await get(server, "/version");
  assert.deepEqual([answer.status, answer.header("retry-after"), answer.header("connection")], [429, "5", "close"]);
  config.gate.leave("readOnly");
  await stopped;
});

test("past the limit requests get 429 and Retry-After: 1", async () => {
  const config = complete(configFor(["--max-requests-inflight=1"]));
  const server = new GenericApiServer(config);
  await server.prepare();
  config.gate.tryEnter("readOnly");
  const answer = await get(server, "/version");
  assert.deepEqual([answer.status, answer.header("retry-after")], [429, "1"]);
});
