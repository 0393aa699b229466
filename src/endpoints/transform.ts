/** Objects and lists as Tables or as metadata only (`Accept: …;as=Table;v=v1;g=meta.k8s.io`). */
import { stringifyJson } from "../meta/exact-json.js";
import { packageOfGroup } from "../meta/machinery-kinds.js";
import type { KubeObject } from "../meta/object.js";
import { badRequest, failure, type StatusError } from "../meta/status.js";
import type { KindRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry, ItemForm } from "../storage/watchcache/watch-cache.js";
import type { RequestContext } from "./context.js";
import type { ReadDeps } from "./get.js";
import { collect, sendListInSteps } from "./lists/list-answer.js";
import type { ListPage } from "./lists/list-page.js";
import type { MediaType } from "./negotiate.js";
import { queryOf } from "./options/query.js";
import { metadataField, sendProtobufList, shownMetadata } from "./protobuf.js";
import { entryBytes, type ResourceEndpoint, withRuntime } from "./resource-endpoint.js";
import { sendJson, sendJsonParts, sendValue } from "./respond.js";
import { cellsOf, columnDefinitions, type IncludeObject } from "./tables/table.js";
import { fillRows, RowFiller, rowWithGaps } from "./tables/table-rows.js";

/** A list cannot be shown as one object's metadata. Throws StatusError 406. */
export function refuseObjectForm(endpoint: ResourceEndpoint, media: MediaType): void {
  if (media.as !== "PartialObjectMetadata") return;
  const list = `*${goPackage(endpoint)}.${endpoint.definition.listKind}`;
  throw failure("NotAcceptable", `you requested PartialObjectMetadata, but the requested object is a list (${list})`);
}

/** Of the form objects are stored in. */
function goPackage({ definition }: ResourceEndpoint): string {
  return packageOfGroup((definition.storedAs ?? definition).group);
}

/** One object cannot be shown as a list's metadata; `found` is its Go type. */
export function notAList(found: string): StatusError {
  const why = `you requested PartialObjectMetadataList, but the requested object is not a list (${found})`;
  return failure("NotAcceptable", why);
}

export function sendObjectAs(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { entry, media }: { readonly entry: CacheEntry; readonly media: MediaType },
): void | Promise<void> {
  if (media.as !== "Table") {
    sendMetadata(endpoint, context, { object: entry.object(), media, status: 200 });
    return;
  }
  return withRuntime(endpoint, (runtime) => {
    const metadata = { resourceVersion: String(entry.revision) };
    const rows = [rowOf(endpoint, { runtime, entry, include: includeObject(context), media })];
    sendTable(context, media, tableParts(endpoint, { metadata, rows, now: deps.now(), media }));
  });
}

export interface WrittenAnswer {
  /** In the stored version, as the write left it. */
  readonly object: KubeObject;
  readonly runtime: KindRuntime;
  readonly media: MediaType;
  readonly status: number;
  /** In ms since the epoch. */
  readonly now: number;
}

/** What a write left behind. Throws StatusError 406 for a list's form: the write is done by then, as it is in kube-apiserver. */
export function sendWrittenAs(endpoint: ResourceEndpoint, context: RequestContext, answer: WrittenAnswer): void {
  const { object, runtime, media, status, now } = answer;
  if (media.as !== "Table") {
    sendMetadata(endpoint, context, answer);
    return;
  }
  const { resourceVersion } = object.metadata;
  const include = includeObject(context);
  const whole = (): KubeObject => runtime.version(endpoint.version.name).conversion?.fromStored(object) ?? object;
  const shown = include === "None" ? null : include === "Object" ? whole() : partialMetadata(endpoint, object, media);
  const rows = [rowWithGaps(cellsOf(runtime, object), stringifyJson(shown))];
  const parts = tableParts(endpoint, { metadata: { resourceVersion }, rows, now, media });
  sendJson(context, status, media, Buffer.concat([...parts, lineFeed]));
}

/** One object. Throws StatusError 406 for a list's form. */
export function sendMetadata(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { object, media, status }: Pick<WrittenAnswer, "object" | "media" | "status">,
): void {
  if (media.as === "PartialObjectMetadataList") {
    throw notAList(`*${goPackage(endpoint)}.${endpoint.definition.kind}`);
  }
  sendValue(context, status, media, partialMetadata(endpoint, object, media));
}

/** A page of a list, in steps. Throws StatusError. */
export function* sendListAs(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { page, media, runtime, now }: ListAs,
): Generator<void, void> {
  const { metadata } = page;
  const count = page.entries.length;
  if (media.as === "PartialObjectMetadataList") {
    const type = typeMeta("PartialObjectMetadataList", media);
    if (media.format === "protobuf") {
      const fields = yield* collect(page.items(metadataField(endpoint, type.apiVersion)));
      sendProtobufList(context, media, { ...type, metadata, fields });
    } else if (count === 0) sendValue(context, 200, media, { ...type, metadata, items: null });
    else {
      const list = { ...type, metadata };
      yield* sendListInSteps(context, media, {
        list,
        items: "items",
        count,
        pieces: page.items(metadataItem(endpoint, media)),
      });
    }
    return;
  }
  const include = includeObject(context);
  if (count === 0) return sendTable(context, media, tableParts(endpoint, { metadata, rows: [], now, media }));
  const list = { ...typeMeta("Table", media), metadata, columnDefinitions: columnDefinitions(endpoint.definition) };
  const aging = { now, filler: () => new RowFiller(now) };
  const form = { ...rowForm(endpoint, { runtime, include, media }), aging, unkept: include === "Object" };
  yield* sendListInSteps(context, media, { list, items: "rows", count, pieces: page.items(form) });
}

