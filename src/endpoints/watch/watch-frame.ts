/** Frames of a watch in each form: JSON lines of `{"type":…,"object":…}`, protobuf behind its length, CBOR items. */
import { encodeCborItem } from "../../meta/cbor/cbor.js";
import { stringifyJson } from "../../meta/exact-json.js";
import { encodeMachinery, watchFrame } from "../../meta/protobuf/machinery.js";
import type { Status } from "../../meta/status.js";
import type { KindRuntime } from "../../registry/kind-runtime.js";
import type { CacheEntry, WatchEventType } from "../../storage/watchcache/watch-cache.js";
import { cborFrame, entryCbor } from "../cbor.js";
import type { RequestContext } from "../context.js";
import type { ReadDeps } from "../get.js";
import type { MediaType } from "../negotiate.js";
import { entryField } from "../protobuf.js";
import { entryBytes, type ResourceEndpoint } from "../resource-endpoint.js";
import { emptyRow, includeObject, partialMetadata, rowOf, tableParts, typeMeta } from "../transform.js";

export interface FrameMaker {
  /** Names the form: watchers with equal names share frames. */
  readonly form: string;
  /** False: events are no lists, so there is no frame for any of them. */
  readonly canShow: boolean;
  of(type: WatchEventType, entry: CacheEntry): Buffer;
  bookmark(revision: number, initialEventsEnd: boolean): Buffer;
  error(status: Status): Buffer;
  /** Makes the frames after a watcher's first one: Tables name their columns once. Itself for every other form. */
  readonly later: FrameMaker;
}

interface FrameSource {
  readonly runtime: KindRuntime;
  readonly media: MediaType;
  /** Default: true. */
  readonly withColumns?: boolean;
}

export function createFrameMaker(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  source: FrameSource,
): FrameMaker {
  const { runtime, media, withColumns = true } = source;
  const version = runtime.version(endpoint.version.name);
  const typeMetaOfKind = { kind: endpoint.definition.kind, apiVersion: endpoint.apiVersion };
  const include = media.as === "Table" ? includeObject(context) : "Metadata";
  const codec = media.format === "protobuf" && media.as === undefined ? version.protobuf() : undefined;
  // What is not the kind's own object is the machinery's.
  const encode = encoders[media.format] ?? encodeJson;
  const encodeTable = (parts: readonly Buffer[]): Buffer => {
    const table = Buffer.concat(parts);
    return media.format === "json" ? table : encode(JSON.parse(table.toString("utf8")) as object);
  };
  const objectBytes = (entry: CacheEntry): Buffer => {
    if (media.format === "cbor" && media.as === undefined) return entryCbor(entry, version);
    if (codec !== undefined) return codec.envelope(entryField(entry, version, codec));
    switch (media.as) {
      case undefined:
        return entryBytes(entry, version);
      case "Table": {
        const rows = [rowOf(endpoint, { runtime, entry, include, media })];
        const metadata = { resourceVersion: String(entry.revision) };
        return encodeTable(tableParts(endpoint, { metadata, rows, now: deps.now(), media, withColumns }));
      }
      default:
        return encode(partialMetadata(entry.object(), media));
    }
  };
  const bookmarkMeta = media.as === undefined ? typeMetaOfKind : typeMeta("PartialObjectMetadata", media);
  const maker: Omit<FrameMaker, "later"> = {
    form: `${media.format};${media.as ?? ""};${media.version};${include};${version.apiVersion};${withColumns}`,
    canShow: media.as !== "PartialObjectMetadataList",
    of: (type, entry) => frame(media, type, objectBytes(entry)),
    bookmark: (revision, initialEventsEnd) => {
      const metadata = {
        resourceVersion: String(revision),
        ...(initialEventsEnd ? { annotations: { "k8s.io/initial-events-end": "true" } } : {}),
      };
      if (media.as === "Table") {
        const rows = [emptyRow(runtime, { ...typeMetaOfKind, metadata }, { include, media })];
        const shown = { resourceVersion: metadata.resourceVersion };
        return frame(
          media,
          "BOOKMARK",
          encodeTable(tableParts(endpoint, { metadata: shown, rows, now: deps.now(), media, withColumns })),
        );
      }
      const object = { ...bookmarkMeta, metadata };
      return frame(media, "BOOKMARK", codec?.envelope(codec.encodeField(object)) ?? encode(object));
    },
    error: (status) => frame(media, "ERROR", encode(status)),
  };
  let later: FrameMaker | undefined;
  return {
    ...maker,
    get later(): FrameMaker {
      const isTable = media.as === "Table" && withColumns;
      later ??= isTable ? createFrameMaker(deps, endpoint, context, { ...source, withColumns: false }) : this;
      return later;
    },
  };
}

const encoders: Readonly<Partial<Record<MediaType["format"], (value: object) => Buffer>>> = {
  cbor: encodeCborItem,
  protobuf: encodeMachinery,
};

function encodeJson(value: object): Buffer {
  return Buffer.from(stringifyJson(value));
}

const tail = Buffer.from("}\n");

function frame(media: MediaType, type: WatchEventType | "BOOKMARK" | "ERROR", object: Buffer): Buffer {
  if (media.format === "protobuf") return watchFrame(type, object);
  if (media.format === "cbor") return cborFrame(type, object);
  return Buffer.concat([Buffer.from(`{"type":"${type}","object":`), object, tail]);
}
