/**
 * LIST. Hot path: a whole collection in its stored version is a head, the tree's joined leaves and a tail; nothing is decoded or
 * copied. Everything else walks the entries of a snapshot.
 */
import { badRequest, expired } from "../../meta/status.js";
import type { KindRuntime, VersionRuntime } from "../../registry/kind-runtime.js";
import { toStatusError } from "../../registry/to-status-error.js";
import { StoreError } from "../../storage/store.js";
import type { Snapshot } from "../../storage/watchcache/watch-cache.js";
import { entryCbor, sendCborList } from "../cbor.js";
import type { RequestContext } from "../context.js";
import { cacheOf, freshCollection } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import type { MediaType } from "../negotiate.js";
import { type ListOptions, readResourceVersion } from "../options/list-options.js";
import { objectField, sendProtobufList, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import { type ResourceEndpoint, withRuntime } from "../resource-endpoint.js";
import { sendJsonParts, sendParts, wantsPretty } from "../respond.js";
import { type Selection, selectionOf } from "../selection.js";
import { refuseObjectForm, sendListAs } from "../transform.js";
import { type ContinueToken, decodeContinueToken, encodeContinueToken } from "./continue-token.js";
import { collect, sendListInSteps } from "./list-answer.js";
import {
  convertedItem,
  isWhole,
  type ListMetadata,
  type ListPage,
  pageOf,
  storedItems,
  storedItemsInSteps,
} from "./list-page.js";

/** Throws or rejects with StatusError. */
export function handleList(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, options }: { readonly info: RequestInfo; readonly options: ListOptions },
): void | Promise<void> {
  const media = deps.negotiate(context.request.header("accept"), "collection");
  const selection = selectionOf(endpoint, info, options);
  const source = sourceOf(options, isOne(endpoint, selection));
  const wait = freshCollection(endpoint, source.atLeast);
  const go = (): void | Promise<void> => {
    const kept = keptSnapshot(endpoint, source);
    if (kept !== undefined) return send(deps, endpoint, context, { snapshot: kept, selection, media, options, source });
    const loading = loadWithRoom(deps, endpoint, context, source);
    return loading?.then((snapshot) => send(deps, endpoint, context, { snapshot, selection, media, options, source }));
  };
  return wait === undefined ? go() : wait.then(go);
}

/** A state that is read from the store's history; undefined: there is no room for it, which is the answer. */
function loadWithRoom(
  { largeLists }: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  source: Source,
): Promise<Snapshot> | undefined {
  // All objects are read, whatever is asked for.
  const newest = cacheOf(endpoint).snapshot();
  const release = largeLists.take(context, { snapshot: newest, objects: newest.count(""), shared: false });
  if (release === undefined) return undefined;
  // Given back before the answer asks for its own: a list must not be in its own way.
  return loadSnapshot(endpoint, source).finally(release);
}

/** The state of the collection that is asked for; undefined: there is no room for it, which is the answer. Rejects with StatusError. */
export async function askedSnapshot(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  options: ListOptions,
): Promise<AskedSnapshot | undefined> {
  const source = sourceOf(options, false);
  await freshCollection(endpoint, source.atLeast);
  const snapshot = keptSnapshot(endpoint, source) ?? (await loadWithRoom(deps, endpoint, context, source));
  return snapshot === undefined ? undefined : { snapshot, token: source.token };
}

export interface AskedSnapshot {
  readonly snapshot: Snapshot;
  /** Where to go on. */
  readonly token: ContinueToken | undefined;
}

/** Which state of the collection is asked for. */
interface Source {
  readonly atLeast: number;
  /** 0: the newest. */
  readonly exactly: number;
  readonly token: ContinueToken | undefined;
}

/** A selector names the object. */
function isOne({ definition }: ResourceEndpoint, { filter, prefix }: Selection): boolean {
  if (filter === undefined || (definition.namespaced && prefix === "")) return false;
  return filter.fieldEquals.some(([field]) => field === "metadata.name");
}

/** `one`: of one object there are no pages. */
function sourceOf(options: ListOptions, one: boolean): Source {
  if (options.continueToken !== "") {
    const token = decodeContinueToken(options.continueToken);
    if (options.resourceVersion !== "" && options.resourceVersion !== "0") {
      throw badRequest("specifying resource version is not allowed when using continue");
    }
    return { atLeast: 0, exactly: Math.max(token.revision, 0), token };
  }
  const revision = readResourceVersion(options.resourceVersion, "store");
  const page = options.resourceVersionMatch === "" && options.limit > 0 && !one;
  const exact = options.resourceVersionMatch === "Exact" || page;
  if (exact && revision > 0) return { atLeast: revision, exactly: revision, token: undefined };
  return { atLeast: revision, exactly: 0, token: undefined };
}

function keptSnapshot(endpoint: ResourceEndpoint, source: Source): Snapshot | undefined {
  const cache = cacheOf(endpoint);
  return source.exactly === 0 ? cache.snapshot() : cache.snapshotAt(source.exactly);
}

function loadSnapshot(endpoint: ResourceEndpoint, source: Source): Promise<Snapshot> {
  const { group, plural } = endpoint.definition;
  return cacheOf(endpoint)
    .loadSnapshot(source.exactly)
    .catch((error: unknown) => {
      if (!(error instanceof StoreError)) throw error;
      if (error.fault.kind !== "Compacted") throw toStatusError(error, { group, resource: plural }, "");
      throw historyGone(source.token);
    });
}

