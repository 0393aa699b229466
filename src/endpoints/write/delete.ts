/** DELETE of one object and of a collection. */
import { hasReason } from "../../meta/status.js";
import { encodeServed } from "../../registry/encode.js";
import { type DeleteResult, deleteObject, warnOfDelete } from "../../registry/write/delete.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import { isCborBody, jsonOfDeleteOptions } from "../cbor.js";
import { type RequestContext, warn } from "../context.js";
import { freshCache } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { askedSnapshot, sendPage } from "../lists/list.js";
import { pageOf } from "../lists/list-page.js";
import { type DeleteRequestOptions, parseDeleteOptions } from "../options/delete-options.js";
import { parseListOptions } from "../options/list-options.js";
import { sendObject, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { sendValue } from "../respond.js";
import { selectionOf } from "../selection.js";
import { type ListAs, refuseObjectForm, sendListAs, sendWrittenAs } from "../transform.js";
import { readBody } from "./read-body.js";
import { type WriteTarget, writeContext } from "./write.js";

export interface DeleteDeps extends ReadDeps {
  /** Deletions of one deletecollection that run at the same time. */
  readonly deleteCollectionWorkers: number;
}

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

/**
 * Answers with the list of what was there, as kube-apiserver. Rejects with the first StatusError that is not about a vanished object. It
 * costs the room of a list of these objects, which all stay in memory until they are told, and never holds the event loop for long.
 */
export async function handleDeleteCollection(
  deps: DeleteDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  info: RequestInfo,
): Promise<void> {
  const media = deps.negotiate(context.request.header("accept"));
  const listOptions = parseListOptions(context.request.query);
  const selection = selectionOf(endpoint, info, listOptions);
  const options = await deleteOptions(endpoint, context);
  const runtime = await endpoint.storage.runtime();
  warnOfDelete({ runtime, warn: (text) => warn(context, text) }, options);
  await freshCache(endpoint, 0);
  // kube-apiserver goes through collections page by page whoever asks, so a revision means exactly that one.
  const limit = listOptions.limit > 0 ? listOptions.limit : Number.POSITIVE_INFINITY;
  const asked = await askedSnapshot(deps, endpoint, context, { ...listOptions, limit });
  if (asked === undefined) return;
  const { snapshot, token } = asked;
  const page = pageOf({ snapshot, selection, limit: listOptions.limit, token });
  if (!deps.largeLists.admit(context, { snapshot, objects: page.entries.length, shared: true })) return;
  const remove = async ({ key }: CacheEntry): Promise<void> => {
    const namespace = endpoint.definition.namespaced ? key.slice(0, key.indexOf("/")) : "";
    const write = writeContext(endpoint, context, { info: { ...info, namespace }, runtime, dryRun: options.dryRun });
    try {
      await deleteObject(write, key.slice(key.indexOf("/") + 1), options);
    } catch (error) {
      if (!hasReason(error, "NotFound")) throw error;
    }
  };
  // With preconditions the first object they do not hold for ends it, and those behind it stay.
  const atOnce = options.preconditions === undefined ? deps.deleteCollectionWorkers : 1;
  for (const batch of batchesOf(page.entries, atOnce)) {
    // Nobody waits for the rest, and nothing is to go on behind the client's back.
    if (context.code !== 0 || context.response.finished) return;
    await removeAll(batch, remove);
    await deps.slices.pause();
  }
  // The answer shows the objects as they were found.
  return deps.slices.run(context, sendRemoved(endpoint, context, { page, media, runtime, now: deps.now() }));
}

function* sendRemoved(endpoint: ResourceEndpoint, context: RequestContext, list: ListAs): Generator<void, void> {
  const { page, media, runtime } = list;
  if (media.as === undefined) {
    yield* sendPage(endpoint, context, { page, media, version: runtime.version(endpoint.version.name) });
    return;
  }
  refuseObjectForm(endpoint, media);
  yield* sendListAs(endpoint, context, list);
}

/** Bytes of the objects that are read in one go. */
const batchBytes = 1024 * 1024;

function* batchesOf(entries: readonly CacheEntry[], atOnce: number): Generator<readonly CacheEntry[], void> {
  let begun = 0;
  let bytes = 0;
  for (const [at, entry] of entries.entries()) {
    bytes += entry.bytes.length;
    if (at + 1 - begun < atOnce && bytes < batchBytes && at < entries.length - 1) continue;
    yield entries.slice(begun, at + 1);
    begun = at + 1;
    bytes = 0;
  }
}

async function removeAll(entries: readonly CacheEntry[], remove: (entry: CacheEntry) => Promise<void>): Promise<void> {
  // What was begun is finished before a failure is told: nothing goes on behind the client's back.
  const results = await Promise.allSettled(entries.map(remove));
  for (const result of results) if (result.status === "rejected") throw result.reason;
}
