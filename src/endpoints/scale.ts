/** The scale subresource: the parent's numbers in the shape of autoscaling/v1 Scale. */
import { invalidValue } from "../meta/field-error.js";
import type { KubeObject } from "../meta/object.js";
import { conflict, invalid, notFound } from "../meta/status.js";
import { applyPatch, parsePatch } from "../registry/patch/apply-patch.js";
import type { Subresource } from "../registry/resource-definition.js";
import { updateObject } from "../registry/write/update.js";
import { type BodyVersion, bodyVersion } from "./body-kind.js";
import type { RequestContext } from "./context.js";
import { cacheOf, freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { parseWriteOptions } from "./options/write-options.js";
import { sendObject, settleMedia } from "./protobuf.js";
import { decodeBody, readBody } from "./read-body.js";
import type { RequestInfo } from "./request-info.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";
import { writeContext } from "./write.js";

const scaleKind = { group: "autoscaling", version: "v1", kind: "Scale" };

interface ScaleTarget {
  readonly info: RequestInfo;
  readonly subresource: Subresource;
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
    : await writeScale(endpoint, context, { ...target, version });
  sendObject(context, 200, media, { json: Buffer.from(JSON.stringify(scale)), version });
}

async function writeScale(
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource, version }: ScaleTarget & { readonly version: BodyVersion },
): Promise<Scale> {
  const isPatch = context.request.method === "PATCH";
  const options = parseWriteOptions(context.request.query, isPatch ? "PatchOptions" : "UpdateOptions");
  const runtime = await endpoint.storage.runtime();
  const body = await readBody(context);
  const write = writeContext(endpoint, context, { info, runtime, dryRun: options.dryRun });
  const contentType = context.request.header("content-type") ?? "";
  const patch = isPatch ? parsePatch(contentType, body.toString("utf8")) : undefined;
  const { fieldValidation } = options;
  const given = isPatch ? undefined : (decodeBody(context, body, { version, kind: "Scale", fieldValidation }) as Scale);
  const result = await updateObject(write, {
    name: info.name,
    subresource: "scale",
    fromCurrent: true,
    next: (object) => {
      const before = scaleOf(object, subresource);
      const schemas = new Map();
      const wanted =
        patch === undefined ? given : (applyPatch(patch, before as never, { schemas, type: "" }) as unknown as Scale);
      return withReplicas(endpoint, object, { wanted: wanted as Scale, before, subresource });
    },
  });
  return scaleOf(JSON.parse(result.bytes.toString("utf8")) as KubeObject, subresource);
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
  const selector = labelSelectorPath === undefined ? undefined : selectorText(valueAt(object, labelSelectorPath));
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

function valueAt(object: unknown, path: string): unknown {
  let value = object;
  for (const step of path.replace(/^\./, "").split(".")) {
    if (typeof value !== "object" || value === null) return undefined;
    value = (value as Record<string, unknown>)[step];
  }
  return value;
}

function numberAt(object: unknown, path: string): number | undefined {
  const value = valueAt(object, path);
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

interface StructuredSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/** A selector as `labelSelector=` would have it; plain maps (ReplicationController) and finished strings too. */
function selectorText(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return undefined;
  const selector = value as StructuredSelector;
  const isStructured = selector.matchLabels !== undefined || selector.matchExpressions !== undefined;
  const labels = isStructured ? (selector.matchLabels ?? {}) : (value as Record<string, string>);
  const parts = Object.entries(labels).map(([key, label]) => `${key}=${label}`);
  for (const { key, operator, values = [] } of selector.matchExpressions ?? [])
    parts.push(expression(key, operator, values));
  return parts.sort().join(",");
}

function expression(key: string, operator: string, values: readonly string[]): string {
  const list = `(${[...values].sort().join(",")})`;
  switch (operator) {
    case "In":
      return `${key} in ${list}`;
    case "NotIn":
      return `${key} notin ${list}`;
    case "Exists":
      return key;
    default:
      return `!${key}`;
  }
}