/** A page's history is gone: the client may go on at the newest state with the token that comes with the error. */
function historyGone(token: ContinueToken | undefined): Error {
  if (token === undefined) return expired("The resourceVersion for the provided list is too old.");
  const message =
    "The provided continue parameter is too old to display a consistent list result. You can start a new list without " +
    "the continue parameter, or use the continue token in this response to retrieve the remainder of the results. " +
    "Continuing with the provided token results in an inconsistent list - objects that were created, modified, or " +
    "deleted between the time the first chunk was returned and now may show up in the list.";
  return expired(message, encodeContinueToken({ revision: -1, start: token.start }));
}

/** "Any state will do" is answered whole, whatever the limit: kube-apiserver's cache knows no pages. */
function limitOf({ resourceVersion, resourceVersionMatch, limit }: ListOptions): number {
  return resourceVersion === "0" && resourceVersionMatch !== "Exact" ? 0 : limit;
}

interface Answer {
  readonly snapshot: Snapshot;
  readonly selection: Selection;
  readonly media: MediaType;
  readonly options: ListOptions;
  readonly source: Source;
}

function send(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  answer: Answer,
): void | Promise<void> {
  const { snapshot, selection, media } = answer;
  const request = { snapshot, selection, limit: limitOf(answer.options), token: answer.source.token };
  const plain = endpoint.isStored && media.as === undefined && media.format === "json";
  if (plain && isWhole(request) && !wantsPretty(context)) {
    if (!deps.largeLists.admit(context, { snapshot, objects: snapshot.count(selection.prefix), shared: true })) return;
    const head = listHead(endpoint, { resourceVersion: String(snapshot.revision) });
    sendParts(context, media, [head, ...snapshot.itemParts(selection.prefix), listTail]);
    return;
  }
  if (media.as !== undefined) refuseObjectForm(endpoint, media);
  const page = pageOf(request);
  const shared = isWhole(request) && isJoined(context, media);
  if (plain && !wantsPretty(context)) {
    if (!deps.largeLists.admit(context, { snapshot, objects: page.entries.length, shared })) return;
    return withRuntime(endpoint, (runtime) => {
      const items = storedItems(page, runtime.version(endpoint.version.name));
      sendParts(context, media, [listHead(endpoint, page.metadata), items, listTail]);
    });
  }
  return withRuntime(endpoint, (runtime) =>
    deps.slices.run(context, sendInSteps(deps, endpoint, context, { snapshot, page, shared, media, runtime })),
  );
}

interface InSteps {
  readonly snapshot: Snapshot;
  readonly page: ListPage;
  readonly shared: boolean;
  readonly media: MediaType;
  readonly runtime: KindRuntime;
}

/** Room is asked for when its turn has come: what waits holds nothing. */
function* sendInSteps(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { snapshot, page, shared, media, runtime }: InSteps,
): Generator<void, void> {
  if (!deps.largeLists.admit(context, { snapshot, objects: page.entries.length, shared })) return;
  if (media.as !== undefined) yield* sendListAs(endpoint, context, { page, media, runtime, now: deps.now() });
  else yield* sendPage(endpoint, context, { page, media, version: runtime.version(endpoint.version.name) });
}

export interface PageAnswer {
  readonly page: ListPage;
  readonly media: MediaType;
  readonly version: VersionRuntime;
}

/** A page of whole objects, in steps. */
export function* sendPage(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { page, media, version }: PageAnswer,
): Generator<void, void> {
  const settled = settleMedia(media, version);
  const codec = settled.format === "protobuf" ? version.protobuf() : undefined;
  const list = { ...listType(endpoint), metadata: page.metadata };
  if (codec !== undefined) {
    const fields = yield* collect(page.items(objectField(version, codec)));
    sendProtobufList(context, settled, { ...list, fields });
  } else if (settled.format === "cbor") {
    const { kind: itemKind } = endpoint.definition;
    const objects: Buffer[] = [];
    for (const entry of page.entries) {
      objects.push(entryCbor(entry, version));
      yield;
    }
    sendCborList(context, settled, { ...list, itemKind, objects });
  } else if (page.entries.length === 0) {
    sendJsonParts(context, settled, [listHead(endpoint, page.metadata), listTail]);
  } else {
    const stored = version.conversion === undefined;
    const pieces = stored ? storedItemsInSteps(page, version) : page.items(convertedItem(version));
    yield* sendListInSteps(context, settled, { list, items: "items", count: page.entries.length, pieces });
  }
}

/** Items of a whole collection in this form are joined once for all. */
function isJoined(context: RequestContext, { as, format }: MediaType): boolean {
  return as !== "Table" && (format === "protobuf" || (format === "json" && !wantsPretty(context)));
}

const listTail = Buffer.from("]}\n");

function listType({ definition, apiVersion }: ResourceEndpoint): { kind: string; apiVersion: string } {
  return { kind: definition.listKind, apiVersion };
}

export function listHead(endpoint: ResourceEndpoint, metadata: ListMetadata): Buffer {
  const kind = JSON.stringify(endpoint.definition.listKind);
  const apiVersion = JSON.stringify(endpoint.apiVersion);
  return Buffer.from(`{"kind":${kind},"apiVersion":${apiVersion},"metadata":${JSON.stringify(metadata)},"items":[`);
}
