/** GET and LIST of kinds that are not stored (ComponentStatus): the kind's hook makes the objects when they are asked for. */
import { stringifyJson } from "../meta/exact-json.js";
import type { KubeObject } from "../meta/object.js";
import { encodeMetadataField } from "../meta/protobuf/machinery.js";
import { notFound } from "../meta/status.js";
import type { KindRuntime } from "../registry/kind-runtime.js";
import type { RequestContext } from "./context.js";
import type { ReadDeps } from "./get.js";
import type { MediaType } from "./negotiate.js";
import { parseListOptions } from "./options/list-options.js";
import { sendObject, sendProtobufList, settleMedia } from "./protobuf.js";
import type { RequestInfo } from "./request-info.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { sendJsonParts, sendValue } from "./respond.js";
import { objectFilter } from "./selection.js";
import { cellsOf } from "./tables/table.js";
import { rowWithGaps } from "./tables/table-rows.js";
import { includeObject, partialMetadata, refuseObjectForm, sendMetadata, tableParts, typeMeta } from "./transform.js";
import { notImplemented } from "./write/write.js";

/** Rejects with StatusError. */
export async function handleAnsweredRead(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  info: RequestInfo,
): Promise<void> {
  const { definition } = endpoint;
  const asked = deps.negotiate(context.request.header("accept"));
  const runtime = await endpoint.storage.runtime();
  const { answerList } = runtime.hooks;
  if (answerList === undefined) throw notImplemented(definition.plural);
  const version = runtime.version(endpoint.version.name);
  const media = settleMedia(asked, version);
  const codec = media.format === "protobuf" ? version.protobuf() : undefined;
  const selected = objectFilter(endpoint, parseListOptions(context.request.query));
  const all = await answerList(deps.probe);
  const found = info.name === "" ? all.filter(selected) : all.filter(({ metadata }) => metadata.name === info.name);
  const [only] = found;
  // kube-apiserver names the kind here where it names the resource everywhere else.
  const named = { group: definition.group, resource: definition.singular };
  if (info.name !== "" && only === undefined) throw notFound(named, info.name);
  if (media.as === "Table") {
    const rows = found.map((object) => rowOf(context, runtime, { object, media }));
    sendJsonParts(context, media, tableParts(endpoint, { metadata: {}, rows, now: deps.now(), media }));
  } else if (media.as !== undefined) {
    sendAnsweredMetadata(endpoint, context, { found, media, isList: info.name === "" });
  } else if (info.name !== "") {
    sendObject(context, 200, media, { json: Buffer.from(stringifyJson(only)), version });
  } else if (codec !== undefined) {
    const fields = found.map((object) => codec.encodeField(object));
    const { apiVersion } = endpoint;
    sendProtobufList(context, media, { kind: definition.listKind, apiVersion, metadata: {}, fields });
  } else {
    const items = found.map(({ kind: _kind, apiVersion: _apiVersion, ...item }) => item);
    sendValue(context, 200, media, {
      kind: definition.listKind,
      apiVersion: endpoint.apiVersion,
      metadata: {},
      items,
    });
  }
}

interface AnsweredMetadata {
  readonly found: readonly KubeObject[];
  /** As PartialObjectMetadata or PartialObjectMetadataList. */
  readonly media: MediaType;
  readonly isList: boolean;
}

/** Throws StatusError 406 where one is asked for and the other found. */
function sendAnsweredMetadata(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { found, media, isList }: AnsweredMetadata,
): void {
  if (!isList) {
    for (const object of found) sendMetadata(endpoint, context, { object, media, status: 200 });
    return;
  }
  refuseObjectForm(endpoint, media);
  const list = { ...typeMeta("PartialObjectMetadataList", media), metadata: {} };
  if (media.format === "protobuf") {
    const fields = found.map(({ metadata }) => encodeMetadataField({ metadata }, list.apiVersion));
    sendProtobufList(context, media, { ...list, fields });
    return;
  }
  const items = found.map((object) => partialMetadata(endpoint, object, media));
  sendValue(context, 200, media, { ...list, items: items.length === 0 ? null : items });
}

function rowOf(
  context: RequestContext,
  runtime: KindRuntime,
  { object, media }: { readonly object: KubeObject; readonly media: MediaType },
): Buffer {
  const include = includeObject(context);
  const shown = include === "None" ? null : include === "Object" ? object : partialMetadata(runtime, object, media);
  return rowWithGaps(cellsOf(runtime, object), stringifyJson(shown));
}
