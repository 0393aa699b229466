/** Makes the API half of a server from records: storages, routes, filters, in the shape the generic server mounts. */
import { randomUUID } from "node:crypto";
import { namespaceLifecycle } from "../../admission/namespace-lifecycle.js";
import { type ApiDeps, dispatchApi } from "../../endpoints/api-handler.js";
import type { RequestContext } from "../../endpoints/context.js";
import { type InstalledApi, installApi } from "../../endpoints/install.js";
import { LargeLists } from "../../endpoints/lists/large-lists.js";
import { LIST_BYTES_LIMIT, ListBudget } from "../../endpoints/lists/list-budget.js";
import { Slices } from "../../endpoints/lists/slices.js";
import { createNegotiator } from "../../endpoints/negotiate.js";
import { sendText } from "../../endpoints/respond.js";
import { authentication } from "../../filters/authentication.js";
import { createChain, type Filter } from "../../filters/chain.js";
import { maxInFlight } from "../../filters/max-in-flight.js";
import { observe } from "../../filters/observe.js";
import { createDeadlines, timeoutParameter } from "../../filters/request-timeout.js";
import type { Handler } from "../../http/message.js";
import type { GroupDefinition } from "../../registry/resource-definition.js";
import type { Admission, StorageDeps } from "../../registry/rest-storage.js";
import { HotBytes } from "../../storage/watchcache/hot-bytes.js";
import type { ApiMount, ApiParts, CreateApi } from "../config.js";
import { DeprecatedApis } from "../metrics/deprecated-apis.js";
import { gateTest, withoutGated } from "../options/gated-resources.js";
import { idleGates } from "../options/refused-gates.js";
import { servedVersions } from "../options/served-versions.js";
import { type AccountAccess, accountAccess } from "./account-access.js";
import { componentProbe } from "./component-probe.js";
import { controlPlaneHooks } from "./control-plane-hooks.js";
import { createInfoRoutes } from "./info-routes.js";
import type { OpenIdRoutes } from "./openid-routes.js";
import { type Recorders, recorders } from "./recorders.js";
import { settleVersions } from "./settle-versions.js";
import { listFamilies, storageFamilies } from "./storage-metrics.js";

/** Where events of both groups are stored. */
const eventsPrefix = "events";
/** Events each resource's cache keeps for watches that resume. */
const ringSize = 4096;

export function createApiFor(groups: readonly GroupDefinition[]): CreateApi {
  return (parts, next) => {
    const { options, logger } = parts;
    const settled = settleVersions(groups, options);
    const idle = idleGates(groups, options.gateWishes);
    if (idle.length > 0) logger.warn(`--feature-gates: nothing here depends on ${idle.join(", ")}`);
    return mountApi(withoutGated(settled, options), parts, next);
  };
}

async function mountApi(groups: readonly GroupDefinition[], parts: ApiParts, next: Handler): Promise<ApiMount> {
  const { options, store, clock } = parts;
  // As kube-apiserver: without a time to live, events stay.
  const eventTtlSeconds = options.eventTtlMs === 0 ? undefined : options.eventTtlMs / 1000;
  let admit: Admission = () => {};
  const storageDeps: StorageDeps = {
    store,
    now: () => clock.nowMs(),
    newUid: () => randomUUID(),
    newNameSuffix: nameSuffix,
    admit: (attributes) => admit(attributes),
    admitsUpdates: false,
    keptSeconds: ({ storagePrefix }) => (storagePrefix === eventsPrefix ? eventTtlSeconds : undefined),
    isGateOn: gateTest(groups, options),
    ringSize,
    hotBytes: new HotBytes(),
  };
  const installed = installApi({
    groups,
    storageDeps,
    servedVersions: (definition) => servedVersions(definition, options),
  });
  const namespaces = installed.storageOf("", "namespaces");
  if (namespaces?.cache !== undefined) admit = namespaceLifecycle(namespaces.cache);
  const counting = recorders(parts.metrics.requests);
  const budget = listBudget(options.limits.maxReadOnlyInFlight);
  const access = await accountAccess(parts, installed.storageOf);
  const deps = apiDeps(parts, { installed, counting, budget, access });
  const info = createInfoRoutes(parts, installed, groups);
  const deadlines = createDeadlines({
    timeoutMs: options.limits.requestTimeoutMs,
    now: () => clock.monotonicMs(),
    every: (ms, run) => {
      const timer = setInterval(run, ms).unref();
      return () => clearInterval(timer);
    },
    after: clock.after,
    onGivenUp: counting.gaveUp,
  });
  const chain = createChain({
    filters: filtersOf(parts, access, counting),
    serve: serveFilter(deps, { info: info.handle, openId: access.openId }, next),
    newAuditId: () => randomUUID(),
    cbor: options.featureGates.has("CBORServingAndStorage"),
    onWait: (context) => deadlines.add(context),
    onFault: (error, context) => parts.logger.error("request failed", { path: context.request.path, error }),
  });
  return {
    handler: chain,
    paths: [...info.paths, ...access.paths],
    families: [...storageFamilies(installed.storages), ...listFamilies(budget)],
    postStartHooks: controlPlaneHooks(parts, installed),
    close: () => {
      deadlines.close();
      for (const storage of installed.storages) storage.cache?.close();
    },
  };
}

/** Large lists may hold half of the requests that may be in flight: there is always room for the small ones. */
function listBudget(maxReadOnlyInFlight: number): ListBudget {
  return new ListBudget({ limitBytes: LIST_BYTES_LIMIT, limitAnswers: Math.ceil(maxReadOnlyInFlight / 2) });
}

interface ApiState {
  readonly installed: InstalledApi;
  readonly access: AccountAccess;
  readonly counting: Recorders;
  readonly budget: ListBudget;
}

function filtersOf(parts: ApiParts, { authenticator }: AccountAccess, counting: Recorders): readonly Filter[] {
  const limits = maxInFlight(parts.gate, counting.shed);
  const now = () => parts.clock.monotonicMs();
  return [observe(now), timeoutParameter(now, counting.gaveUp), authentication(authenticator), limits];
}

function apiDeps(parts: ApiParts, { installed, counting, budget, access }: ApiState): ApiDeps {
  const { options, clock, metrics, gate } = parts;
  const deprecated = new DeprecatedApis();
  metrics.add(deprecated.family);
  return {
    routes: installed.routes,
    negotiate: createNegotiator({ cbor: options.featureGates.has("CBORServingAndStorage") }),
    isKnownKind: (apiVersion, kind) => installed.routes.hasKind(apiVersion, kind),
    now: () => clock.nowMs(),
    tokens: access.tokens,
    issuer: access.issuer,
    storageOf: installed.storageOf,
    probe: componentProbe(parts.store),
    after: clock.after,
    random: Math.random,
    deleteCollectionWorkers: options.limits.deleteCollectionWorkers,
    minRequestTimeoutMs: options.limits.minRequestTimeoutMs,
    addLongRunning: (context, end) => {
      const leave = gate.addLongRunning(end);
      const ended = counting.watchStarted(context);
      return () => {
        leave();
        ended();
      };
    },
    watchRecorderOf: counting.watchRecorderOf,
    recorderFor: counting.recorderFor,
    slices: new Slices({ now: () => clock.monotonicMs(), nextTurn: (run) => void setImmediate(run) }),
    largeLists: new LargeLists({ budget, onShed: counting.shed, after: clock.after }),
    onDeprecated: (endpoint, subresource) => deprecated.note(endpoint, subresource),
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
