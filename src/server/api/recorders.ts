/** Finds a route's request counters once and keeps them: on the hot path it is two property reads. */
import type { ResourceRoute } from "../../endpoints/api-routes.js";
import type { RequestContext, RequestRecorder } from "../../endpoints/context.js";
import type { RequestInfo } from "../../endpoints/request-info.js";
import type { ResourceEndpoint } from "../../endpoints/resource-endpoint.js";
import type { WatchRecorder } from "../../endpoints/watch/watch.js";
import { oncePer } from "../../util/get-or-add.js";
import type { RequestMetrics } from "../metrics/request-metrics.js";

export interface Recorders {
  recorderFor(route: ResourceRoute, verb: string, info: RequestInfo): RequestRecorder;
  /** The same for all watches of an endpoint. */
  watchRecorderOf(endpoint: ResourceEndpoint): WatchRecorder;
  /** The request was turned away because of the load. */
  shed(context: RequestContext): void;
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
  const watchRecorderOf = oncePer(({ definition: { group, plural }, version }: ResourceEndpoint) =>
    metrics.watchRecorderFor({ group, version: version.name, resource: plural }),
  );
  return {
    watchRecorderOf,
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
    shed: ({ info, request }) => {
      if (info === undefined) return;
      const { group, version, resource, subresource } = info;
      const verb = verbOf(info, request);
      metrics.terminated({ verb, group, version, resource, subresource, scope: scopeOf(info), component: "apiserver" });
    },
    watchStarted: (endpoint) => {
      const { group, plural } = endpoint.definition;
      const labels = { verb: "WATCH", group, version: endpoint.version.name, resource: plural, subresource: "" };
      const recorder = metrics.longRunningFor({ ...labels, scope: "cluster", component: "apiserver" });
      recorder.started();
      return () => recorder.ended();
    },
  };
}

const readMethods: ReadonlySet<string> = new Set(["GET", "HEAD"]);
const writeMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Of a request whose route nobody has looked for. */
function verbOf(info: RequestInfo, { method, query }: RequestContext["request"]): string {
  if (method === "DELETE" && info.name === "") return "DELETECOLLECTION";
  if (writeMethods.has(method)) return method;
  if (!readMethods.has(method)) return "other";
  if (info.oldWatch || query.includes("watch=")) return "WATCH";
  return info.name === "" ? "LIST" : "GET";
}

function scopeOf(info: RequestInfo): "cluster" | "namespace" | "resource" {
  if (info.name !== "") return "resource";
  return info.namespace === "" ? "cluster" : "namespace";
}
