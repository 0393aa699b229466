/**
 * An eviction is a delete that asks the disruption budgets first. A budget that allows it is debited before the pod goes; what goes wrong
 * after that is for the disruption controller to mend, as in kube-apiserver.
 */
import type { Pod, PodCondition } from "../../../src/generated/core/v1/types.js";
import type { DeleteOptions } from "../../../src/generated/meta/v1/types.js";
import type { PodDisruptionBudget } from "../../../src/generated/policy/v1/types.js";
import { compileLabelSelector } from "../../../src/meta/label-selector.js";
import type { GroupResource, KubeObject } from "../../../src/meta/object.js";
import { failedPrecondition } from "../../../src/meta/preconditions.js";
import { conflict, failure, hasReason, orderNameMismatch } from "../../../src/meta/status.js";
import { formatTime } from "../../../src/meta/time.js";
import type { OrderContext } from "../../../src/registry/resource-definition.js";
import { findCondition } from "../../_shared/printing.js";
import { budgets, disrupted, tooManyEvictions } from "./budget.js";
import { withCondition } from "./conditions.js";

const pods: GroupResource = { group: "", resource: "pods" };

/** How often a pod that no budget guards is looked at again when it changes meanwhile. */
const attempts = 20;

/** Rejects with StatusError. */
export async function evict(order: KubeObject, about: OrderContext): Promise<undefined> {
  if (order.metadata.name !== about.name) throw orderNameMismatch(order.kind);
  const options = optionsOf(order, about.dryRun);
  if (await deleteUnguarded(about, options)) return;
  const pod = (await about.objects.get(pods, about.name)) as Pod;
  const budget = await budgetOf(pod, about);
  if (budget === undefined) return deleteEvicted(about, options);
  if (isReady(pod) || !mayGoUnready(budget)) {
    await about.objects.changeStatus(budgets, budget.metadata.name ?? "", {
      next: (current) => disrupted(current, about),
      manager: "kube-apiserver",
      dryRun: isDryRun(options),
    });
    return deleteEvicted(about, options);
  }
  // What was decided counts for a pod that is not ready, so it must still be that one.
  const decided = withRevision(options, pod);
  await deleteEvicted(about, decided).catch((error: unknown) => {
    const lostRace = isConflict(error) && !hasRevision(options);
    throw lostRace ? tooManyEvictions(budget) : error;
  });
}

/** The request and its body may each ask for a dry run. Throws StatusError when they differ. */
function optionsOf(order: KubeObject, dryRun: boolean): DeleteOptions {
  const options = (order.deleteOptions ?? {}) as DeleteOptions;
  const own = options.dryRun ?? [];
  if (!dryRun) return options;
  if (own.length > 0 && (own.length !== 1 || own[0] !== "All")) {
    const why = `Non-matching dry-run options in request and content: [All] and [${own.join(" ")}]`;
    throw failure(undefined, why);
  }
  return { ...options, dryRun: ["All"] };
}

/** True: the pod has gone without asking, because it does not run, or not any more. */
async function deleteUnguarded(about: OrderContext, options: DeleteOptions): Promise<boolean> {
  for (let attempt = 1; ; attempt++) {
    const pod = (await about.objects.get(pods, about.name)) as Pod;
    const { phase } = pod.status ?? {};
    const over = phase === "Succeeded" || phase === "Failed" || pod.metadata.deletionTimestamp !== undefined;
    if (!over && phase !== "Pending") return false;
    try {
      // A pod that waits may start to run in this moment, and then budgets guard it.
      await deleteEvicted(about, over || hasRevision(options) ? options : withRevision(options, pod));
      return true;
    } catch (error) {
      if (!isConflict(error) || hasRevision(options) || attempt === attempts) throw error;
    }
  }
}

/** The one budget that guards the pod. Rejects with StatusError when there are more. */
async function budgetOf(pod: Pod, { objects }: OrderContext): Promise<PodDisruptionBudget | undefined> {
  const all = (await objects.list(budgets)) as readonly PodDisruptionBudget[];
  const guarding = all.filter(({ spec }) => {
    const selector = compileLabelSelector(spec?.selector);
    return selector.ok && selector.filter.matches(pod.metadata.labels);
  });
  if (guarding.length <= 1) return guarding[0];
  const why = "This pod has more than one PodDisruptionBudget, which the eviction subresource does not support.";
  throw failure(undefined, why);
}

/** A pod that is not ready does not count as healthy, so nothing is taken from the budget when it goes. */
function mayGoUnready({ spec, status }: PodDisruptionBudget): boolean {
  if (spec?.unhealthyPodEvictionPolicy === "AlwaysAllow") return true;
  const { currentHealthy = 0, desiredHealthy = 0 } = status ?? {};
  return desiredHealthy > 0 && currentHealthy >= desiredHealthy;
}

function isReady({ status }: Pod): boolean {
  return findCondition(status?.conditions, "Ready")?.status === "True";
}

/** Marks the pod with the reason, then deletes it. */
async function deleteEvicted(about: OrderContext, options: DeleteOptions): Promise<undefined> {
  const { objects, name, now } = about;
  let asked = options;
  if (!isDryRun(options)) {
    const marked = await objects.changeStatus(pods, name, {
      next: (current) => {
        checkPreconditions(current, options);
        return markEvicted(current as Pod, formatTime(now));
      },
    });
    if (hasRevision(options)) asked = withRevision(options, marked);
  }
  await objects.delete(pods, name, asked);
}

function markEvicted(pod: Pod, time: string): Pod {
  const { conditions } = pod.status ?? {};
  const before = findCondition(conditions, "DisruptionTarget");
  const mark: PodCondition = {
    type: "DisruptionTarget",
    status: "True",
    lastTransitionTime: before?.status === "True" ? (before.lastTransitionTime ?? time) : time,
    reason: "EvictionByEvictionAPI",
    message: "Eviction API: evicting",
  };
  return { ...pod, status: { ...pod.status, conditions: withCondition(conditions, mark) } };
}

/** As a delete checks them, before the mark is made. */
function checkPreconditions({ metadata }: KubeObject, { preconditions }: DeleteOptions): void {
  const { uid = "", resourceVersion = "" } = preconditions ?? {};
  const asked = { uid: uid || undefined, resourceVersion: resourceVersion || undefined };
  const why = failedPrecondition(asked, metadata);
  if (why !== undefined) throw conflict({ group: "", resource: "Pod" }, metadata.name ?? "", why);
}

function isDryRun({ dryRun = [] }: DeleteOptions): boolean {
  return dryRun.length > 0;
}

function hasRevision({ preconditions }: DeleteOptions): boolean {
  return (preconditions?.resourceVersion ?? "") !== "";
}

function withRevision(options: DeleteOptions, { metadata }: KubeObject): DeleteOptions {
  const { resourceVersion = "" } = metadata;
  return { ...options, preconditions: { ...options.preconditions, resourceVersion } };
}

function isConflict(error: unknown): boolean {
  return hasReason(error, "Conflict");
}
