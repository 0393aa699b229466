/** Finds a route's request counters once and keeps them: on the hot path it is two property reads. */
import type { ResourceRoute } from "../../endpoints/api-routes.js";
import type { RequestRecorder } from "../../endpoints/context.js";
import type { RequestInfo } from "../../endpoints/request-info.js";
import type { ResourceEndpoint } from "../../endpoints/resource-endpoint.js";
import type { RequestMetrics, WatchRecorder } from "../metrics/request-metrics.js";

export interface Recorders {
  recorderFor(route: ResourceRoute, verb: string, info: RequestInfo): RequestRecorder;
  watchEvent(endpoint: ResourceEndpoint, events: number, bytes: number): void;
  /** Returns how to tell that the watch is over. */
  watchStarted(endpoint: ResourceEndpoint): () => void;
}

/** Verbs as kube-apiserver counts them. */
const countedVerbs: Readonly<Record<string, string>> = {
  get: "GET",
  list: "LIST",
  watch: "WATCH",
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETECOLLECTION",
};

export function recorders(metrics: RequestMetrics): Recorders {
  const byRoute = new WeakMap<ResourceRoute, Map<string, RequestRecorder>>();
  const watches = new WeakMap<ResourceEndpoint, WatchRecorder>();
  return {
    recorderFor: (route, verb, info) => {
      let known = byRoute.get(route);
      if (known === undefined) {
        known = new Map();
        byRoute.set(route, known);
      }
      const scope = scopeOf(info);
      // The usual request has no subresource: its key is a constant string, nothing is joined.
      const key = info.subresource === "" && scope === "resource" ? verb : `${verb} ${scope} ${info.subresource}`;
      let recorder = known.get(key);
      if (recorder === undefined) {
        const { group, version, resource, subresource } = info;
        const counted = countedVerbs[verb] ?? "other";
        recorder = metrics.recorderFor({
          verb: counted,
          group,
          version,
          resource,
          subresource,
          scope,
          component: "apiserver",
        });
        known.set(key, recorder);
      }
      return recorder;
    },
    watchStarted: (endpoint) => {
      const { group, plural } = endpoint.definition;
      const labels = { verb: "WATCH", group, version: endpoint.version.name, resource: plural, subresource: "" };
      const recorder = metrics.longRunningFor({ ...labels, scope: "cluster", component: "apiserver" });
      recorder.started();
      return () => recorder.ended();
    },
    watchEvent: (endpoint, _events, bytes) => {
      let recorder = watches.get(endpoint);
      if (recorder === undefined) {
        const { group, plural } = endpoint.definition;
        recorder = metrics.watchRecorderFor({ group, version: endpoint.version.name, resource: plural });
        watches.set(endpoint, recorder);
      }
      recorder.observe(bytes);
    },
  };
}

function scopeOf(info: RequestInfo): "cluster" | "namespace" | "resource" {
  if (info.name !== "") return "resource";
  return info.namespace === "" ? "cluster" : "namespace";
}
