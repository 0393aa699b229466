/** Paths that describe the API instead of being it: discovery and OpenAPI. */
import type { RequestContext } from "../../endpoints/context.js";
import { createDiscoveryRoutes } from "../../endpoints/discovery/discovery-routes.js";
import type { InstalledApi } from "../../endpoints/install.js";
import { createNegotiator } from "../../endpoints/negotiate.js";
import type { ApiParts } from "../config.js";

export interface InfoRoutes {
  /** True when the path was one of these. */
  readonly handle: (context: RequestContext) => boolean;
  /** For the list at `/`. */
  readonly paths: readonly string[];
}

export function createInfoRoutes({ options }: ApiParts, { served }: InstalledApi): InfoRoutes {
  const discovery = createDiscoveryRoutes({
    groups: served,
    negotiate: createNegotiator(),
    serverAddress: `${options.serving.address}:${options.serving.port}`,
  });
  return { handle: discovery.handle, paths: discovery.paths };
}
