/** GET of one object. Hot path: with the kind's own version and JSON it goes from map lookup to socket without a promise. */
import { notFound } from "../meta/status.js";
import type { Probe, TokenIssuer, TokenKnowledge } from "../registry/resource-definition.js";
import type { StorageOf } from "../registry/rest-storage.js";
import type { CacheEntry } from "../storage/watchcache/watch-cache.js";
import { entryCbor, withMagic } from "./cbor.js";
import type { RequestContext } from "./context.js";
import { freshCache } from "./freshness.js";
import type { LargeLists } from "./lists/large-lists.js";
import type { Slices } from "./lists/slices.js";
import type { MediaType, Negotiator } from "./negotiate.js";
import { readResourceVersion } from "./options/list-options.js";
import { queryOf } from "./options/query.js";
import { entryField, settleMedia } from "./protobuf.js";
import type { RequestInfo } from "./request-info.js";
import { entryBytes, type ResourceEndpoint, withRuntime } from "./resource-endpoint.js";
import { sendBytes, sendJson, wantsPretty } from "./respond.js";
import { sendObjectAs } from "./transform.js";
import type { KnownKinds } from "./write/read-body.js";

export interface ReadDeps {
  readonly isKnownKind: KnownKinds;
  readonly negotiate: Negotiator;
  readonly now: () => number;
  readonly tokens: TokenKnowledge;
  readonly issuer: TokenIssuer;
  readonly storageOf: StorageOf;
  readonly probe: Probe;
  readonly largeLists: LargeLists;
  readonly slices: Slices;
}

/** Throws StatusError. */
export function handleGet(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  info: RequestInfo,
): void | Promise<void> {
  const { request } = context;
  const media = deps.negotiate(request.header("accept"));
  const version = request.query === "" ? "" : (queryOf(request.query).get("resourceVersion") ?? "");
  const revision = version === "" ? 0 : readResourceVersion(version, endpoint.definition.strategy.readsFrom);
  const wait = freshCache(endpoint, revision);
  if (wait !== undefined) return wait.then(() => answer(deps, endpoint, context, { info, media }));
  return answer(deps, endpoint, context, { info, media });
}

interface Question {
  readonly info: RequestInfo;
  readonly media: MediaType;
}

function answer(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, media }: Question,
): void | Promise<void> {
  const entry = findEntry(endpoint, info);
  if (media.as !== undefined) return sendObjectAs(deps, endpoint, context, { entry, media });
  if (endpoint.isStored && (media.format === "json" || media.format === "yaml")) {
    if (media.format === "json" && !wantsPretty(context)) return sendBytes(context, 200, media, entry.bytes);
    return sendJson(context, 200, media, entry.bytes);
  }
  return withRuntime(endpoint, (runtime) => {
    const version = runtime.version(endpoint.version.name);
    const settled = settleMedia(media, version);
    const codec = settled.format === "protobuf" ? version.protobuf() : undefined;
    if (settled.format === "cbor") sendBytes(context, 200, settled, withMagic(entryCbor(entry, version)));
    else if (codec === undefined) sendJson(context, 200, settled, entryBytes(entry, version));
    else sendBytes(context, 200, settled, codec.envelope(entryField(entry, version, codec)));
  });
}

function findEntry({ storage, definition }: ResourceEndpoint, info: RequestInfo): CacheEntry {
  const entry = storage.cache?.get(storage.cacheKey(info.namespace, info.name));
  if (entry === undefined) throw notFound({ group: definition.group, resource: definition.plural }, info.name);
  return entry;
}
