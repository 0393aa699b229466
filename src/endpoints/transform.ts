/** Objects and lists as Tables or as metadata only (`Accept: …;as=Table;v=v1;g=meta.k8s.io`). */
import type { KubeObject } from "../meta/object.js";
import { badRequest, failure } from "../meta/status.js";
import type { KindRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry } from "../storage/watchcache/watch-cache.js";
import type { RequestContext } from "./context.js";
import type { ReadDeps } from "./get.js";
import type { ListPage } from "./list.js";
import type { MediaType } from "./negotiate.js";
import { metadataField, sendProtobufList } from "./protobuf.js";
import { entryObject, type ResourceEndpoint, withRuntime } from "./resource-endpoint.js";
import { sendValue } from "./respond.js";
import { type IncludeObject, type TableRow, tableOf, tableRow } from "./table.js";

/** A list cannot be shown as one object's metadata. Throws StatusError 406. */
export function refuseObjectForm(endpoint: ResourceEndpoint, media: MediaType): void {
  if (media.as !== "PartialObjectMetadata") return;
  const list = `*${goPackage(endpoint)}.${endpoint.definition.listKind}`;
  throw failure("NotAcceptable", `you requested PartialObjectMetadata, but the requested object is a list (${list})`);
}

function goPackage({ definition }: ResourceEndpoint): string {
  return definition.group === "" ? "core" : (definition.group.split(".")[0] as string);
}

export function sendObjectAs(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { entry, media }: { readonly entry: CacheEntry; readonly media: MediaType },
): void | Promise<void> {
  if (media.as === "PartialObjectMetadataList") {
    const object = `*${goPackage(endpoint)}.${endpoint.definition.kind}`;
    const why = `you requested PartialObjectMetadataList, but the requested object is not a list (${object})`;
    throw failure("NotAcceptable", why);
  }
  if (media.as === "PartialObjectMetadata") {
    sendValue(context, 200, media, {
      ...partialMetadata(entry.object(), media),
      ...typeMeta("PartialObjectMetadata", media),
    });
    return;
  }
  return withRuntime(endpoint, (runtime) => {
    const row = rowOf(deps, endpoint, { runtime, entry, include: includeObject(context), media });
    const metadata = { resourceVersion: String(entry.revision) };
    sendValue(context, 200, media, { ...typeMeta("Table", media), metadata, ...tableOf(endpoint.definition, [row]) });
  });
}

export function sendListAs(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { page, media }: { readonly page: ListPage; readonly media: MediaType },
): void | Promise<void> {
  const { metadata } = page;
  if (media.as === "PartialObjectMetadataList") {
    if (media.format === "protobuf") {
      const fields = page.entries.map(metadataField);
      sendProtobufList(context, media, { ...typeMeta("PartialObjectMetadataList", media), metadata, fields });
      return;
    }
    const items = page.entries.map((entry) => partialMetadata(entry.object(), media));
    sendValue(context, 200, media, { ...typeMeta("PartialObjectMetadataList", media), metadata, items });
    return;
  }
  return withRuntime(endpoint, (runtime) => {
    const include = includeObject(context);
    const rows = page.entries.map((entry) => rowOf(deps, endpoint, { runtime, entry, include, media }));
    sendValue(context, 200, media, { ...typeMeta("Table", media), metadata, ...tableOf(endpoint.definition, rows) });
  });
}

export function typeMeta(kind: string, media: MediaType): { kind: string; apiVersion: string } {
  return { kind, apiVersion: `meta.k8s.io/${media.version}` };
}

export function partialMetadata(object: KubeObject, media: MediaType): object {
  return { ...typeMeta("PartialObjectMetadata", media), metadata: object.metadata };
}

interface RowSource {
  readonly runtime: KindRuntime;
  readonly entry: CacheEntry;
  readonly include: IncludeObject;
  readonly media: MediaType;
}

export function rowOf(deps: ReadDeps, endpoint: ResourceEndpoint, source: RowSource): TableRow {
  const { runtime, entry, include, media } = source;
  const stored = entry.object();
  const cells = tableRow(runtime, stored, deps.now());
  if (include === "None") return { cells, object: null };
  if (include === "Metadata") return { cells, object: partialMetadata(stored, media) };
  return { cells, object: entryObject(entry, runtime.version(endpoint.version.name)) };
}

/** Throws StatusError for a policy that does not exist. */
export function includeObject(context: RequestContext): IncludeObject {
  const asked = new URLSearchParams(context.request.query).get("includeObject");
  switch (asked) {
    case null:
    case "":
      return "Metadata";
    case "None":
    case "Metadata":
    case "Object":
      return asked;
    default:
      throw badRequest(`unrecognized includeObject value: ${JSON.stringify(asked)}`);
  }
}
