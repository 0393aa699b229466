/** Paths that describe the API instead of being it: discovery and OpenAPI. */
import type { RequestContext } from "../../endpoints/context.js";
import { createDiscoveryRoutes } from "../../endpoints/discovery/discovery-routes.js";
import type { InstalledApi } from "../../endpoints/install.js";
import { createNegotiator } from "../../endpoints/negotiate.js";
import { createOpenApiRoutes } from "../../endpoints/openapi/openapi-routes.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { ApiParts } from "../config.js";
import { isHttps } from "../options/service-account-options.js";

export interface InfoRoutes {
  /** True when the path was one of these. */
  readonly handle: (context: RequestContext) => boolean;
  /** For the list at `/`. */
  readonly paths: readonly string[];
}

/** `groups`: every group with a definition, served or not. */
export function createInfoRoutes(
  { options, version, clock }: ApiParts,
  { served }: InstalledApi,
  groups: readonly GroupDefinition[],
): InfoRoutes {
  const discovery = createDiscoveryRoutes({
    groups: served,
    negotiate: createNegotiator(),
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
  return {
    handle: (context) => discovery.handle(context) || openapi.handle(context),
    paths: [...discovery.paths, ...openapi.paths],
  };
}
