/** POST to a subresource: a question or an order about one object (`pods/binding`, `pods/eviction`). */
import type { KubeObject } from "../meta/object.js";
import { badRequest } from "../meta/status.js";
import { parseYaml } from "../meta/yaml.js";
import { deleteObject } from "../registry/write/delete.js";
import { updateObject } from "../registry/write/update.js";
import type { RequestContext } from "./context.js";
import { freshCache } from "./freshness.js";
import type { ReadDeps } from "./get.js";
import { parseDeleteOptions } from "./options/delete-options.js";
import { parseWriteOptions } from "./options/write-options.js";
import { bodyFormat, readBody } from "./read-body.js";
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
  const kind = target.subresource?.bodyKind?.kind;
  if (kind !== "Binding" && kind !== "Eviction") {
    throw notImplemented(`${endpoint.definition.plural}/${target.subresource?.name ?? ""}`);
  }
  const media = deps.negotiate(context.request.header("accept"));
  const options = parseWriteOptions(context.request.query, "CreateOptions");
  const runtime = await endpoint.storage.runtime();
  await freshCache(endpoint, 0);
  const body = parseObject(context, await readBody(context), kind);
  const write = writeContext(endpoint, context, { info: target.info, runtime, dryRun: options.dryRun });
  if (kind === "Eviction") {
    const asked = Buffer.from(JSON.stringify(body.deleteOptions ?? {}));
    await deleteObject(write, target.info.name, parseDeleteOptions("", asked, "application/json"));
  } else {
    await updateObject(write, {
      name: target.info.name,
      subresource: "binding",
      fromCurrent: true,
      next: (pod) => bind(pod, body),
    });
  }
  sendValue(context, 201, media, { kind: "Status", apiVersion: "v1", metadata: {}, status: "Success", code: 201 });
}

function parseObject(context: RequestContext, body: Buffer, kind: string): KubeObject {
  const text = body.toString("utf8");
  try {
    const yaml = bodyFormat(context.request.header("content-type")) === "yaml";
    const value: unknown = yaml ? parseYaml(text) : JSON.parse(text);
    if (typeof value === "object" && value !== null && (value as KubeObject).kind === kind) return value as KubeObject;
  } catch (error) {
    if (error instanceof SyntaxError) throw badRequest(`the object provided is unrecognized (must be of type ${kind})`);
    throw error;
  }
  throw badRequest(`the object provided is unrecognized (must be of type ${kind})`);
}

/** What the scheduler decided goes into the pod: the node, and the condition that says so. */
function bind(pod: KubeObject, binding: KubeObject): KubeObject {
  const target = binding.target as { name?: string; kind?: string } | undefined;
  const spec = (pod.spec ?? {}) as { nodeName?: string };
  if ((target?.name ?? "") === "") throw badRequest("target.name: Required value");
  if ((spec.nodeName ?? "") !== "")
    throw badRequest(`pod ${pod.metadata.name} is already assigned to node "${spec.nodeName}"`);
  const status = (pod.status ?? {}) as { conditions?: { type: string }[] };
  const scheduled = { type: "PodScheduled", status: "True", lastTransitionTime: pod.metadata.creationTimestamp };
  const others = (status.conditions ?? []).filter((condition) => condition.type !== "PodScheduled");
  pod.metadata.resourceVersion = "";
  pod.metadata.annotations = { ...pod.metadata.annotations, ...binding.metadata.annotations };
  return {
    ...pod,
    spec: { ...spec, nodeName: target?.name },
    status: { ...status, conditions: [...others, scheduled] },
  };
}
