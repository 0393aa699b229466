/** POST, PUT and PATCH: from the request's body to the registry's write pipeline and back to bytes. */
import { parseJson } from "../../meta/exact-json.js";
import type { KubeObject } from "../../meta/object.js";
import type { JsonObject } from "../../meta/schema.js";
import { badRequest, failure } from "../../meta/status.js";
import { parseResourceVersion } from "../../meta/validate-object-meta.js";
import { encodeServed } from "../../registry/encode.js";
import type { KindRuntime } from "../../registry/kind-runtime.js";
import { applyPatch, lacksOf, type Patch } from "../../registry/patch/apply-patch.js";
import { patchTypeOf, patchTypesWithCbor } from "../../registry/patch/patch-type.js";
import type { Subresource } from "../../registry/resource-definition.js";
import { momentOf, type WriteContext, type WriteResult } from "../../registry/write/context.js";
import { createObject, forgetSystemFields, recordOwner } from "../../registry/write/create.js";
import { onlyStatus, onlySubresource } from "../../registry/write/keep.js";
import { maySharePrevious, partsOfPatched } from "../../registry/write/patched-parts.js";
import { type UpdateRequest, uidConflict, updateObject } from "../../registry/write/update.js";
import { type RequestContext, warn } from "../context.js";
import { freshCache } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { acceptedTypes, formNotMade, type MediaType } from "../negotiate.js";
import { managerName } from "../options/field-manager-name.js";
import { parseWriteOptions, type WriteOptions } from "../options/write-options.js";
import { sendObject, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import { type ResourceEndpoint, resultBytes } from "../resource-endpoint.js";
import { sendWrittenAs } from "../transform.js";
import { checkBodyForm, decodeBody, decodePatched, readBody } from "./read-body.js";

/** Everything a write handler knows about its request once the kind is loaded. */
export interface WriteRequest {
  /** Of the answer. */
  readonly media: MediaType;
  readonly endpoint: ResourceEndpoint;
  readonly context: RequestContext;
  readonly info: RequestInfo;
  readonly runtime: KindRuntime;
  readonly options: WriteOptions;
  readonly write: WriteContext;
  readonly now: () => number;
}

export interface WriteTarget {
  readonly info: RequestInfo;
  readonly subresource: Subresource | undefined;
}

/** Rejects with StatusError. */
export async function handleCreate(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info }: WriteTarget,
): Promise<void> {
  const request = await prepare(deps, endpoint, context, { info, optionsKind: "CreateOptions" });
  const body = await readBody(context);
  const version = request.runtime.version(endpoint.version.name);
  const { definition } = endpoint;
  const object = decodeBody(context, body, {
    version,
    kind: definition.kind,
    fieldValidation: request.options.fieldValidation,
    isKnownKind: deps.isKnownKind,
  });
  checkNamespace(request, object);
  const stored = version.conversion === undefined ? object : version.conversion.toStored(object);
  if (definition.storagePrefix === null) return answerVirtual(deps, request, stored);
  forgetSystemFields(stored);
  sendWritten(request, await createObject(request.write, stored));
}

/** Kinds that are not stored are questions; the kind's hook answers. */
async function answerVirtual({ tokens }: ReadDeps, request: WriteRequest, object: KubeObject): Promise<void> {
  const { runtime, context, endpoint, media, write } = request;
  const { answerCreate } = runtime.hooks;
  const { definition } = runtime;
  if (answerCreate === undefined) throw notImplemented(definition.plural);
  if (media.as !== undefined) throw formNotMade(acceptedTypes(context));
  recordOwner(write, object);
  const answer = await answerCreate(object, { ...momentOf(write), namespace: write.namespace, tokens });
  runtime.stored.complete(answer);
  const version = runtime.version(endpoint.version.name);
  sendObject(context, 201, media, { json: encodeServed(answer), version });
}

export function notImplemented(what: string): Error {
  return failure("NotImplemented", `this server does not implement ${what}`);
}

