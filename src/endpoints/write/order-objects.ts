/**
 * What an order that is carried out can see and do besides its own object: reads as fresh as any GET, and writes through the pipeline
 * that every write goes through, in the name of the one who gave the order.
 */

import { parseJson } from "../../meta/exact-json.js";
import type { GroupResource, KubeObject } from "../../meta/object.js";
import { notFound, resourceNotFound } from "../../meta/status.js";
import type { OrderObjects, StatusChange } from "../../registry/resource-definition.js";
import type { RestStorage, StorageOf } from "../../registry/rest-storage.js";
import type { WriteContext } from "../../registry/write/context.js";
import { deleteObject } from "../../registry/write/delete.js";
import { onlyStatus } from "../../registry/write/keep.js";
import { updateObject } from "../../registry/write/update.js";
import type { RequestContext } from "../context.js";
import { cacheOf, freshCache } from "../freshness.js";
import { parseDeleteOptions } from "../options/delete-options.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { forgetRevision, writeContext } from "./write.js";

export interface OrderScope {
  readonly storageOf: StorageOf;
  readonly context: RequestContext;
  readonly namespace: string;
}

export function orderObjects(scope: OrderScope): OrderObjects {
  return {
    get: async (of, name) => {
      const storage = await freshStorage(scope, of);
      const entry = cacheOf(readable(storage)).get(storage.cacheKey(scope.namespace, name));
      if (entry === undefined) throw notFound(of, name);
      return entry.object();
    },
    list: async (of) => {
      const storage = await freshStorage(scope, of);
      const prefix = storage.definition.namespaced ? `${scope.namespace}/` : "";
      const { entries } = cacheOf(readable(storage)).snapshot().range({ prefix });
      return entries.map((entry) => entry.object());
    },
    changeStatus: (of, name, change) => changeStatus(scope, { of, name }, change),
    delete: async (of, name, options) => {
      const storage = await freshStorage(scope, of);
      const asked = parseDeleteOptions("", Buffer.from(JSON.stringify(options)), { contentType: "application/json" });
      await deleteObject(await writeTo(scope, storage, asked.dryRun), name, asked);
    },
  };
}

interface Target {
  readonly of: GroupResource;
  readonly name: string;
}

async function changeStatus(
  scope: OrderScope,
  { of, name }: Target,
  { next, manager, dryRun = false }: StatusChange,
): Promise<KubeObject> {
  const storage = await freshStorage(scope, of);
  const write = await writeTo(scope, storage, dryRun);
  const owner = manager === undefined ? {} : { manager: { name: manager, version: write.runtime.stored } };
  const result = await updateObject(
    { ...write, ...owner },
    {
      name,
      subresource: "status",
      fromCurrent: true,
      next: ({ copy }) => {
        const current = copy();
        return forgetRevision(onlyStatus(next(current), current, storage.definition.strategy), current);
      },
    },
  );
  return parseJson(result.bytes) as KubeObject;
}

async function freshStorage({ storageOf }: OrderScope, of: GroupResource): Promise<RestStorage> {
  const storage = storageOf(of.group, of.resource);
  // Such a server was told not to serve it.
  if (storage === undefined) throw resourceNotFound();
  await freshCache(readable(storage), 0);
  return storage;
}

function readable(storage: RestStorage): Pick<ResourceEndpoint, "definition" | "storage"> {
  return { storage, definition: storage.definition };
}

/** Of a write to a resource in the order's namespace. */
async function writeTo(scope: OrderScope, storage: RestStorage, dryRun: boolean): Promise<WriteContext> {
  const runtime = await storage.runtime();
  return writeContext(readable(storage), scope.context, { info: scope, runtime, dryRun });
}
