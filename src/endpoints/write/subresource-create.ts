/** POST to a subresource: an order about one object (`pods/binding`, `pods/eviction`, `serviceaccounts/token`). */
import type { KubeObject } from "../../meta/object.js";
import { badRequest, orderNameMismatch } from "../../meta/status.js";
import { trackCreate } from "../../registry/apply/field-manager.js";
import { encodeServed } from "../../registry/encode.js";
import type { KindRuntime } from "../../registry/kind-runtime.js";
import type { KindHooks, OrderContext } from "../../registry/resource-definition.js";
import { fieldManagerOf, momentOf, type WriteContext } from "../../registry/write/context.js";
import { revisionConflict, uidConflict, updateObject } from "../../registry/write/update.js";
import type { RequestContext } from "../context.js";
import { freshCache } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { acceptedTypes, formNotMade } from "../negotiate.js";
import { managerName } from "../options/field-manager-name.js";
import { parseWriteOptions, type WriteOptions } from "../options/write-options.js";
import { sendObject, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { sendValue } from "../respond.js";
import { bodyRuntime } from "./body-kind.js";
import { orderObjects } from "./order-objects.js";
import { checkBodyForm, decodeBody, readBody } from "./read-body.js";
import { checkNamespace, forgetRevision, notImplemented, type WriteTarget, writeContext } from "./write.js";

/** Rejects with StatusError. */
export async function handleSubresourceCreate(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource }: WriteTarget,
): Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"));
  checkBodyForm(context);
  const options = parseWriteOptions(context.request.query, "CreateOptions");
  const runtime = await endpoint.storage.runtime();
  const name = subresource?.name ?? "";
  const kind = subresource === undefined ? undefined : await bodyRuntime(endpoint.definition, subresource);
  const { [name]: follow } = runtime.hooks.followOrder ?? {};
  const { [name]: carryOut } = runtime.hooks.carryOut ?? {};
  if (kind === undefined || (follow ?? carryOut) === undefined) {
    throw notImplemented(`${endpoint.definition.plural}/${name}`);
  }
  if (asked.as !== undefined) throw formNotMade(acceptedTypes(context));
  const media = settleMedia(asked, kind.stored);
  await freshCache(endpoint, 0);
  const olderVersions = runtime.hooks.olderOrders?.[name];
  const given = await readOrder(deps, endpoint, context, { info, kind, olderVersions, options, subresource: name });
  const write = writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun });
  // Orders that are answered with themselves show who gave them.
  const manager = { name: managerName(context, options), version: kind.stored };
  if (carryOut !== undefined) recordOwner({ ...write, manager }, kind, given);
  await admitOrder(write, given);
  const answer =
    carryOut === undefined
      ? await followOrder(write, given, follow)
      : await carryOut(given.order, orderContext(deps, context, { write, given }));
  if (answer === undefined) {
    sendValue(context, 201, media, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
    return;
  }
  kind.stored.complete(answer);
  sendObject(context, 201, media, { json: encodeServed(answer), version: kind.stored });
}

interface Given {
  readonly order: KubeObject;
  /** Of the object it is about. */
  readonly name: string;
  readonly subresource: string;
}

interface OrderRequest {
  readonly info: RequestInfo;
  readonly kind: KindRuntime;
  readonly olderVersions: readonly string[] | undefined;
  readonly options: WriteOptions;
  readonly subresource: string;
}

async function readOrder(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, kind, olderVersions, options, subresource }: OrderRequest,
): Promise<Given> {
  const order = decodeBody(context, await readBody(context), {
    version: kind.stored,
    kind: kind.definition.kind,
    fieldValidation: options.fieldValidation,
    isKnownKind: deps.isKnownKind,
    olderVersions,
  });
  const name = info.name === "" ? (order.metadata.name ?? "") : info.name;
  if (name === "") throw badRequest("Name parameter required.");
  checkNamespace({ endpoint, info }, order);
  order.metadata.namespace = info.namespace;
  return { order, name, subresource };
}

function orderContext(
  { storageOf, issuer }: ReadDeps,
  context: RequestContext,
  { write, given }: { readonly write: WriteContext; readonly given: Given },
): OrderContext {
  const { namespace, dryRun, warn } = write;
  const objects = orderObjects({ storageOf, context, namespace });
  return { ...momentOf(write), namespace, name: given.name, dryRun, warn, objects, tokens: issuer };
}

async function followOrder(write: WriteContext, given: Given, follow: Follow | undefined): Promise<undefined> {
  const { order, name, subresource } = given;
  if (order.metadata.name !== name) throw orderNameMismatch(order.kind);
  await updateObject(write, {
    name,
    subresource,
    fromCurrent: true,
    next: ({ copy }) => {
      const current = copy();
      checkAim(write, current, order);
      return forgetRevision(follow?.(current, order, momentOf(write)) ?? current, current);
    },
  });
}

type Follow = NonNullable<KindHooks["followOrder"]>[string];

function recordOwner(write: WriteContext, kind: KindRuntime, { order, subresource }: Given): void {
  delete order.metadata.managedFields;
  const manager = fieldManagerOf(write, subresource);
  if (manager !== undefined) trackCreate(kind, order, manager);
}

async function admitOrder({ storage, namespace, caller }: WriteContext, given: Given): Promise<void> {
  await storage.deps.admit({
    operation: "CREATE",
    definition: storage.definition,
    subresource: given.subresource,
    namespace,
    name: given.name,
    object: given.order,
    caller,
  });
}

/** The order's own uid and revision, if it has them, say which object it is for. Throws StatusError. */
function checkAim(write: WriteContext, current: KubeObject, { metadata }: KubeObject): void {
  const { uid = "", resourceVersion = "" } = metadata;
  if (uid !== "" && uid !== current.metadata.uid) throw uidConflict(write, current, uid);
  const revision = current.metadata.resourceVersion;
  if (resourceVersion !== "" && resourceVersion !== revision) throw revisionConflict(write, current, resourceVersion);
}
