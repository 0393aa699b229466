/** POST to a subresource: a question or an order about one object (`pods/binding`, `pods/eviction`). */
import type { KubeObject } from "../meta/object.js";
import { badRequest } from "../meta/status.js";
import { momentOf } from "../registry/write/context.js";
import { deleteObject } from "../registry/write/delete.js";
import { updateObject } from "../registry/write/update.js";
import { bodyVersion } from "./body-kind.js";
import type { RequestContext } from "./context.js";
import { freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { parseDeleteOptions } from "./options/delete-options.js";
import { parseWriteOptions } from "./options/write-options.js";
import { decodeBody, readBody } from "./read-body.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { sendValue } from "./respond.js";
import { notImplemented, type WriteTarget, writeContext } from "./write.js";

/** Rejects with StatusError. */
export async function handleSubresourceCreate(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  target: WriteTarget,
): Promise<void> {
  const { name: subresource = "", bodyKind } = target.subresource ?? {};
  const media = deps.negotiate(context.request.header("accept"));
  const options = parseWriteOptions(context.request.query, "CreateOptions");
  const runtime = await endpoint.storage.runtime();
  const kind = bodyKind?.kind;
  const follow = runtime.hooks.followOrder?.[subresource];
  if (bodyKind === undefined || kind === undefined || (follow === undefined && kind !== "Eviction")) {
    throw notImplemented(`${endpoint.definition.plural}/${subresource}`);
  }
  await freshCache(endpoint, 0);
  const body = decodeBody(context, await readBody(context), {
    version: bodyVersion(runtime, bodyKind),
    kind,
    fieldValidation: options.fieldValidation,
    isKnownKind: deps.isKnownKind,
  });
  const name = target.info.name === "" ? (body.metadata.name ?? "") : target.info.name;
  checkName(body, name);
  const write = writeContext(endpoint, context, { info: target.info, runtime, dryRun: options.dryRun });
  if (follow === undefined) {
    const asked = Buffer.from(JSON.stringify(body.deleteOptions ?? {}));
    await deleteObject(write, name, parseDeleteOptions("", asked, "application/json"));
  } else {
    await updateObject(write, {
      name,
      subresource,
      fromCurrent: true,
      next: (current) => aimedAt(follow(current, body, momentOf(write)), body),
    });
  }
  sendValue(context, 201, media, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

/** The order must be about the object in the path. */
function checkName(body: KubeObject, name: string): void {
  const given = body.metadata.name ?? "";
  if (given !== name) throw badRequest(`name in URL does not match name in ${body.kind} object`);
}

/** The order's own uid and revision, if it has them, say which object it is for. */
function aimedAt(object: KubeObject, { metadata }: KubeObject): KubeObject {
  const { uid = object.metadata.uid, resourceVersion = "" } = metadata;
  return { ...object, metadata: { ...object.metadata, resourceVersion, ...(uid === undefined ? {} : { uid }) } };
}
