/** The scale subresource: the parent's numbers in the shape of autoscaling/v1 Scale. */
import { parseJson } from "../../meta/exact-json.js";
import { invalidValue } from "../../meta/field-error.js";
import { compilePath } from "../../meta/json-path.js";
import { type LabelSelectorObject, labelSelectorText } from "../../meta/label-selector.js";
import type { KubeObject, ManagedFieldsEntry, ObjectMeta } from "../../meta/object.js";
import type { JsonObject, SchemaSet } from "../../meta/schema.js";
import { conflict, invalid, notFound } from "../../meta/status.js";
import { compileFieldType } from "../../registry/apply/compile-type.js";
import { checkShape } from "../../registry/apply/conflicts.js";
import { unknownManager } from "../../registry/apply/field-manager.js";
import { isOnlyOwner, ownReplicas, type ReplicasClaim, shownOwners } from "../../registry/apply/scale-ownership.js";
import { applyPatch, type Patch } from "../../registry/patch/apply-patch.js";
import { patchTypeOf, patchTypesWithCbor } from "../../registry/patch/patch-type.js";
import type { Subresource } from "../../registry/resource-definition.js";
import type { WriteContext } from "../../registry/write/context.js";
import { uidConflict, updateObject } from "../../registry/write/update.js";
import type { RequestContext } from "../context.js";
import { cacheOf, freshCache } from "../freshness.js";
import type { ReadDeps } from "../get.js";
import { managerName } from "../options/field-manager-name.js";
import { parseWriteOptions } from "../options/write-options.js";
import { sendObject, settleMedia } from "../protobuf.js";
import type { RequestInfo } from "../request-info.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { sendValue } from "../respond.js";
import { sendScaleTable } from "../tables/scale-table.js";
import { metadataOnly, notAList } from "../transform.js";
import { checkType, isApply, parseConfiguration } from "./apply.js";
import { type BodyVersion, bodyVersion } from "./body-kind.js";
import { decodeBody, decodePatched, type KnownKinds, readBody } from "./read-body.js";
import { checkName, checkNamespace, writeContext } from "./write.js";

const scaleKind = { group: "autoscaling", version: "v1", kind: "Scale" };

interface ScaleTarget {
  readonly info: RequestInfo;
  readonly subresource: Subresource;
}

interface ScaleBody {
  readonly version: BodyVersion;
  readonly isKnownKind: KnownKinds;
}

export interface Scale extends KubeObject {
  spec: { replicas?: number };
  status: { replicas: number; selector?: string };
}

/** GET, PUT and PATCH. Rejects with StatusError. */
export async function handleScale(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  target: ScaleTarget,
): Promise<void> {
  const asked = deps.negotiate(context.request.header("accept"));
  await freshCache(endpoint, 0);
  const { subresource, info } = target;
  const version = bodyVersion(await endpoint.storage.runtime(), subresource.bodyKind ?? scaleKind);
  const media = settleMedia(asked, version);
  const isRead = context.request.method === "GET";
  const scale = isRead
    ? scaleOf(current(endpoint, info), subresource)
    : await writeScale(endpoint, context, { ...target, version, isKnownKind: deps.isKnownKind });
  if (media.as === "Table") sendScaleTable(context, { scale, media, now: deps.now() });
  else if (media.as === "PartialObjectMetadataList") throw notAList("*autoscaling.Scale");
  else if (media.as === "PartialObjectMetadata") sendValue(context, 200, media, metadataOnly(scale.metadata, media));
  else sendObject(context, 200, media, { json: Buffer.from(JSON.stringify(scale)), version });
}

