/** Makes the API half of a server from records: storages, routes, filters, in the shape the generic server mounts. */
import { randomUUID } from "node:crypto";
import { namespaceLifecycle } from "../../admission/namespace-lifecycle.js";
import { ensureSystemNamespaces } from "../../controlplane/system-namespaces.js";
import { type ApiDeps, dispatchApi } from "../../endpoints/api-handler.js";
import type { RequestContext } from "../../endpoints/context.js";
import { type InstalledApi, installApi } from "../../endpoints/install.js";
import { createNegotiator } from "../../endpoints/negotiate.js";
import { sendText } from "../../endpoints/respond.js";
import { authentication } from "../../filters/authentication.js";
import { createChain, type Filter } from "../../filters/chain.js";
import { maxInFlight } from "../../filters/max-in-flight.js";
import { observe } from "../../filters/observe.js";
import { createDeadlines } from "../../filters/request-timeout.js";
import type { Handler } from "../../http/message.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { Admission, StorageDeps } from "../../registry/rest-storage.js";
import { HotBytes } from "../../storage/watchcache/hot-bytes.js";
import type { ApiMount, ApiParts, CreateApi } from "../config.js";
import { isServed } from "../runtime-config.js";
import { type AccountAccess, accountAccess } from "./account-access.js";
import { componentProbe } from "./component-probe.js";
import { createInfoRoutes } from "./info-routes.js";
import type { OpenIdRoutes } from "./openid-routes.js";
import { recorders } from "./recorders.js";
import { storageFamilies } from "./storage-metrics.js";

/** Events each resource's cache keeps for watches that resume. */
const ringSize = 4096;

export function createApiFor(groups: readonly GroupDefinition[]): CreateApi {
  return (parts, next) => mountApi(groups, parts, next);
}

async function mountApi(groups: readonly GroupDefinition[], parts: ApiParts, next: Handler): Promise<ApiMount> {
  const { options, store, clock } = parts;
  let admit: Admission = () => {};
  const storageDeps: StorageDeps = {
    store,
    now: () => clock.nowMs(),
    newUid: () => randomUUID(),
    newNameSuffix: nameSuffix,
    admit: (attributes) => admit(attributes),
    ringSize,
    hotBytes: new HotBytes(),
  };
  const installed = installApi({
    groups,
    storageDeps,
    isServed: (question) => isServed(options.runtimeConfig, question),
  });
  const namespaces = installed.storageOf("", "namespaces");
  if (namespaces?.cache !== undefined) admit = namespaceLifecycle(namespaces.cache);
  const access = await accountAccess(parts, installed.storageOf);
  const deps = apiDeps(parts, installed, access);
  const info = createInfoRoutes(parts, installed, groups);
  const deadlines = createDeadlines({
    timeoutMs: options.limits.requestTimeoutMs,
    now: () => performance.now(),
    every: (ms, run) => {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
  });
  const chain = createChain({
    filters: filtersOf(parts, access),
    serve: serveFilter(deps, { info: info.handle, openId: access.openId }, next),
    newAuditId: () => randomUUID(),
    cbor: options.featureGates.has("CBORServingAndStorage"),
    onWait: (context) => deadlines.add(context),
    onFault: (error, context) => parts.logger.error("request failed", { path: context.request.path, error }),
  });
  return {
    handler: chain,
    paths: info.paths,
    families: storageFamilies(installed.storages),
    postStartHooks:
      namespaces === undefined
        ? []
        : [{ name: "start-system-namespaces-controller", run: () => ensureSystemNamespaces(namespaces) }],
    close: () => {
      deadlines.close();
      for (const storage of installed.storages) storage.cache?.close();
    },
  };
}

function filtersOf(parts: ApiParts, { authenticator }: AccountAccess): readonly Filter[] {
  return [observe(() => performance.now()), authentication(authenticator), maxInFlight(parts.gate)];
}

function apiDeps(parts: ApiParts, installed: InstalledApi, access: AccountAccess): ApiDeps {
  const { options, clock, metrics, gate } = parts;
  const counting = recorders(metrics.requests);
  return {
    routes: installed.routes,
    negotiate: createNegotiator({ cbor: options.featureGates.has("CBORServingAndStorage") }),
    isKnownKind: (apiVersion, kind) => installed.routes.hasKind(apiVersion, kind),
    now: () => clock.nowMs(),
    tokens: access.tokens,
    issuer: access.issuer,
    storageOf: installed.storageOf,
    probe: componentProbe(parts.store),
    after: (ms, run) => {
      const timer = setTimeout(run, Math.min(ms, 2 ** 31 - 1));
      return () => clearTimeout(timer);
    },
    random: Math.random,
    minRequestTimeoutMs: options.limits.minRequestTimeoutMs,
    addLongRunning: (endpoint, end) => {
      const leave = gate.addLongRunning(end);
      const ended = counting.watchStarted(endpoint);
      return () => {
        leave();
        ended();
      };
    },
    onWatchEvents: counting.watchEvent,
    recorderFor: counting.recorderFor,
  };
}

interface OtherRoutes {
  readonly info: (context: RequestContext) => boolean;
  readonly openId: OpenIdRoutes | undefined;
}

/** API paths first; what names no group version here goes to the information routes, then to the next server of the chain. */
function serveFilter(deps: ApiDeps, { info, openId }: OtherRoutes, next: Handler): Filter {
  return (context) => {
    if (context.info !== undefined) {
      const served = dispatchApi(deps, context, context.info);
      if (served !== false) return served;
    }
    if (info(context)) return undefined;
    if (context.info !== undefined) sendText(context, 404, "404 page not found\n");
    else return openId?.(context) ?? next(context.request, context.response);
    return undefined;
  };
}

/** Letters and digits that make no words, as Kubernetes has them. */
const suffixAlphabet = "bcdfghjklmnpqrstvwxz2456789";

function nameSuffix(): string {
  let suffix = "";
  for (let i = 0; i < 5; i++) suffix += suffixAlphabet[Math.floor(Math.random() * suffixAlphabet.length)];
  return suffix;
}
