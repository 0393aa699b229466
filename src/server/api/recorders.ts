/** Finds a route's request counters once and keeps them: on the hot path it is two property reads. */
import type { ResourceRoute } from "../../endpoints/api-routes.js";
import type { RequestRecorder } from "../../endpoints/context.js";
import type { RequestInfo } from "../../endpoints/request-info.js";
import type { ResourceEndpoint } from "../../endpoints/resource-endpoint.js";
import { oncePer } from "../../util/get-or-add.js";
import type { RequestMetrics } from "../metrics/request-metrics.js";

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
  const byRoute = oncePer((_route: ResourceRoute) => new Map<string, RequestRecorder>());
  const watchRecorder = oncePer(({ definition: { group, plural }, version }: ResourceEndpoint) =>
    metrics.watchRecorderFor({ group, version: version.name, resource: plural }),
  );
  return {
    recorderFor: (route, verb, info) => {
      const known = byRoute(route);
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
    watchEvent: (endpoint, _events, bytes) => watchRecorder(endpoint).observe(bytes),
  };
}

function scopeOf(info: RequestInfo): "cluster" | "namespace" | "resource" {
  if (info.name !== "") return "resource";
  return info.namespace === "" ? "cluster" : "namespace";
}
