/**
 * Objects and lists as protobuf. Hot path: an entry is encoded once per revision, as field 2 of a message, and that serves everything: it
 * is the middle of a single object's envelope, of a watch event's, and an item of a list.
 */
import type { KubeObject } from "../meta/object.js";
import { envelopeTail } from "../meta/protobuf/envelope.js";
import type { ProtobufKind } from "../meta/protobuf/kind.js";
import { encodeMetadataField, listHead } from "../meta/protobuf/machinery.js";
import type { VersionRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry } from "../storage/watchcache/watch-cache.js";
import { cborOfJson } from "./cbor.js";
import type { RequestContext } from "./context.js";
import { type MediaType, withoutProtobuf } from "./negotiate.js";
import { entryObject } from "./resource-endpoint.js";
import { sendBytes, sendJson, sendParts } from "./respond.js";

/** The entry's message in a version, tag and length included. */
export function entryField(entry: CacheEntry, version: VersionRuntime, codec: ProtobufKind): Buffer {
  return entry.form(`pb;${version.name}`, (stored) => codec.encodeField(entryObject(stored, version)));
}

/** The entry's metadata alone, as an item of a PartialObjectMetadataList. */
export function metadataField(entry: CacheEntry): Buffer {
  return entry.form("pb;meta", (stored) => encodeMetadataField({ metadata: stored.object().metadata }));
}

/** What can really be sent of a kind; metadata has a protobuf form whatever the kind. Throws StatusError 406. */
export function settleMedia(media: MediaType, version: Pick<VersionRuntime, "protobuf">): MediaType {
  if (media.format !== "protobuf" || media.as !== undefined || version.protobuf() !== undefined) return media;
  return withoutProtobuf(media);
}

export interface WrittenObject {
  /** As JSON, in the version it is answered in. */
  readonly json: Buffer;
  readonly version: Pick<VersionRuntime, "byteFields" | "protobuf">;
}

/** An object that is at hand as JSON; `media` settled. */
export function sendObject(
  context: RequestContext,
  status: number,
  media: MediaType,
  { json, version }: WrittenObject,
): void {
  const codec = media.format === "protobuf" ? version.protobuf() : undefined;
  if (media.format === "cbor") sendBytes(context, status, media, cborOfJson(json, version.byteFields()));
  else if (codec === undefined) sendJson(context, status, media, json);
  else {
    const object = JSON.parse(json.toString("utf8")) as KubeObject;
    sendBytes(context, status, media, codec.envelope(codec.encodeField(object)));
  }
}

export interface ListOfFields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  readonly fields: readonly Buffer[];
}

/** Parts of this size cost the socket least. */
const chunkBytes = 128 * 1024;

/** A list of items that are encoded already. */
export function sendProtobufList(context: RequestContext, media: MediaType, list: ListOfFields): void {
  let itemBytes = 0;
  for (const field of list.fields) itemBytes += field.length;
  sendParts(context, media, [listHead(list, itemBytes), ...inChunks(list.fields), envelopeTail]);
}

function inChunks(fields: readonly Buffer[]): Buffer[] {
  const chunks: Buffer[] = [];
  let from = 0;
  let size = 0;
  for (let at = 0; at < fields.length; at++) {
    size += (fields[at] as Buffer).length;
    if (size < chunkBytes && at < fields.length - 1) continue;
    chunks.push(Buffer.concat(fields.slice(from, at + 1), size));
    from = at + 1;
    size = 0;
  }
  return chunks;
}
