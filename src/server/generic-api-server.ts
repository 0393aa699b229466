/**
 * One server of the delegation chain: its API half, its own paths (`/livez`, `/version`, `/metrics`, `/`), its hooks
 * and health checks. What it does not know goes to `delegate`.
 *
 * Life: make it, `addPostStartHook`/`addHealthCheck`, `prepare()` once, mount `handler` on listeners, `start()`, and in the
 * end `stop()`.
 */
import type { Handler, Listener } from "../http/message.js";
import { methodNotAllowed, resourceNotFound } from "../meta/status.js";
import { assert } from "../util/assert.js";
import type { ApiMount, CompletedConfig } from "./config.js";
import { countedPaths, pathsOnlyChain } from "./handler-chain.js";
import { type HealthCheck, pingCheck, withGrace } from "./health/health-checks.js";
import { HealthResults } from "./health/health-results.js";
import { mountHealth } from "./health/health-routes.js";
import { type PostStartHook, PostStartHooks, type PreShutdownHook } from "./hooks.js";
import { metricsContentType } from "./metrics/metrics-registry.js";
import { PathRoutes } from "./path-mux.js";
import { reply, replyJson, replyOnFault, replyPageNotFound, replyStatus } from "./replies.js";
import { stopServer } from "./start/stop-server.js";

export class GenericApiServer {
  readonly config: CompletedConfig;
  readonly routes = new PathRoutes();
  readonly #delegate: Handler;
  readonly #hooks = new PostStartHooks();
  readonly #preShutdown: PreShutdownHook[] = [];
  readonly #checks: HealthCheck[] = [];
  readonly #stopping = new AbortController();
  #api: ApiMount | undefined;
  #handler: Handler | undefined;
  #stopped: Promise<void> | undefined;

  constructor(config: CompletedConfig, delegate: Handler = replyPageNotFound) {
    this.config = config;
    this.#delegate = delegate;
  }

  addPostStartHook(hook: PostStartHook): void {
    assert(this.#handler === undefined, "hooks are added before prepare()");
    this.#hooks.add(hook);
  }
  addPreShutdownHook(hook: PreShutdownHook): void {
    this.#preShutdown.push(hook);
  }
  /** Counts for all three endpoints. */
  addHealthCheck(check: HealthCheck): void {
    assert(this.#handler === undefined, "health checks are added before prepare()");
    this.#checks.push(check);
  }
  /** Aborted as soon as the server starts to stop. */
  get stopping(): AbortSignal {
    return this.#stopping.signal;
  }
  get handler(): Handler {
    assert(this.#handler !== undefined, "prepare() comes before handler");
    return this.#handler;
  }

  /** Makes the API half and freezes routes, hooks and checks. */
  async prepare(): Promise<void> {
    const { api, metrics } = this.config;
    const next = countedPaths(this.config, (request, response) => {
      const found = this.routes.find(request.path) ?? this.#delegate;
      found(request, response);
    });
    this.#api = await api?.(this.config, next);
    for (const hook of this.#api?.postStartHooks ?? []) this.addPostStartHook(hook);
    for (const hook of this.#api?.preShutdownHooks ?? []) this.addPreShutdownHook(hook);
    for (const family of this.#api?.families ?? []) metrics.add(family);
    this.#mountHealth();
    this.#mountPaths();
    this.#handler = this.#api?.handler ?? pathsOnlyChain(this.config, next);
  }

  /** Runs the post-start hooks; call it when the listeners are open. Rejects when a hook fails. */
  async start(): Promise<void> {
    await this.#hooks.run({ signal: this.stopping, logger: this.config.logger });
  }

  /** Stops in kube-apiserver's order; see `stopServer`. Idempotent. */
  stop(listeners: readonly Listener[]): Promise<void> {
    this.#stopped ??= stopServer({
      config: this.config,
      listeners,
      preShutdownHooks: this.#preShutdown,
      announce: () => this.#stopping.abort(),
      closeApi: async () => this.#api?.close?.(),
    });
    return this.#stopped;
  }

  /** Order and names are kube-apiserver's where the thing checked is the same. */
  #mountHealth(): void {
    const { logger, clock, options, storeChecks } = this.config;
    const { live, ready } = storeChecks;
    const results = new HealthResults();
    const log: HealthCheck = { name: "log", check: () => undefined };
    const notSynced = this.#api?.notSynced;
    const synced: HealthCheck = { name: "informer-sync", check: () => notSynced?.() };
    const shutdown: HealthCheck = {
      name: "shutdown",
      check: () => (this.stopping.aborted ? "process is shutting down" : undefined),
    };
    const hooks = this.#hooks.checks;
    const patient = hooks.map((check) => withGrace(check, options.shutdown.livezGraceMs, () => clock.monotonicMs()));
    const alive = [pingCheck, log, live, ...this.#checks, ...patient];
    mountHealth(this.routes, { endpoint: "healthz", checks: alive, results, logger });
    mountHealth(this.routes, { endpoint: "livez", checks: alive, results, logger });
    const prompt = [pingCheck, log, live, ready, synced, ...this.#checks, ...hooks, shutdown];
    mountHealth(this.routes, { endpoint: "readyz", checks: prompt, results, logger });
    this.routes.add("/metrics/slis", (request, response) => {
      const body = results.print(Math.round(performance.timeOrigin / 10) / 100);
      reply(request, response, { status: 200, contentType: metricsContentType, body });
    });
  }

  #mountPaths(): void {
    const { version, metrics } = this.config;
    const versionHandler: Handler = (request, response) => {
      if (request.method !== "GET") return replyStatus(request, response, methodNotAllowed().status);
      replyJson(request, response, 200, version);
    };
    this.routes.add("/version", versionHandler);
    this.routes.add("/version/", versionHandler, { listed: false });
    this.routes.addPrefix("/version/", (request, response) =>
      replyStatus(request, response, resourceNotFound().status),
    );
    this.routes.add("/metrics", (request, response) => {
      const answer = metrics
        .print()
        .then((body) => reply(request, response, { status: 200, contentType: metricsContentType, body }));
      replyOnFault(answer, request, response);
    });
    this.routes.list(this.#api?.paths ?? []);
    const index: Handler = (request, response) => replyJson(request, response, 200, { paths: this.routes.paths });
    this.routes.add("/", index, { listed: false });
    this.routes.add("/index.html", index, { listed: false });
  }
}
