/** DELETE of one object and of a collection. */
import type { KubeObject } from "../../meta/object.js";
import { hasReason } from "../../meta/status.js";
import { encodeServed } from "../../registry/encode.js";
import { type DeleteResult, deleteObject, warnOfDelete } from "../../registry/write/delete.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import { isCborBody, jsonOfDeleteOptions } from "../cbor.js";
import { type RequestContext, warn } from "../context.js";
import { freshCache } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { askedSnapshot, listType } from "../lists/list.js";
import { pageOf } from "../lists/list-page.js";
import { type DeleteRequestOptions, parseDeleteOptions } from "../options/delete-options.js";
import { parseListOptions } from "../options/list-options.js";
import { sendObject, sendProtobufList, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { sendValue } from "../respond.js";
import { selectionOf } from "../selection.js";
import { refuseObjectForm, sendListAs, sendWrittenAs } from "../transform.js";
import { readBody } from "./read-body.js";
import { type WriteTarget, writeContext } from "./write.js";

/** Deletions of one deletecollection that run at the same time; more would only wait for the store's next flush. */
const parallelDeletes = 64;

/** Rejects with StatusError. */
export async function handleDelete(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info }: WriteTarget,
): Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"));
  const options = await deleteOptions(endpoint, context);
  const runtime = await endpoint.storage.runtime();
  const media = settleMedia(asked, runtime.version(endpoint.version.name));
  await freshCache(endpoint, 0);
  const write = writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun });
  const result = await deleteObject(write, info.name, options);
  if (result.removed && !endpoint.definition.strategy.returnDeletedObject) {
    sendValue(context, 200, media, deletedStatus(endpoint, result));
    return;
  }
  // What stays for its dependents' sake, asked for in the old way, is only accepted.
  const status = !result.removed && options.orphanDependents === false ? 202 : 200;
  if (media.as !== undefined) {
    sendWrittenAs(endpoint, context, { object: result.object, runtime, media, status, now: deps.now() });
    return;
  }
  const version = runtime.version(endpoint.version.name);
  const object = version.conversion === undefined ? result.object : version.conversion.fromStored(result.object);
  sendObject(context, status, media, { json: encodeServed(object), version });
}

async function deleteOptions(endpoint: ResourceEndpoint, context: RequestContext): Promise<DeleteRequestOptions> {
  const body = await readBody(context);
  const { query } = context.request;
  if (body.length > 0 && isCborBody(context)) {
    const { schemas } = await endpoint.storage.runtime();
    return parseDeleteOptions(query, jsonOfDeleteOptions(body, schemas), { contentType: "application/json" });
  }
  return parseDeleteOptions(query, body, {
    contentType: context.request.header("content-type") ?? "",
    encodings: context,
  });
}

function deletedStatus({ definition }: ResourceEndpoint, { object }: DeleteResult): object {
  const { name, uid } = object.metadata;
  const details = {
    name,
    ...(definition.group === "" ? {} : { group: definition.group }),
    kind: definition.plural,
    uid,
  };
  return { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", details };
}

/** Answers with the list of what was there, as kube-apiserver. Rejects with the first StatusError that is not about a vanished object. */
export async function handleDeleteCollection(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  info: RequestInfo,
): Promise<void> {
  const media = deps.negotiate(context.request.header("accept"));
  const listOptions = parseListOptions(context.request.query);
  const options = await deleteOptions(endpoint, context);
  const runtime = await endpoint.storage.runtime();
  warnOfDelete({ runtime, warn: (text) => warn(context, text) }, options);
  await freshCache(endpoint, 0);
  const selection = selectionOf(endpoint, info, listOptions);
  // kube-apiserver goes through collections page by page whoever asks, so a revision means exactly that one.
  const limit = listOptions.limit > 0 ? listOptions.limit : Number.POSITIVE_INFINITY;
  const { snapshot, token } = await askedSnapshot(endpoint, { ...listOptions, limit });
  const page = pageOf({ snapshot, selection, limit: listOptions.limit, token });
  // The answer shows the objects as they were found.
  const remove = async (entry: CacheEntry): Promise<KubeObject> => {
    const object = entry.object();
    const where = { ...info, namespace: object.metadata.namespace ?? "" };
    const write = writeContext(endpoint, context, { info: where, runtime, dryRun: options.dryRun });
    try {
      await deleteObject(write, object.metadata.name ?? "", options);
    } catch (error) {
      if (!hasReason(error, "NotFound")) throw error;
    }
    return object;
  };
  // With preconditions the first object they do not hold for ends it, and those behind it stay.
  const atOnce = options.preconditions === undefined ? parallelDeletes : 1;
  const removed = await inBatches(page.entries, atOnce, remove);
  if (media.as !== undefined) {
    refuseObjectForm(endpoint, media);
    await sendListAs(deps, endpoint, context, { page, media });
    return;
  }
  const version = runtime.version(endpoint.version.name);
  const codec = media.format === "protobuf" ? version.protobuf() : undefined;
  if (codec !== undefined) {
    const fields = removed.map((stored) => codec.encodeField(version.conversion?.fromStored(stored) ?? stored));
    const list = { ...listType(endpoint), metadata: page.metadata, fields: [Buffer.concat(fields)] };
    sendProtobufList(context, media, list);
    return;
  }
  const items = removed.map((stored) => {
    const { kind: _kind, apiVersion: _apiVersion, ...item } = version.conversion?.fromStored(stored) ?? stored;
    return item;
  });
  sendValue(context, 200, media, { ...listType(endpoint), metadata: page.metadata, items });
}

async function inBatches(
  entries: readonly CacheEntry[],
  atOnce: number,
  remove: (entry: CacheEntry) => Promise<KubeObject>,
): Promise<readonly KubeObject[]> {
  const removed: KubeObject[] = [];
  for (let at = 0; at < entries.length; at += atOnce) {
    // What was begun is finished before a failure is told: nothing goes on behind the client's back.
    const results = await Promise.allSettled(entries.slice(at, at + atOnce).map(remove));
    for (const result of results) {
      if (result.status === "rejected") throw result.reason;
      removed.push(result.value);
    }
  }
  return removed;
}
