/**
 * LIST. Hot path: a whole collection in its stored version is a head, the tree's joined leaves and a tail; nothing is decoded or
 * copied. Everything else walks the entries of a snapshot.
 */
import { expired } from "../meta/status.js";
import { toStatusError } from "../registry/to-status-error.js";
import { StoreError } from "../storage/store.js";
import type { CacheEntry, RangeResult, Snapshot } from "../storage/watchcache/watch-cache.js";
import { entryCbor, sendCborList } from "./cbor.js";
import type { RequestContext } from "./context.js";
import { type ContinueToken, decodeContinueToken, encodeContinueToken } from "./continue-token.js";
import { cacheOf, freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import type { MediaType } from "./negotiate.js";
import { type ListOptions, parseResourceVersion } from "./options/list-options.js";
import { entryField, sendProtobufList, settleMedia } from "./protobuf.js";
import type { RequestInfo } from "./request-info.js";
import { entryBytes, type ResourceEndpoint, withRuntime } from "./resource-endpoint.js";
import { sendJson, sendParts, wantsPretty } from "./respond.js";
import { type Selection, selectionOf } from "./selection.js";
import { refuseObjectForm, sendListAs } from "./transform.js";

export interface ListPage {
  readonly entries: readonly CacheEntry[];
  readonly metadata: ListMetadata;
}

export interface ListMetadata {
  readonly resourceVersion: string;
  readonly continue?: string;
  readonly remainingItemCount?: number;
}

/** Throws or rejects with StatusError. */
export function handleList(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, options }: { readonly info: RequestInfo; readonly options: ListOptions },
): void | Promise<void> {
  const media = deps.negotiate(context.request.header("accept"), "collection");
  refuseObjectForm(endpoint, media);
  const selection = selectionOf(endpoint, info, options);
  const source = sourceOf(options);
  const wait = freshCache(endpoint, source.atLeast);
  const go = (): void | Promise<void> => {
    const snapshot = snapshotFor(endpoint, source);
    if (snapshot instanceof Promise)
      return snapshot.then((found) =>
        send(deps, endpoint, context, { snapshot: found, selection, media, options, source }),
      );
    return send(deps, endpoint, context, { snapshot, selection, media, options, source });
  };
  return wait === undefined ? go() : wait.then(go);
}

/** Which state of the collection is asked for. */
interface Source {
  readonly atLeast: number;
  /** 0: the newest. */
  readonly exactly: number;
  readonly token: ContinueToken | undefined;
}

function sourceOf(options: ListOptions): Source {
  if (options.continueToken !== "") {
    const token = decodeContinueToken(options.continueToken);
    return { atLeast: 0, exactly: Math.max(token.revision, 0), token };
  }
  const revision = parseResourceVersion(options.resourceVersion, "list");
  const exact = options.resourceVersionMatch === "Exact" || (options.resourceVersionMatch === "" && options.limit > 0);
  if (exact && revision > 0) return { atLeast: revision, exactly: revision, token: undefined };
  return { atLeast: revision, exactly: 0, token: undefined };
}

function snapshotFor(endpoint: ResourceEndpoint, source: Source): Snapshot | Promise<Snapshot> {
  const cache = cacheOf(endpoint);
  if (source.exactly === 0) return cache.snapshot();
  const kept = cache.snapshotAt(source.exactly);
  if (kept !== undefined) return kept;
  const { group, plural } = endpoint.definition;
  return cache.loadSnapshot(source.exactly).catch((error: unknown) => {
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
  return expired(message, encodeContinueToken({ revision: -1, after: token.after }));
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
  const { snapshot, selection, media, options, source } = answer;
  const whole = selection.filter === undefined && options.limit === 0 && source.token === undefined;
  const plain = endpoint.isStored && media.as === undefined && media.format === "json";
  if (whole && plain && !wantsPretty(context)) {
    const head = listHead(endpoint, { resourceVersion: String(snapshot.revision) });
    sendParts(context, media, [head, ...snapshot.itemParts(selection.prefix), listTail]);
    return;
  }
  const page = pageOf(answer);
  if (media.as !== undefined) return sendListAs(deps, endpoint, context, { page, media });
  return withRuntime(endpoint, (runtime) => {
    const version = runtime.version(endpoint.version.name);
    const settled = settleMedia(media, version);
    const codec = settled.format === "protobuf" ? version.protobuf() : undefined;
    if (codec !== undefined) {
      const fields = page.entries.map((entry) => entryField(entry, version, codec));
      sendProtobufList(context, settled, { ...listType(endpoint), metadata: page.metadata, fields });
      return;
    }
    if (settled.format === "cbor") {
      const objects = page.entries.map((entry) => entryCbor(entry, version));
      const { kind: itemKind } = endpoint.definition;
      sendCborList(context, settled, { ...listType(endpoint), itemKind, metadata: page.metadata, objects });
      return;
    }
    const skip = Buffer.byteLength(version.head) - '"metadata":{'.length;
    const parts: Buffer[] = [listHead(endpoint, page.metadata)];
    for (const entry of page.entries) {
      if (parts.length > 1) parts.push(comma);
      parts.push(openBrace, entryBytes(entry, version).subarray(skip));
    }
    parts.push(listTail);
    sendJson(context, 200, settled, Buffer.concat(parts));
  });
}

/** Exported for deletecollection, which answers with the same page of what it removed. */
export function pageOf({ snapshot, selection, options, source }: Omit<Answer, "media">): ListPage {
  const range: RangeResult = snapshot.range({
    prefix: selection.prefix,
    ...(source.token === undefined ? {} : { after: source.token.after }),
    ...(options.limit > 0 ? { limit: options.limit } : {}),
    ...(selection.filter === undefined ? {} : { filter: selection.filter }),
  });
  const last = range.entries.at(-1);
  const more = range.more && last !== undefined;
  return {
    entries: range.entries,
    metadata: {
      resourceVersion: String(snapshot.revision),
      ...(more ? { continue: encodeContinueToken({ revision: snapshot.revision, after: last.key }) } : {}),
      ...(more && range.remaining !== undefined ? { remainingItemCount: range.remaining } : {}),
    },
  };
}

const comma = Buffer.from(",");
const openBrace = Buffer.from("{");
const listTail = Buffer.from("]}\n");

export function listType({ definition, apiVersion }: ResourceEndpoint): { kind: string; apiVersion: string } {
  return { kind: definition.listKind, apiVersion };
}

export function listHead(endpoint: ResourceEndpoint, metadata: ListMetadata): Buffer {
  const kind = JSON.stringify(endpoint.definition.listKind);
  const apiVersion = JSON.stringify(endpoint.apiVersion);
  return Buffer.from(`{"kind":${kind},"apiVersion":${apiVersion},"metadata":${JSON.stringify(metadata)},"items":[`);
}
