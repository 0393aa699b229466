/**
 * Everything `/metrics` shows. prom-client prints it and measures the process; it is loaded on the first scrape, so a
 * server nobody scrapes never pays for it.
 */
import type { Registry } from "prom-client";
import type { RequestGate } from "../request-gate.js";
import { kubernetesVersion, type Releases, type VersionInfo } from "../version.js";
import { type RequestMetrics, RequestMetricsRegistry } from "./request-metrics.js";
import type { MetricFamily } from "./sample.js";

/** How often the lag of the event loop is sampled. Each sample wakes the process: the library's 10 ms would show on an idle server. */
const lagSampleMs = 1000;

export class MetricsRegistry {
  readonly #requests = new RequestMetricsRegistry();
  readonly #families: MetricFamily[] = [...this.#requests.families];
  #printer: Promise<Registry> | undefined;

  get requests(): RequestMetrics {
    return this.#requests;
  }

  /** Adds a family; before the first scrape. */
  add(family: MetricFamily): void {
    this.#families.push(family);
  }

  async print(): Promise<string> {
    this.#printer ??= this.#load().catch((error: unknown) => {
      // The package may be back at the next scrape: `npm ci` under a running server takes it away for a while.
      this.#printer = undefined;
      throw error;
    });
    return (await this.#printer).metrics();
  }

  async #load(): Promise<Registry> {
    const { default: prometheus } = await import("prom-client");
    const registry = new prometheus.Registry();
    prometheus.collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: lagSampleMs });
    for (const family of this.#families) {
      // prom-client asks a registered metric for nothing but its name and `get`.
      const metric = {
        name: family.name,
        get: async () => ({
          name: family.name,
          help: family.help,
          type: family.type,
          aggregator: "sum",
          values: [...family.collect()],
        }),
      };
      registry.registerMetric(metric as unknown as Parameters<Registry["registerMetric"]>[0]);
    }
    return registry;
  }
}

export const metricsContentType = "text/plain; version=0.0.4; charset=utf-8";

export function gateFamily(gate: RequestGate): MetricFamily {
  return {
    name: "apiserver_current_inflight_requests",
    type: "gauge",
    help: "The most requests in flight at once since the last scrape, by kind.",
    collect: () => {
      const peaks = gate.takePeaks();
      return [
        { labels: { request_kind: "mutating" }, value: peaks.mutating },
        { labels: { request_kind: "readOnly" }, value: peaks.readOnly },
      ];
    },
  };
}

export function buildInfoFamily(version: VersionInfo): MetricFamily {
  const labels = {
    build_date: version.buildDate,
    compiler: version.compiler,
    git_commit: version.gitCommit,
    git_tree_state: version.gitTreeState,
    git_version: version.gitVersion,
    go_version: version.goVersion,
    major: version.major,
    minor: version.minor,
    platform: version.platform,
  };
  return {
    name: "kubernetes_build_info",
    type: "gauge",
    help: "Always 1; the labels say which build this is.",
    collect: () => [{ labels, value: 1 }],
  };
}

/** Which release's API is served, as kube-apiserver tells it. */
export function versionInfoFamily({ emulated, minCompatibility }: Releases): MetricFamily {
  const labels = { binary: kubernetesVersion, component: "kube", emulation: emulated, min_compat: minCompatibility };
  return {
    name: "version_info",
    type: "gauge",
    help: "Always 1; the labels say which releases the server follows.",
    collect: () => [{ labels, value: 1 }],
  };
}
