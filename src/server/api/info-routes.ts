/** Paths that describe the API instead of being it: discovery and OpenAPI. */
import type { RequestContext } from "../../endpoints/context.js";
import { createDiscoveryRoutes } from "../../endpoints/discovery/discovery-routes.js";
import type { InstalledApi } from "../../endpoints/install.js";
import { takesJson } from "../../endpoints/negotiate.js";
import { createOpenApiRoutes } from "../../endpoints/openapi/openapi-routes.js";
import type { HttpRequest } from "../../http/message.js";
import { notAcceptable } from "../../meta/status.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { ApiParts } from "../config.js";
import type { RequestMetrics } from "../metrics/request-metrics.js";
import { isHttps } from "../options/service-account-options.js";

export interface InfoRoutes {
  /** True when the path was one of these. */
  readonly handle: (context: RequestContext) => boolean;
  /** For the list at `/`. */
  readonly paths: readonly string[];
}

/** `groups`: every group with a definition, served or not. */
export function createInfoRoutes(
  { options, version, clock, metrics }: ApiParts,
  { served }: InstalledApi,
  groups: readonly GroupDefinition[],
): InfoRoutes {
  const discovery = createDiscoveryRoutes({
    groups: served,
    cbor: options.featureGates.has("CBORServingAndStorage"),
    withoutHashes: !options.featureGates.has("StorageVersionHash"),
    serverAddress: `${options.serving.address}:${options.serving.port}`,
  });
  const openapi = createOpenApiRoutes({
    groups: served,
    known: groups,
    shared: async () => ({
      ...(await import("../../generated/meta/v1/schemas.js")),
      ...(await import("../../generated/meta/descriptions.js")),
    }),
    info: { title: "Kubernetes", version: `${version.major}.${version.minor}` },
    issuer: isHttps(options.serviceAccounts.issuers[0] ?? ""),
    cbor: options.featureGates.has("CBORServingAndStorage"),
    now: () => clock.nowMs(),
  });
  const count = openApiCounter(metrics.requests);
  return {
    handle: (context) => {
      if (isVersion(context.request)) checkAccept(context);
      if (discovery.handle(context)) return true;
      count(context);
      return openapi.handle(context);
    },
    paths: [...discovery.paths, ...openapi.paths],
  };
}

const v3 = "/openapi/v3";

/** kube-apiserver counts requests for the documents of version 3, under two names that are no paths, and none of version 2. */
function openApiCounter(metrics: RequestMetrics): (context: RequestContext) => void {
  const labels = { verb: "GET", group: "", version: "", resource: "", scope: "" } as const;
  const recorderOf = (subresource: string) => metrics.recorderFor({ ...labels, subresource });
  return (context) => {
    const { method, path } = context.request;
    if (method !== "GET" || !path.startsWith(v3)) return;
    if (path === v3) context.recorder = recorderOf("openapi/v3");
    else if (path[v3.length] === "/") context.recorder = recorderOf("openapi/v3/");
  };
}

/** Answered by the next handler, which knows no forms. */
function isVersion({ method, path }: HttpRequest): boolean {
  return (path === "/version" || path === "/version/") && method === "GET";
}

function checkAccept({ request }: RequestContext): void {
  if (!takesJson(request.header("accept"))) throw notAcceptable(["application/json"]);
}