export interface ListAs {
  readonly page: ListPage;
  readonly media: MediaType;
  readonly runtime: KindRuntime;
  /** In ms since the epoch. */
  readonly now: number;
}

type Kind = Pick<ResourceEndpoint, "definition">;

/** A metadata-only object as JSON, a comma in front. */
function metadataItem(endpoint: Kind, media: MediaType): ItemForm {
  return {
    name: `meta;${media.version}`,
    make: (entry) => Buffer.from(`,${JSON.stringify(partialMetadata(endpoint, entry.object(), media))}`),
  };
}

export function typeMeta(kind: string, media: MediaType): { kind: string; apiVersion: string } {
  return { kind, apiVersion: `meta.k8s.io/${media.version}` };
}

export function partialMetadata(of: Kind, object: KubeObject, media: MediaType): object {
  return metadataOnly(shownMetadata(of, object), media);
}

export function metadataOnly(metadata: object, media: MediaType): object {
  const { kind, apiVersion } = typeMeta("PartialObjectMetadata", media);
  return { kind, apiVersion, metadata };
}

export interface TableSource {
  readonly metadata: object;
  /** As `rowOf` makes them. */
  readonly rows: readonly Buffer[];
  /** In ms since the epoch. */
  readonly now: number;
  /** A watch says the columns once. Default: true. */
  readonly withColumns?: boolean;
  readonly media: MediaType;
}

/** A Table as JSON. */
export function tableParts({ definition }: ResourceEndpoint, source: TableSource): Buffer[] {
  const { metadata, rows, now, media } = source;
  const columns = source.withColumns === false ? null : columnDefinitions(definition);
  const head = { ...typeMeta("Table", media), metadata, columnDefinitions: columns };
  // Only kinds that print themselves make an empty list of no rows.
  if (rows.length === 0 && definition.columns === undefined) {
    return [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":null}`)];
  }
  return [Buffer.from(`${JSON.stringify(head).slice(0, -1)},"rows":[`), fillRows(rows, now), tableTail];
}

const tableTail = Buffer.from("]}");

function sendTable(context: RequestContext, media: MediaType, parts: readonly Buffer[]): void {
  sendJsonParts(context, media, [...parts, lineFeed]);
}

const lineFeed = Buffer.from("\n");

interface RowSource {
  readonly runtime: KindRuntime;
  readonly entry: CacheEntry;
  readonly include: IncludeObject;
  readonly media: MediaType;
}

/** An object's row with its gaps; kept, unless it holds the whole object. */
export function rowOf(endpoint: ResourceEndpoint, { entry, ...how }: RowSource): Buffer {
  const { name, make } = rowForm(endpoint, how);
  return how.include === "Object" ? make(entry) : entry.form(name, make);
}

function rowForm(endpoint: ResourceEndpoint, { runtime, include, media }: Omit<RowSource, "entry">): ItemForm {
  const make = (stored: CacheEntry): Buffer => {
    const object = stored.object();
    const cells = cellsOf(runtime, object);
    if (include === "None") return rowWithGaps(cells, "null");
    if (include === "Metadata") return rowWithGaps(cells, JSON.stringify(partialMetadata(endpoint, object, media)));
    return rowWithGaps(cells, entryBytes(stored, runtime.version(endpoint.version.name)).toString());
  };
  return { name: `row;${include};${media.version}`, make };
}

/** The row of a bookmark: an object of the kind that has nothing but metadata. */
export function emptyRow(
  runtime: KindRuntime,
  object: KubeObject,
  { include, media }: Pick<RowSource, "include" | "media">,
): Buffer {
  const shown = include === "None" ? null : include === "Object" ? object : partialMetadata(runtime, object, media);
  const nameless = { ...object, metadata: { ...object.metadata, name: "" } };
  return rowWithGaps(cellsOf(runtime, nameless), stringifyJson(shown));
}

/** Throws StatusError for a policy that does not exist. */
export function includeObject(context: RequestContext): IncludeObject {
  const asked = queryOf(context.request.query).get("includeObject");
  switch (asked) {
    case null:
    case "":
      return "Metadata";
    case "None":
    case "Metadata":
    case "Object":
      return asked;
    default:
      throw badRequest(
        `Unable to convert to Table as requested: includeObject: Invalid value: ${JSON.stringify(asked)}: ` +
          "must be 'Metadata', 'Object', 'None', or empty",
      );
  }
}
