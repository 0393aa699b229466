/**
 * What a server is made from. `Config` is what the composition root has gathered; `complete` adds what follows from
 * it; only a `CompletedConfig` makes a `GenericApiServer`.
 */
import type { Authenticator } from "../auth/request-authenticator.js";
import type { Handler } from "../http/message.js";
import type { Store } from "../storage/store.js";
import type { Clock } from "../util/clock.js";
import type { Logger } from "../util/logger.js";
import type { HealthCheck } from "./health/health-checks.js";
import { probeCheck } from "./health/health-checks.js";
import type { PostStartHook, PreShutdownHook } from "./hooks.js";
import { buildInfoFamily, gateFamily, MetricsRegistry, versionInfoFamily } from "./metrics/metrics-registry.js";
import type { MetricFamily } from "./metrics/sample.js";
import type { ServerOptions } from "./options/options.js";
import { RequestGate } from "./request-gate.js";
import type { VersionInfo } from "./version.js";

export interface Config {
  readonly options: ServerOptions;
  readonly version: VersionInfo;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly store: Store;
  readonly authenticator: Authenticator;
  /** Makes the API half; absent: a server with health, version and metrics only. */
  readonly api?: CreateApi;
}

export interface CompletedConfig extends Config {
  readonly gate: RequestGate;
  readonly metrics: MetricsRegistry;
  readonly storeChecks: { readonly live: HealthCheck; readonly ready: HealthCheck };
}

/** What the API half is given. */
export type ApiParts = Omit<CompletedConfig, "api" | "storeChecks">;

/** What the API half gives back. */
export interface ApiMount {
  /**
   * Sees every request first: runs the filters (draining, authentication, limits, metrics), serves what it knows, and
   * hands everything else to the `next` it was made with.
   */
  readonly handler: Handler;
  /** Paths for the list at `/` (`/api`, `/apis/apps/v1`, `/openapi/v3` …). */
  readonly paths: readonly string[];
  readonly postStartHooks?: readonly PostStartHook[];
  readonly preShutdownHooks?: readonly PreShutdownHook[];
  readonly families?: readonly MetricFamily[];
  /** Why reads cannot be served yet; undefined when caches are filled. Becomes the check `informer-sync`. */
  readonly notSynced?: () => string | undefined;
  /** After the last request, before the store closes. */
  readonly close?: () => Promise<void> | void;
}

export type CreateApi = (parts: ApiParts, next: Handler) => Promise<ApiMount> | ApiMount;

/** A key that is never written: the read goes through the whole store, as kube-apiserver's check does. */
const probeKey = "/registry/health";

export function complete(config: Config): CompletedConfig {
  const { options, store } = config;
  const gate = new RequestGate(options.limits);
  const metrics = new MetricsRegistry();
  metrics.add(gateFamily(gate));
  metrics.add(buildInfoFamily(config.version));
  metrics.add(versionInfoFamily(options.versions));
  const probe = (): Promise<unknown> => (store.fault === undefined ? store.get(probeKey) : Promise.reject(store.fault));
  return {
    ...config,
    gate,
    metrics,
    storeChecks: {
      live: probeCheck("etcd", options.healthCheckTimeoutMs, probe),
      ready: probeCheck("etcd-readiness", options.readyCheckTimeoutMs, probe),
    },
  };
}
