/** POST to a subresource: an order about one object (`pods/binding`, `pods/eviction`, `serviceaccounts/token`). */
import type { KubeObject } from "../meta/object.js";
import { badRequest, checkOrderName } from "../meta/status.js";
import { trackCreate } from "../registry/apply/field-manager.js";
import type { KindRuntime } from "../registry/kind-runtime.js";
import { fieldManagerOf, momentOf, type WriteContext } from "../registry/write/context.js";
import { revisionConflict, uidConflict, updateObject } from "../registry/write/update.js";
import { bodyRuntime } from "./body-kind.js";
import type { RequestContext } from "./context.js";
import { freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { acceptedTypes, formNotMade } from "./negotiate.js";
import { managerName } from "./options/field-manager-name.js";
import { parseWriteOptions } from "./options/write-options.js";
import { orderObjects } from "./order-objects.js";
import { sendObject, settleMedia } from "./protobuf.js";
import { decodeBody, readBody } from "./read-body.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { sendValue } from "./respond.js";
import { checkNamespace, notImplemented, type WriteTarget, writeContext } from "./write.js";

/** Rejects with StatusError. */
export async function handleSubresourceCreate(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  target: WriteTarget,
): Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"));
  const options = parseWriteOptions(context.request.query, "CreateOptions");
  const runtime = await endpoint.storage.runtime();
  const { definition } = endpoint;
  const { info, subresource } = target;
  const kind = subresource === undefined ? undefined : await bodyRuntime(definition, subresource);
  const follow = runtime.hooks.followOrder?.[subresource?.name ?? ""];
  const carryOut = runtime.hooks.carryOut?.[subresource?.name ?? ""];
  if (subresource === undefined || kind === undefined || (follow ?? carryOut) === undefined) {
    throw notImplemented(`${definition.plural}/${subresource?.name}`);
  }
  if (asked.as !== undefined) throw formNotMade(acceptedTypes(context));
  const media = settleMedia(asked, kind.stored);
  await freshCache(endpoint, 0);
  const order = decodeBody(context, await readBody(context), {
    version: kind.stored,
    kind: kind.definition.kind,
    fieldValidation: options.fieldValidation,
    isKnownKind: deps.isKnownKind,
  });
  const name = info.name === "" ? (order.metadata.name ?? "") : info.name;
  if (name === "") throw badRequest("Name parameter required.");
  checkNamespace({ endpoint, info }, order);
  order.metadata.namespace = info.namespace;
  const manager = { name: managerName(context, options), version: kind.stored };
  const write = writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun });
  const given: Given = { order, name, subresource: subresource.name };
  recordOwner({ ...write, manager }, kind, given);
  await admitOrder(write, given);
  if (carryOut !== undefined) {
    const { storageOf, issuer } = deps;
    const objects = orderObjects({ storageOf, context, namespace: info.namespace });
    const about = { ...momentOf(write), ...write, name, objects, tokens: issuer };
    const answer = await carryOut(order, about);
    if (answer !== undefined) {
      kind.stored.complete(answer);
      sendObject(context, 201, media, { json: Buffer.from(JSON.stringify(answer)), version: kind.stored });
      return;
    }
  } else if (follow !== undefined) {
    checkOrderName(order, name);
    await updateObject(write, {
      name,
      subresource: subresource.name,
      fromCurrent: true,
      next: (current) => {
        checkAim(write, current, order);
        return follow(current, order, momentOf(write));
      },
    });
  }
  sendValue(context, 201, media, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

interface Given {
  readonly order: KubeObject;
  /** Of the object it is about. */
  readonly name: string;
  readonly subresource: string;
}

/** Orders that are answered with themselves show who gave them. */
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
