/** Frames of a watch in each form: JSON lines of `{"type":…,"object":…}`, protobuf behind its length, CBOR items. */
import { encodeCborItem } from "../../meta/cbor/cbor.js";
import { stringifyJson } from "../../meta/exact-json.js";
import type { ProtobufKind } from "../../meta/protobuf/kind.js";
import { encodeMachinery, watchFrame } from "../../meta/protobuf/machinery.js";
import type { JsonObject } from "../../meta/schema.js";
import type { Status } from "../../meta/status.js";
import type { KindRuntime, VersionRuntime } from "../../registry/kind-runtime.js";
import type { CacheEntry, WatchEventType } from "../../storage/watchcache/watch-cache.js";
import { cborFrame, entryCbor } from "../cbor.js";
import type { RequestContext } from "../context.js";
import type { ReadDeps } from "../get.js";
import type { MediaType } from "../negotiate.js";
import { entryField } from "../protobuf.js";
import { entryBytes, type ResourceEndpoint } from "../resource-endpoint.js";
import type { IncludeObject } from "../tables/table.js";
import { emptyRow, includeObject, partialMetadata, rowOf, tableParts, typeMeta } from "../transform.js";
import { type FrameType, jsonFrame } from "./json-frame.js";

interface FrameSource {
  readonly runtime: KindRuntime;
  readonly media: MediaType;
  /** Default: true. */
  readonly withColumns?: boolean;
}

interface Nothing {
  readonly kind: string;
  readonly apiVersion: string;
  readonly metadata?: { readonly annotations?: Readonly<Record<string, string>> };
}

/** One class and no object literals with getters: those have a shape each, and every event asks the maker of every watcher. */
export class FrameMaker {
  /** Names the form: watchers with equal names share frames. */
  readonly form: string;
  /** False: events are no lists, so there is no frame for any of them. */
  readonly canShow: boolean;
  readonly #deps: ReadDeps;
  readonly #endpoint: ResourceEndpoint;
  readonly #context: RequestContext;
  readonly #source: FrameSource;
  readonly #version: VersionRuntime;
  readonly #include: IncludeObject;
  readonly #codec: ProtobufKind | undefined;
  /** What is not the kind's own object is the machinery's. */
  readonly #encode: (value: object) => Buffer;
  #later: FrameMaker | undefined;

  constructor(deps: ReadDeps, endpoint: ResourceEndpoint, context: RequestContext, source: FrameSource) {
    const { media, runtime, withColumns = true } = source;
    this.#deps = deps;
    this.#endpoint = endpoint;
    this.#context = context;
    this.#source = source;
    this.#version = runtime.version(endpoint.version.name);
    this.#include = media.as === "Table" ? includeObject(context) : "Metadata";
    this.#codec = media.format === "protobuf" && media.as === undefined ? this.#version.protobuf() : undefined;
    this.#encode = encoders[media.format] ?? encodeJson;
    const { apiVersion } = this.#version;
    this.form = interned(
      `${media.format};${media.as ?? ""};${media.version};${this.#include};${apiVersion};${withColumns}`,
    );
    this.canShow = media.as !== "PartialObjectMetadataList";
    const namesColumns = media.as === "Table" && withColumns;
    this.#later = namesColumns ? undefined : this;
  }

  /** Bound: whoever shares frames calls it when there is none yet. */
  readonly of = (type: WatchEventType, entry: CacheEntry): Buffer =>
    frame(this.#source.media, type, this.#objectBytes(entry));

  /** Makes the frames after a watcher's first one: Tables name their columns once. Itself for every other form. */
  get later(): FrameMaker {
    this.#later ??= new FrameMaker(this.#deps, this.#endpoint, this.#context, { ...this.#source, withColumns: false });
    return this.#later;
  }

  bookmark(revision: number, initialEventsEnd: boolean): Buffer {
    const { media } = this.#source;
    const nothing = this.#nothing();
    const annotations = {
      ...(media.as === undefined ? nothing.metadata?.annotations : {}),
      ...(initialEventsEnd ? { "k8s.io/initial-events-end": "true" } : {}),
    };
    const metadata = {
      resourceVersion: String(revision),
      ...(Object.keys(annotations).length === 0 ? {} : { annotations }),
    };
    if (media.as === "Table") {
      const row = emptyRow(this.#source.runtime, { ...nothing, metadata }, { include: this.#include, media });
      return frame(media, "BOOKMARK", this.#table(metadata.resourceVersion, row));
    }
    const own = media.as === undefined ? nothing : typeMeta("PartialObjectMetadata", media);
    const object = { ...own, metadata };
    const codec = this.#codec;
    return frame(media, "BOOKMARK", codec?.envelope(codec.encodeField(object)) ?? this.#encode(object));
  }

  /** An object of the kind that says nothing: in a real server it is an empty struct, some of whose fields are shown all the same. */
  #nothing(): Nothing {
    const { definition, apiVersion } = this.#endpoint;
    const { media, runtime } = this.#source;
    // Cells are printed of the stored version, whose fields may be other ones.
    const version = media.as === "Table" ? runtime.stored : this.#version;
    const empty: Record<string, unknown> & Nothing = {
      kind: definition.kind,
      apiVersion,
      ...version.protobuf()?.decode(noBytes),
    };
    const { shownOfNothing = {} } = runtime.hooks;
    for (const [name, shown] of Object.entries(shownOfNothing)) {
      empty[name] = { ...shown, ...(empty[name] as JsonObject | undefined) };
    }
    return empty;
  }

  error(status: Status): Buffer {
    return frame(this.#source.media, "ERROR", this.#encode(status));
  }

  #objectBytes(entry: CacheEntry): Buffer {
    const { media, runtime } = this.#source;
    if (media.as === "Table") {
      const row = rowOf(this.#endpoint, { runtime, entry, include: this.#include, media });
      return this.#table(String(entry.revision), row);
    }
    if (media.as !== undefined) return this.#encode(partialMetadata(this.#endpoint, entry.object(), media));
    if (media.format === "cbor") return entryCbor(entry, this.#version);
    const codec = this.#codec;
    return codec === undefined
      ? entryBytes(entry, this.#version)
      : codec.envelope(entryField(entry, this.#version, codec));
  }

  #table(resourceVersion: string, row: Buffer): Buffer {
    const { media, withColumns = true } = this.#source;
    const shown = { metadata: { resourceVersion }, rows: [row], now: this.#deps.now(), media, withColumns };
    const table = Buffer.concat(tableParts(this.#endpoint, shown));
    return media.format === "json" ? table : this.#encode(JSON.parse(table.toString("utf8")) as object);
  }
}

/** Equal names as one string: comparing it for every watcher of every event is comparing an address. */
function interned(form: string): string {
  const known = forms.get(form);
  if (known !== undefined) return known;
  forms.set(form, form);
  return form;
}

/** As many as there are versions of kinds and ways to show them. */
const forms = new Map<string, string>();

const encoders: Readonly<Partial<Record<MediaType["format"], (value: object) => Buffer>>> = {
  cbor: encodeCborItem,
  protobuf: encodeMachinery,
};

function encodeJson(value: object): Buffer {
  return Buffer.from(stringifyJson(value));
}

const noBytes: Buffer = Buffer.alloc(0);

function frame(media: MediaType, type: FrameType, object: Buffer): Buffer {
  if (media.format === "protobuf") return watchFrame(type, object);
  if (media.format === "cbor") return cborFrame(type, object);
  return jsonFrame(type, object);
}
