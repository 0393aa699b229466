/**
 * Objects and lists as protobuf. Hot path: an entry is encoded once per revision, as field 2 of a message, and that serves everything: it
 * is the middle of a single object's envelope, of a watch event's, and an item of a list.
 */
import { parseJson } from "../meta/exact-json.js";
import type { KubeObject } from "../meta/object.js";
import type { ProtobufKind } from "../meta/protobuf/kind.js";
import { encodeMetadataField, listParts } from "../meta/protobuf/machinery.js";
import type { VersionRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry, ItemForm } from "../storage/watchcache/watch-cache.js";
import { cborOfJson } from "./cbor.js";
import type { RequestContext } from "./context.js";
import { type MediaType, withoutProtobuf } from "./negotiate.js";
import { entryObject, type ResourceEndpoint } from "./resource-endpoint.js";
import { sendBytes, sendJson, sendParts } from "./respond.js";

/** The entry's message in a version, tag and length included. */
export function entryField(entry: CacheEntry, version: VersionRuntime, codec: ProtobufKind): Buffer {
  const { name, make } = objectField(version, codec);
  return entry.form(name, make);
}

/** Named by group and version: kinds that share a storage (events) share its entries. */
export function objectField(version: VersionRuntime, codec: ProtobufKind): ItemForm {
  return { name: `pb;${version.apiVersion}`, make: (entry) => codec.encodeField(entryObject(entry, version)) };
}

/** An entry's metadata alone, as an item of a PartialObjectMetadataList of that group version. */
export function metadataField(of: Pick<ResourceEndpoint, "definition">, apiVersion: string): ItemForm {
  return {
    name: `pb;meta;${apiVersion}`,
    make: (entry) => encodeMetadataField({ metadata: shownMetadata(of, entry.object()) }, apiVersion),
  };
}

/** What forms with metadata only show: an annotation that is a field of the kind is none of it. */
export function shownMetadata(
  { definition }: Pick<ResourceEndpoint, "definition">,
  { metadata }: KubeObject,
): KubeObject["metadata"] {
  const { fieldAnnotations } = definition.strategy;
  if (fieldAnnotations.length === 0 || metadata.annotations === undefined) return metadata;
  const { annotations, ...rest } = metadata;
  const shown = Object.entries(annotations).filter(([name]) => !fieldAnnotations.includes(name));
  return shown.length === 0 ? rest : { ...metadata, annotations: Object.fromEntries(shown) };
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
    const object = parseJson(json) as KubeObject;
    sendBytes(context, status, media, codec.envelope(codec.encodeField(object)));
  }
}

export interface ListOfFields {
  readonly apiVersion: string;
  readonly kind: string;
  readonly metadata: object;
  /** Of the items, in parts of one or more. */
  readonly fields: readonly Buffer[];
}

/** A list of items that are encoded already. */
export function sendProtobufList(context: RequestContext, media: MediaType, list: ListOfFields): void {
  sendParts(context, media, listParts(list, list.fields));
}
