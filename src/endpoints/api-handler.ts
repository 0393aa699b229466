/** From a parsed path to the handler of its verb. Hot path. */
import type { HttpRequest } from "../http/message.js";
import { badRequest, methodNotAllowed, methodNotSupported, resourceNotFound } from "../meta/status.js";
import type { Subresource, Verb } from "../registry/resource-definition.js";
import { handleAnsweredRead } from "./answered-read.js";
import type { ApiRoutes, ResourceRoute } from "./api-routes.js";
import { handleConnect } from "./connect.js";
import { type RequestContext, type RequestRecorder, warn } from "./context.js";
import { handleGet } from "./get.js";
import { handleList } from "./lists/list.js";
import { withoutTables } from "./negotiate.js";
import { asksToWatch, type ListOptions, parseListOptions } from "./options/list-options.js";
import type { RequestInfo } from "./request-info.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { handleWatch, type WatchDeps } from "./watch/watch.js";
import { handleApply, isApply } from "./write/apply.js";
import { type DeleteDeps, handleDelete, handleDeleteCollection } from "./write/delete.js";
import { handleScale } from "./write/scale.js";
import { handleSubresourceCreate } from "./write/subresource-create.js";
import { handleCreate, handlePatch, handleUpdate, notImplemented } from "./write/write.js";

export interface ApiDeps extends WatchDeps, DeleteDeps {
  readonly routes: ApiRoutes;
  /** Where a request of this verb and route is counted; memoised by the giver. */
  readonly recorderFor: (
    route: ResourceRoute,
    verb: Verb,
    request: { readonly request: HttpRequest; readonly info: RequestInfo },
  ) => RequestRecorder | undefined;
  /** Someone asked for a deprecated version; `subresource` is "" for the resource itself. */
  readonly onDeprecated: (endpoint: ResourceEndpoint, subresource: string) => void;
}

/** False: no such group here, ask the next server. Throws or rejects with StatusError. */
export function dispatchApi(deps: ApiDeps, context: RequestContext, info: RequestInfo): false | void | Promise<void> {
  if (info.resource === "watch" && info.name === "") return refuseBareWatch(context);
  const route = deps.routes.find(info.group, info.version, info.resource);
  if (route === undefined) {
    if (!deps.routes.hasGroup(info.group)) return false;
    throw resourceNotFound();
  }
  checkScope(route, info);
  if (info.oldWatch) checkOldWatch(route, context, info);
  if (info.subresource !== "") return dispatchSubresource(deps, route, context, info);
  const { method } = context.request;
  switch (method) {
    case "GET":
      return dispatchRead(deps, route, context, info);
    case "POST":
      if (info.name !== "") throw methodNotAllowed();
      begin(deps, route, context, { info, verb: "create" });
      if (isBinding(route)) return bindNamed(deps, context, info);
      return handleCreate(deps, route.endpoint, context, { info, subresource: undefined });
    case "PUT":
      if (info.name === "") throw methodNotAllowed();
      begin(deps, route, context, { info, verb: "update" });
      return handleUpdate(deps, route.endpoint, context, { info, subresource: undefined });
    case "PATCH":
      if (info.name === "") throw methodNotAllowed();
      begin(deps, route, context, { info, verb: "patch" });
      return patchOrApply(deps, route.endpoint, context, { info, subresource: undefined });
    case "DELETE": {
      const verb = info.name === "" ? "deletecollection" : "delete";
      begin(deps, route, context, { info, verb });
      if (verb === "delete") return handleDelete(deps, route.endpoint, context, { info, subresource: undefined });
      return handleDeleteCollection(deps, route.endpoint, context, info);
    }
    default:
      throw methodNotAllowed();
  }
}

/** The old word stands before collections and objects that can be watched, and nothing else. */
function checkOldWatch({ endpoint }: ResourceRoute, context: RequestContext, info: RequestInfo): void {
  if (context.request.method !== "GET") throw methodNotAllowed();
  if (info.subresource !== "" || !endpoint.definition.verbs.includes("watch")) throw resourceNotFound();
}

/** Behind the old word for watching there must be something to watch: kube-apiserver cannot even read such a path. */
function refuseBareWatch(context: RequestContext): void {
  const { path, query } = context.request;
  const uri = query === "" ? path : `${path}?${query}`;
  const why = `failed to create RequestInfo: unable to determine kind and namespace from url, ${uri}`;
  context.code = 500;
  const headers = ["Content-Type", "text/plain; charset=utf-8", "X-Content-Type-Options", "nosniff"];
  context.response.send(500, headers, `Internal Server Error: ${JSON.stringify(uri)}: ${why}\n`);
}

function isBinding({ endpoint: { definition } }: ResourceRoute): boolean {
  return definition.group === "" && definition.kind === "Binding";
}

/** The old way to bind: the order has the pod's name, and means what `pods/binding` means. */
function bindNamed(deps: ApiDeps, context: RequestContext, info: RequestInfo): Promise<void> {
  const pods = deps.routes.find("", "v1", "pods");
  const subresource = pods?.subresources.get("binding");
  if (pods === undefined || subresource === undefined) throw resourceNotFound();
  return handleSubresourceCreate(deps, pods.endpoint, context, { info, subresource });
}