/** Rejects with StatusError. */
export async function handleUpdate(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource }: WriteTarget,
): Promise<void> {
  const request = await prepare(deps, endpoint, context, { info, optionsKind: "UpdateOptions" });
  const body = await readBody(context);
  const version = request.runtime.version(endpoint.version.name);
  const decode = (): KubeObject => {
    const object = decodeBody(context, body, {
      version,
      kind: endpoint.definition.kind,
      fieldValidation: request.options.fieldValidation,
      isKnownKind: deps.isKnownKind,
    });
    checkNamespace(request, object);
    checkName(object, info.name);
    return version.conversion === undefined ? object : version.conversion.toStored(object);
  };
  // Before anything is read: a faulty body is said even of an object that is not there.
  let first: KubeObject | undefined = decode();
  const decodeNext = (): KubeObject => {
    const object = first ?? decode();
    first = undefined;
    return object;
  };
  const result = await updateObject(request.write, {
    name: info.name,
    subresource: subresource?.name ?? "",
    next: decodeNext,
    ...narrowing(request, subresource),
    ...(subresource === undefined || subresource.name === "status"
      ? { create: () => createByUpdate(request, decodeNext(), subresource?.name) }
      : {}),
  });
  sendWritten(request, result);
}

/** A uid means an object that is there. */
function createByUpdate({ write }: WriteRequest, object: KubeObject, subresource = ""): Promise<WriteResult> {
  const { namespace = "", name = "", uid = "" } = object.metadata;
  if (uid !== "")
    throw uidConflict(write, { ...object, metadata: { namespace, name, uid: "", resourceVersion: "0" } }, uid);
  return createObject(write, withoutVersion(write, object), { subresource });
}

/** Rejects with StatusError. */
export async function handlePatch(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource }: WriteTarget,
): Promise<void> {
  const accepted = context.cbor === true ? patchTypesWithCbor : undefined;
  const type = patchTypeOf(context.request.header("content-type"), accepted);
  const request = await prepare(deps, endpoint, context, { info, optionsKind: "PatchOptions" });
  const unchecked = request.options.fieldValidation === "Ignore";
  const bytes = await readBody(context);
  const body = bytes.toString("utf8");
  const patch: Patch = { type, body, bytes, unchecked, lacks: lacksOf(body) };
  const { runtime } = request;
  const version = runtime.version(endpoint.version.name);
  const patched = (current: KubeObject, inOrder?: boolean): JsonObject => {
    const document = version.conversion === undefined ? current : version.conversion.fromStored(current);
    return applyPatch(patch, document as JsonObject, {
      schemas: runtime.schemas,
      type: version.type,
      holdsRaw: version.decoder.holdsRaw,
      inOrder,
    });
  };
  // A conversion makes another object, and raw values get another text by being read again.
  const hasParts = version.conversion === undefined && !version.decoder.holdsRaw;
  const sharesPrevious = hasParts && maySharePrevious(request.write);
  const result = await updateObject(request.write, {
    name: info.name,
    subresource: subresource?.name ?? "",
    fromCurrent: true,
    sharesPrevious,
    next: ({ previous, copy }) => {
      const parts = hasParts ? partsOfPatched(patched(previous), previous, sharesPrevious) : undefined;
      const object = decodePatched(context, parts?.value ?? patched(copy()), {
        version,
        kind: endpoint.definition.kind,
        fieldValidation: request.options.fieldValidation,
        isKnownKind: deps.isKnownKind,
        patch,
        members: parts?.changed,
        again: () => patched(copy(), true),
      });
      checkNamespace(request, object);
      checkName(object, info.name);
      const next = version.conversion === undefined ? object : version.conversion.toStored(object);
      return forgetRevision(next, previous);
    },
    ...narrowing(request, subresource),
  });
  sendWritten(request, result);
}

/** A patch that says nothing of the revision may be tried again on a newer object; one that changes it insists on it. */
export function forgetRevision(next: KubeObject, current: KubeObject): KubeObject {
  if (next.metadata.resourceVersion === current.metadata.resourceVersion) next.metadata.resourceVersion = "";
  return next;
}