async function writeScale(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource, version, isKnownKind }: ScaleTarget & ScaleBody,
): Promise<Scale> {
  const isPatch = context.request.method === "PATCH";
  const apply = isPatch && isApply(context);
  const accepted = context.cbor === true ? patchTypesWithCbor : undefined;
  const type = isPatch && !apply ? patchTypeOf(context.request.header("content-type"), accepted) : undefined;
  const options = parseWriteOptions(context.request.query, isPatch ? "PatchOptions" : "UpdateOptions", apply);
  const runtime = await endpoint.storage.runtime();
  const body = await readBody(context);
  const write = writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun });
  const patch = type === undefined ? undefined : { type, body: body.toString("utf8") };
  const expected = { version, kind: "Scale", fieldValidation: options.fieldValidation, isKnownKind };
  const given = isPatch ? undefined : (decodeBody(context, body, expected) as Scale);
  const replicasPath = subresource.scale?.specReplicasPath ?? "spec.replicas";
  const parentVersion = runtime.version(endpoint.version.name).apiVersion;
  const self: ReplicasClaim["self"] = {
    manager: managerName(context, options) || unknownManager,
    operation: apply ? "Apply" : "Update",
    apiVersion: parentVersion,
  };
  const claim = (object: KubeObject, wanted: Scale, before: Scale): ReplicasClaim => ({
    managedFields: object.metadata.managedFields,
    path: replicasPath,
    self,
    replicas: wanted.spec?.replicas ?? 0,
    changed: (wanted.spec?.replicas ?? 0) !== (before.spec.replicas ?? 0),
    says: wanted !== before && wanted.spec !== unsaid,
    force: options.force,
    shownVersion: version.apiVersion,
  });
  const shown = (object: KubeObject): JsonObject =>
    withOwners(
      scaleOf(object, subresource),
      shownOwners(object.metadata.managedFields, replicasPath, version.apiVersion),
    );
  const result = await updateObject(write, {
    name: info.name,
    subresource: "scale",
    fromCurrent: true,
    ownersRecorded: true,
    next: ({ copy }) => {
      const object = copy();
      const before = scaleOf(object, subresource);
      const wanted = apply
        ? mergeScale(runtime.schemas, {
            before,
            applied: parseConfiguration(body).value,
            version,
            forgets: () => isOnlyOwner(object.metadata.managedFields, replicasPath, self),
          })
        : patch === undefined
          ? (given as Scale)
          : (decodePatched(context, patched(patch, shown(object)), {
              ...expected,
              patch,
              again: () => patched(patch, shown(object)),
            }) as Scale);
      checkNamespace({ endpoint, info }, wanted);
      checkName(wanted, info.name);
      checkUid(write, object, wanted);
      const next = withReplicas(endpoint, object, { wanted, before, subresource });
      next.metadata.managedFields = ownReplicas(claim(object, wanted, before));
      return next;
    },
  });
  return scaleOf(parseJson(result.bytes) as KubeObject, subresource);
}

function checkUid(write: WriteContext, object: KubeObject, { metadata: { uid = "" } }: Scale): void {
  if (uid !== "" && uid !== object.metadata.uid) throw uidConflict(write, object, uid);
}

function withOwners(scale: Scale, managedFields: readonly ManagedFieldsEntry[]): JsonObject {
  const metadata = managedFields.length === 0 ? scale.metadata : { ...scale.metadata, managedFields };
  return { ...scale, metadata } as unknown as JsonObject;
}

function patched(patch: Patch, scale: JsonObject): JsonObject {
  return applyPatch(patch, scale, { schemas: new Map(), type: "" });
}

/** Of an applied Scale that no longer says what only it said before. */
const unsaid: Scale["spec"] = {};

interface ScaleMerge {
  readonly before: Scale;
  readonly applied: JsonObject;
  readonly version: BodyVersion;
  /** Did nobody but who applies now say the number before? */
  readonly forgets: () => boolean;
}

