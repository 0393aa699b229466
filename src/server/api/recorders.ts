/** Finds a route's request counters once and keeps them: on the hot path it is two property reads. The labels are kube-apiserver's. */
import type { ResourceRoute } from "../../endpoints/api-routes.js";
import type { RequestContext, RequestRecorder } from "../../endpoints/context.js";
import { asksToWatch } from "../../endpoints/options/list-options.js";
import { queryOf } from "../../endpoints/options/query.js";
import type { RequestInfo } from "../../endpoints/request-info.js";
import type { ResourceEndpoint } from "../../endpoints/resource-endpoint.js";
import type { WatchRecorder } from "../../endpoints/watch/watch.js";
import type { HttpRequest } from "../../http/message.js";
import type { Verb } from "../../registry/resource-definition.js";
import { oncePer } from "../../util/get-or-add.js";
import type { RequestLabels, RequestMetrics } from "../metrics/request-metrics.js";

export interface Recorders {
  recorderFor(route: ResourceRoute, verb: Verb, request: CountedRequest): RequestRecorder;
  /** The same for all watches of an endpoint. */
  watchRecorderOf(endpoint: ResourceEndpoint): WatchRecorder;
  /** The request was turned away because of the load. */
  shed(context: RequestContext): void;
  /** The request took longer than it may. */
  gaveUp(context: RequestContext): void;
  /** Returns how to tell that the watch is over. */
  watchStarted(context: RequestContext): () => void;
}

export interface CountedRequest {
  readonly request: HttpRequest;
  readonly info: RequestInfo;
}

export function recorders(metrics: RequestMetrics): Recorders {
  const byRoute = oncePer((_route: ResourceRoute) => new Map<string, RequestRecorder>());
  const watchRecorderOf = oncePer(({ definition: { group, plural }, version }: ResourceEndpoint) =>
    metrics.watchRecorderFor({ group, version: version.name, resource: plural }),
  );
  const terminated = (context: RequestContext, code: 429 | 504): void => {
    const labels = labelsAsked(context);
    if (labels !== undefined) metrics.terminated(labels, code);
  };
  return {
    watchRecorderOf,
    recorderFor: (route, verb, asked) => {
      const known = byRoute(route);
      const { info } = asked;
      const usual = usualKey(verb, asked);
      const own = usual === undefined ? particulars(route, verb, asked) : undefined;
      const key = usual ?? `${own?.verb} ${own?.scope} ${info.subresource} ${own?.dryRun} ${own?.watchBy}`;
      let recorder = known.get(key);
      if (recorder === undefined) {
        const { group, version, resource, subresource } = info;
        const { verb: counted, ...rest } = own ?? particulars(route, verb, asked);
        const labels = { verb: counted, group, version, resource, subresource, component: "apiserver" };
        recorder = metrics.recorderFor({ ...labels, ...rest });
        known.set(key, recorder);
      }
      return recorder;
    },
    shed: (context) => terminated(context, 429),
    gaveUp: (context) => terminated(context, 504),
    watchStarted: (context) => {
      const labels = labelsAsked(context);
      if (labels === undefined) return () => {};
      const recorder = metrics.longRunningFor(labels);
      recorder.started();
      return () => recorder.ended();
    },
  };
}

/** The key of a usual request is a constant: nothing is joined. undefined: its particulars have to be looked at. */
function usualKey(verb: Verb, { request, info }: CountedRequest): string | undefined {
  if (info.subresource !== "" || info.oldWatch) return undefined;
  const { query } = request;
  switch (verb) {
    case "get":
    case "delete":
      return query === "" ? verb : undefined;
    case "create":
    case "update":
      return query.includes("dryRun") ? undefined : verb;
    case "patch":
      if (query.includes("dryRun")) return undefined;
      return isApply(request) ? "apply" : verb;
    default:
      return undefined;
  }
}

type Particulars = Required<Pick<RequestLabels, "verb" | "scope" | "dryRun">> & Pick<RequestLabels, "watchBy">;

const countedVerbs: Readonly<Record<Verb, string>> = {
  get: "GET",
  list: "LIST",
  watch: "WATCH",
  create: "POST",
  update: "PUT",
  patch: "PATCH",
  delete: "DELETE",
  deletecollection: "DELETE",
};

/** What the labels of a request that found its route say beside the route. A create has the scope of one object, though it names none. */
function particulars({ subresources }: ResourceRoute, verb: Verb, { request, info }: CountedRequest): Particulars {
  const scope = verb === "create" ? "resource" : scopeOf(info, info.name);
  const counted = { scope, dryRun: dryRunOf(request.query), watchBy: undefined } as const;
  if (subresources.get(info.subresource)?.answers !== undefined) return { ...counted, verb: "CONNECT" };
  if (verb === "watch") return { ...counted, verb: "WATCH", watchBy: info.oldWatch ? "path" : undefined };
  if (verb === "get" && asksToWatch(request.query)) return { ...counted, verb: "WATCH", watchBy: "name" };
  return { ...counted, verb: verb === "patch" && isApply(request) ? "APPLY" : countedVerbs[verb] };
}

function dryRunOf(query: string): string {
  if (!query.includes("dryRun")) return "";
  const asked = queryOf(query).getAll("dryRun");
  if (asked.length === 0) return "";
  return asked.every((one) => one === "All") ? "All" : "invalid";
}

/** By the whole header: with a parameter it counts as a patch. */
const applyTypes: ReadonlySet<string> = new Set(["application/apply-patch+yaml", "application/apply-patch+cbor"]);

function isApply(request: HttpRequest): boolean {
  return applyTypes.has(request.header("content-type") ?? "");
}

const writeMethods: ReadonlySet<string> = new Set(["POST", "PUT", "PATCH", "DELETE"]);

/** Of a request as it was sent, whatever becomes of it. The old word for watching in a path is not seen here. */
function labelsAsked({ info, request }: RequestContext): RequestLabels | undefined {
  if (info === undefined) return undefined;
  const { group, version, resource, subresource } = info;
  const { method, query } = request;
  const scope = method === "POST" ? "resource" : scopeOf(info, info.name === "" ? selectedName(query) : info.name);
  const labels = { group, version, resource, subresource, scope, component: "apiserver" } as const;
  if (method === "PATCH" && isApply(request)) return { ...labels, verb: "APPLY" };
  if (writeMethods.has(method)) return { ...labels, verb: method };
  if (method !== "GET" && method !== "HEAD") return { ...labels, verb: "other" };
  if (asksToWatch(query)) return { ...labels, verb: "WATCH" };
  return { ...labels, verb: scope === "resource" ? "GET" : "LIST" };
}

/** A list or watch of one object by its name. */
function selectedName(query: string): string {
  if (!query.includes("metadata.name")) return "";
  const selector = queryOf(query).get("fieldSelector") ?? "";
  const [, name = ""] = /(?:^|,)metadata\.name==?([^,/%=!]+)(?:,|$)/.exec(selector) ?? [];
  return name;
}

function scopeOf(info: RequestInfo, name: string): "cluster" | "namespace" | "resource" {
  if (name !== "") return "resource";
  return info.namespace === "" ? "cluster" : "namespace";
}