/** What a subresource takes of an update. Throws StatusError for one that takes none. */
export function narrowing(
  { write }: WriteRequest,
  subresource: Subresource | undefined,
): Pick<UpdateRequest, "narrow"> {
  if (subresource === undefined) return {};
  const { definition, hooks } = write.runtime;
  const { name } = subresource;
  if (name === "status") return { narrow: (next, previous) => onlyStatus(next, previous, definition.strategy) };
  const take = hooks.updateSubresource?.[name];
  if (take === undefined) throw notImplemented(`updates of ${definition.plural}/${name}`);
  return { narrow: (next, previous) => onlySubresource(take, { next, previous }, write) };
}

export function sendWritten(request: WriteRequest, result: WriteResult): void {
  const { context, endpoint, media, runtime, now } = request;
  const status = result.created ? 201 : 200;
  if (media.as !== undefined) {
    const object = parseJson(result.bytes) as KubeObject;
    sendWrittenAs(endpoint, context, { object, runtime, media, status, now: now() });
    return;
  }
  const version = runtime.version(endpoint.version.name);
  sendObject(context, status, media, { json: resultBytes(result.bytes, version), version });
}

interface PrepareOptions {
  readonly info: RequestInfo;
  readonly optionsKind: string;
  /** A server-side apply. */
  readonly apply?: boolean;
}

export async function prepare(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, optionsKind, apply = false }: PrepareOptions,
): Promise<WriteRequest> {
  const asked = deps.negotiate(context.request.header("accept"));
  if (optionsKind === "CreateOptions") checkBodyForm(context);
  const options = parseWriteOptions(context.request.query, optionsKind, apply);
  // Each wait that is none costs a turn of the microtask queue.
  const loaded = endpoint.storage.runtime();
  const runtime = loaded instanceof Promise ? await loaded : loaded;
  const media = settleMedia(asked, runtime.version(endpoint.version.name));
  const manager = { name: managerName(context, options), version: runtime.version(endpoint.version.name) };
  const write = { manager, ...writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun }) };
  const wait = endpoint.storage.cache === undefined ? undefined : freshCache(endpoint, 0);
  if (wait !== undefined) await wait;
  return { media, endpoint, context, info, runtime, options, write, now: deps.now };
}

export function writeContext(
  { storage, definition }: Pick<ResourceEndpoint, "storage" | "definition">,
  context: RequestContext,
  { info, runtime, dryRun }: WriteScope,
): WriteContext {
  return {
    storage,
    runtime,
    namespace: definition.namespaced ? info.namespace : "",
    caller: context.caller,
    dryRun,
    warn: (text) => warn(context, text),
    isOver: () => context.code !== 0,
  };
}

export interface WriteScope {
  readonly info: Pick<RequestInfo, "namespace">;
  readonly runtime: KindRuntime;
  readonly dryRun: boolean;
}

export function checkName(object: KubeObject, name: string): void {
  const given = object.metadata.name ?? "";
  if (given === "") {
    throw badRequest(`the name of the object (${name} based on URL) was undeterminable: name must be provided`);
  }
  if (given !== name) {
    throw badRequest(`the name of the object (${given}) does not match the name on the URL (${name})`);
  }
}

export function checkNamespace({ endpoint, info }: Pick<WriteRequest, "endpoint" | "info">, object: KubeObject): void {
  if (!endpoint.definition.namespaced) {
    // Not an error: kube-apiserver takes it away.
    delete object.metadata.namespace;
    return;
  }
  const given = object.metadata.namespace ?? "";
  if (given === "" || given === info.namespace) return;
  throw badRequest("the namespace of the provided object does not match the namespace sent on the request");
}

/** Of what a PUT or an apply makes; a dry run goes on showing it. Throws StatusError for a version that is none. */
export function withoutVersion({ dryRun }: WriteContext, object: KubeObject): KubeObject {
  const parsed = parseResourceVersion(object.metadata.resourceVersion ?? "");
  if (!parsed.ok) throw failure(undefined, parsed.error);
  if (!dryRun) delete object.metadata.resourceVersion;
  return object;
}
