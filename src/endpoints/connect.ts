/**
 * Subresources that lead to a program on a node (`pods/exec`, `pods/log`, `nodes/proxy`): everything kube-apiserver says before it asks the
 * node. From there on the answer is 501, because this server reaches no nodes.
 */
import { notFound } from "../meta/status.js";
import type { Subresource } from "../registry/resource-definition.js";
import type { RestStorage } from "../registry/rest-storage.js";
import type { RequestContext } from "./context.js";
import { cacheOf, freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { queryOf } from "./options/query.js";
import type { RequestInfo } from "./request-info.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { notImplemented } from "./write/write.js";

export interface Connection {
  readonly info: RequestInfo;
  readonly subresource: Subresource;
}

/** Rejects with StatusError. */
export async function handleConnect(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource }: Connection,
): Promise<void> {
  const { definition, storage } = endpoint;
  const of = { group: definition.group, resource: definition.plural };
  const runtime = await storage.runtime();
  const object = (await freshEntry(storage, storage.cacheKey(info.namespace, info.name)))?.object();
  if (object === undefined) throw notFound(of, info.name);
  const connect = runtime.hooks.connect?.[subresource.name];
  const target = connect?.(object, queryOf(context.request.query)) ?? {};
  if (target === "nothing") {
    context.code = 204;
    context.response.send(204, [], "");
    return;
  }
  const nodes = target.node === undefined ? undefined : deps.storageOf("", "nodes");
  if (target.node !== undefined && nodes !== undefined) {
    // kube-apiserver names the resource that was asked for, and the node.
    if ((await freshEntry(nodes, nodes.cacheKey("", target.node))) === undefined) throw notFound(of, target.node);
  }
  throw notImplemented(`${definition.plural}/${subresource.name}`);
}

async function freshEntry(storage: RestStorage, key: string) {
  const readable = { storage, definition: storage.definition };
  await freshCache(readable, 0);
  return cacheOf(readable).get(key);
}
