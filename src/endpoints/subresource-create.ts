/** POST to a subresource: a question or an order about one object (`pods/binding`, `pods/eviction`). */
import type { KubeObject } from "../meta/object.js";
import { badRequest } from "../meta/status.js";
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
  const bodyKind = target.subresource?.bodyKind;
  const kind = bodyKind?.kind;
  if (bodyKind === undefined || (kind !== "Binding" && kind !== "Eviction")) {
    throw notImplemented(`${endpoint.definition.plural}/${target.subresource?.name ?? ""}`);
  }
  const media = deps.negotiate(context.request.header("accept"));
  const options = parseWriteOptions(context.request.query, "CreateOptions");
  const runtime = await endpoint.storage.runtime();
  await freshCache(endpoint, 0);
  const body = decodeBody(context, await readBody(context), {
    version: bodyVersion(runtime, bodyKind),
    kind,
    fieldValidation: options.fieldValidation,
  });
  checkName(body, target.info.name);
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

/** The order must be about the object in the path. */
function checkName(body: KubeObject, name: string): void {
  const given = body.metadata.name ?? "";
  if (given !== name) throw badRequest(`name in URL does not match name in ${body.kind} object`);
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