/** A namespaced object needs a namespace, a cluster-scoped one must have none: any other path names nothing. */
function checkScope({ endpoint }: ResourceRoute, info: RequestInfo): void {
  if (info.subresource === "" && (info.name === "." || info.name === "..")) {
    throw badRequest(`Name parameter invalid: "${info.name}": may not be '${info.name}'`);
  }
  // A name that is no UTF-8 kept its escapes; they are no percent signs.
  if (info.subresource === "" && info.name.includes("%") && !/%[89a-f][0-9a-f]/i.test(info.name)) {
    throw badRequest(`Name parameter invalid: "${info.name}": may not contain '%'`);
  }
  if (endpoint.definition.namespaced) {
    if (info.namespace === "" && info.name !== "") throw resourceNotFound();
  } else if (info.namespace !== "") {
    throw resourceNotFound();
  }
}

interface Beginning {
  readonly info: RequestInfo;
  readonly verb: Verb;
}

function begin(deps: ApiDeps, route: ResourceRoute, context: RequestContext, { info, verb }: Beginning): void {
  const { definition, version } = route.endpoint;
  const can = definition.verbs.includes(verb);
  if (!can && verb !== "watch") throw methodNotAllowed();
  if (version.deprecationWarning !== undefined) warnOfDeprecation(deps, route, context, "");
  if (!can) throw methodNotSupported({ group: definition.group, resource: definition.plural }, verb);
  const needsNamespace = verb === "create" || verb === "deletecollection";
  if (needsNamespace && definition.namespaced && info.namespace === "") {
    // There is a path without a namespace for kinds that can be listed, in all of them.
    throw definition.verbs.includes("list") ? methodNotAllowed() : resourceNotFound();
  }
  context.recorder = deps.recorderFor(route, verb, { request: context.request, info });
}

/** A deprecated version is told to its clients, and counted. */
function warnOfDeprecation(deps: ApiDeps, route: ResourceRoute, context: RequestContext, subresource: string): void {
  const { version } = route.endpoint;
  if (version.deprecationWarning === undefined) return;
  warn(context, version.deprecationWarning);
  deps.onDeprecated(route.endpoint, subresource);
}

function dispatchRead(
  deps: ApiDeps,
  route: ResourceRoute,
  context: RequestContext,
  info: RequestInfo,
): void | Promise<void> {
  if (info.oldWatch) {
    begin(deps, route, context, { info, verb: "watch" });
    deps.negotiate(context.request.header("accept"), "collection");
    const options: ListOptions = { ...parseListOptions(context.request.query), watch: true };
    return handleWatch(deps, route.endpoint, context, { info, options });
  }
  if (info.name !== "") {
    begin(deps, route, context, { info, verb: "get" });
    if (isAnswered(route)) return handleAnsweredRead(deps, route.endpoint, context, info);
    return handleGet(deps, route.endpoint, context, info);
  }
  const { query } = context.request;
  begin(deps, route, context, { info, verb: asksToWatch(query) ? "watch" : "list" });
  // What cannot be answered in any form is refused before anything of the question is looked at.
  if (query !== "") deps.negotiate(context.request.header("accept"), "collection");
  const options = parseListOptions(query);
  if (options.watch) return handleWatch(deps, route.endpoint, context, { info, options });
  if (isAnswered(route)) return handleAnsweredRead(deps, route.endpoint, context, info);
  return handleList(deps, route.endpoint, context, { info, options });
}

function isAnswered({ endpoint }: ResourceRoute): boolean {
  return endpoint.definition.storagePrefix === null;
}

/** A PATCH says in its media type whether it is a change or a whole configuration. */
function patchOrApply(...request: Parameters<typeof handlePatch>): Promise<void> {
  return isApply(request[2]) ? handleApply(...request) : handlePatch(...request);
}

const verbsOfMethods: Readonly<Record<string, Verb>> = {
  GET: "get",
  POST: "create",
  PUT: "update",
  PATCH: "patch",
  DELETE: "delete",
};

/** Of the subresources that show the whole object only `status` has its Table, and that not everywhere. */
function forSubresource(deps: ApiDeps, context: RequestContext, subresource: Subresource): ApiDeps {
  const hasTable = subresource.name === "status" && subresource.withoutTables !== true;
  return hasTable ? deps : { ...deps, negotiate: withoutTables(deps.negotiate, context) };
}

function dispatchSubresource(
  served: ApiDeps,
  route: ResourceRoute,
  context: RequestContext,
  info: RequestInfo,
): void | Promise<void> {
  const subresource: Subresource | undefined = route.subresources.get(info.subresource);
  if (subresource === undefined || info.name === "") throw resourceNotFound();
  // Only a connection goes on behind its name.
  if (info.rest.length > 0 && subresource.answers !== "connection") throw resourceNotFound();
  const verb = verbsOfMethods[context.request.method];
  if (verb === undefined || !subresource.verbs.includes(verb)) throw methodNotAllowed();
  context.recorder = served.recorderFor(route, verb, { request: context.request, info });
  if (subresource.answers !== undefined) return handleConnect(served, route.endpoint, context, { info, subresource });
  if (subresource.name === "scale") return handleScale(served, route.endpoint, context, { info, subresource });
  const target = { info, subresource };
  const plain = subresource.bodyKind === undefined;
  const deps = plain ? forSubresource(served, context, subresource) : served;
  if (plain) warnOfDeprecation(deps, route, context, subresource.name);
  if (verb === "get" && plain) return handleGet(deps, route.endpoint, context, info);
  if (verb === "update" && plain) return handleUpdate(deps, route.endpoint, context, target);
  if (verb === "patch" && plain) return patchOrApply(deps, route.endpoint, context, target);
  if (verb === "create") return handleSubresourceCreate(deps, route.endpoint, context, target);
  throw notImplemented(`${route.endpoint.definition.plural}/${subresource.name}`);
}
