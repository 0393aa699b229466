/** What the scheduler decided goes into the pod: the node, the condition that says so, and the labels and annotations it sends. */
import type { Binding, Pod } from "../../../src/generated/core/v1/types.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { conflict, failure } from "../../../src/meta/status.js";
import { formatTime } from "../../../src/meta/time.js";
import type { WriteMoment } from "../../../src/registry/resource-definition.js";
import { withCondition } from "./conditions.js";

/** Throws StatusError. */
export function bind(pod: Pod, order: KubeObject, { now }: WriteMoment): Pod {
  const { target, metadata } = order as Binding;
  const node = target?.name ?? "";
  const errors = targetErrors(target?.kind ?? "", node);
  // Not a list of causes: kube-apiserver answers with the texts alone, and 500.
  if (errors.length > 0) throw failure(undefined, errors.length === 1 ? String(errors[0]) : `[${errors.join(", ")}]`);
  refuseUnbindable(pod);
  const scheduled = { type: "PodScheduled", status: "True", lastTransitionTime: formatTime(now) };
  return {
    ...pod,
    metadata: {
      ...pod.metadata,
      labels: { ...pod.metadata.labels, ...metadata.labels },
      annotations: { ...pod.metadata.annotations, ...metadata.annotations },
    },
    spec: { containers: [], ...pod.spec, nodeName: node },
    status: { ...pod.status, conditions: withCondition(pod.status?.conditions, scheduled) },
  };
}

function targetErrors(kind: string, node: string): readonly string[] {
  const known = kind === "" || kind === "Node";
  return [
    ...(known ? [] : [`target.kind: Unsupported value: "${kind}": supported values: "Node", "<empty>"`]),
    ...(node === "" ? ["target.name: Required value"] : []),
  ];
}

function refuseUnbindable({ metadata, spec }: Pod): void {
  const { name = "" } = metadata;
  const refuse = (why: string): Error => conflict({ group: "", resource: "pods/binding" }, name, `pod ${name} ${why}`);
  if (metadata.deletionTimestamp !== undefined) throw refuse("is being deleted, cannot be assigned to a host");
  if ((spec?.nodeName ?? "") !== "") throw refuse(`is already assigned to node "${spec?.nodeName}"`);
  if ((spec?.schedulingGates?.length ?? 0) > 0) throw refuse("has non-empty .spec.schedulingGates");
}