/** The very same Scale when the configuration says nothing of replicas, unless that takes them away. */
function mergeScale(schemas: SchemaSet, { before, applied, version, forgets }: ScaleMerge): Scale {
  checkType(applied, { kind: "Scale", apiVersion: version.apiVersion });
  checkShape(compileFieldType(schemas, version.type), applied, { ...scaleKind, version: "v1" });
  const { replicas } = (applied.spec ?? {}) as Scale["spec"];
  const { resourceVersion = "" } = (applied.metadata ?? {}) as ObjectMeta;
  if (replicas === undefined && resourceVersion === "") return forgets() ? { ...before, spec: unsaid } : before;
  return {
    ...before,
    metadata: { ...before.metadata, resourceVersion },
    spec: replicas === undefined ? {} : { replicas },
  };
}

function current({ storage, definition, ...endpoint }: ResourceEndpoint, info: RequestInfo): KubeObject {
  const cache = cacheOf({ storage, definition, ...endpoint });
  const entry = cache.get(storage.cacheKey(info.namespace, info.name));
  if (entry === undefined) throw notFound({ group: definition.group, resource: definition.plural }, info.name);
  return entry.object();
}

export function scaleOf(object: KubeObject, subresource: Subresource): Scale {
  const {
    specReplicasPath = "spec.replicas",
    statusReplicasPath = "status.replicas",
    labelSelectorPath,
  } = subresource.scale ?? {};
  const { name, namespace, uid, resourceVersion, creationTimestamp } = object.metadata;
  const replicas = numberAt(object, specReplicasPath);
  const selector = labelSelectorPath === undefined ? undefined : selectorText(compilePath(labelSelectorPath)(object));
  return {
    kind: "Scale",
    apiVersion: "autoscaling/v1",
    metadata: {
      ...(name === undefined ? {} : { name }),
      ...(namespace === undefined ? {} : { namespace }),
      ...(uid === undefined ? {} : { uid }),
      ...(resourceVersion === undefined ? {} : { resourceVersion }),
      ...(creationTimestamp === undefined ? {} : { creationTimestamp }),
    },
    spec: replicas === undefined || replicas === 0 ? {} : { replicas },
    status: {
      replicas: numberAt(object, statusReplicasPath) ?? 0,
      ...(selector === undefined || selector === "" ? {} : { selector }),
    },
  };
}

interface ScaleChange {
  readonly wanted: Scale;
  readonly before: Scale;
  readonly subresource: Subresource;
}

function withReplicas(endpoint: ResourceEndpoint, object: KubeObject, change: ScaleChange): KubeObject {
  const { wanted, before, subresource } = change;
  const { definition } = endpoint;
  const name = before.metadata.name ?? "";
  const replicas = wanted.spec?.replicas ?? 0;
  if (typeof replicas !== "number" || !Number.isInteger(replicas) || replicas < 0) {
    const error = invalidValue("spec.replicas", replicas, "must be greater than or equal to 0", "minimum");
    throw invalid({ group: "autoscaling", kind: "Scale" }, name, [error]);
  }
  const revision = wanted.metadata?.resourceVersion ?? "";
  if (revision !== "" && revision !== before.metadata.resourceVersion) {
    throw conflict({ group: definition.group, resource: definition.plural }, name);
  }
  object.metadata.resourceVersion = "";
  setAt(object, subresource.scale?.specReplicasPath ?? "spec.replicas", replicas);
  return object;
}

function numberAt(object: unknown, path: string): number | undefined {
  const value = compilePath(path)(object);
  return typeof value === "number" ? value : undefined;
}

function setAt(object: KubeObject, path: string, value: number): void {
  const steps = path.replace(/^\./, "").split(".");
  let at = object as Record<string, unknown>;
  for (const step of steps.slice(0, -1)) {
    at[step] ??= {};
    at = at[step] as Record<string, unknown>;
  }
  at[steps.at(-1) as string] = value;
}

/** A selector as `labelSelector=` would have it; plain maps (ReplicationController) and finished strings too. */
function selectorText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  if ("matchLabels" in value || "matchExpressions" in value) return labelSelectorText(value as LabelSelectorObject);
  return labelSelectorText({ matchLabels: value as Readonly<Record<string, string>> });
}
