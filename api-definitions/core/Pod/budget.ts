/** A disruption budget as an eviction sees it: may one more pod go, and what the budget is afterwards. */
import type { Condition } from "../../../src/generated/meta/v1/types.js";
import type { PodDisruptionBudget } from "../../../src/generated/policy/v1/types.js";
import type { GroupResource, KubeObject } from "../../../src/meta/object.js";
import { failure, forbidden, type StatusError } from "../../../src/meta/status.js";
import { formatTime } from "../../../src/meta/time.js";

export const budgets: GroupResource = { group: "policy", resource: "poddisruptionbudgets" };

/** Pods on their way out that the controller has not counted yet; as kube-apiserver. */
const maxDisruptedPods = 2000;
const retryAfterSeconds = 10;

interface Eviction {
  /** The pod's. */
  readonly name: string;
  readonly now: number;
}

/** The budget with one disruption less. Throws StatusError when none is allowed. */
export function disrupted(object: KubeObject, { name, now }: Eviction): PodDisruptionBudget {
  const budget = object as PodDisruptionBudget;
  const status = budget.status ?? {};
  const { disruptionsAllowed = 0, disruptedPods = {} } = status;
  if ((status.observedGeneration ?? 0) < (budget.metadata.generation ?? 0)) throw tooManyEvictions(budget);
  if (Object.keys(disruptedPods).length > maxDisruptedPods) {
    const why = "DisruptedPods map too big - too many evictions not confirmed by PDB controller";
    throw forbidden({ group: "policy", resource: "poddisruptionbudget" }, budget.metadata.name ?? "", why);
  }
  if (disruptionsAllowed <= 0) throw refusal(whyNot(budget));
  const left = disruptionsAllowed - 1;
  const time = formatTime(now);
  return {
    ...budget,
    status: {
      ...status,
      disruptionsAllowed: left,
      disruptedPods: { ...disruptedPods, [name]: time },
      ...(left > 0 ? {} : { conditions: withNoneAllowed(budget, time) }),
    },
  };
}

/** The controller has not seen the budget, or the pod, as it is now: the client should come again. */
export function tooManyEvictions({ metadata }: PodDisruptionBudget): StatusError {
  return refusal(`The disruption budget ${metadata.name} is still being processed by the server.`, retryAfterSeconds);
}

function refusal(why: string, afterSeconds?: number): StatusError {
  const message = "Cannot evict pod as it would violate the pod's disruption budget.";
  const causes = [{ reason: "DisruptionBudget", message: why }];
  const details = { causes, ...(afterSeconds === undefined ? {} : { retryAfterSeconds: afterSeconds }) };
  return failure("TooManyRequests", message, { details });
}

function whyNot({ metadata, status }: PodDisruptionBudget): string {
  const allowed = status?.conditions?.find(({ type }) => type === "DisruptionAllowed");
  if (allowed?.status === "False" && allowed.reason === "SyncFailed") {
    return `The disruption budget ${metadata.name} does not allow evicting pods currently because it failed sync: ${allowed.message}`;
  }
  const { desiredHealthy = 0, currentHealthy = 0 } = status ?? {};
  if (currentHealthy > desiredHealthy)
    return `The disruption budget ${metadata.name} does not allow evicting pods currently`;
  return `The disruption budget ${metadata.name} needs ${desiredHealthy} healthy pods and has ${currentHealthy} currently`;
}

function withNoneAllowed({ metadata, status }: PodDisruptionBudget, time: string): Condition[] {
  const conditions = status?.conditions ?? [];
  const before = conditions.find(({ type }) => type === "DisruptionAllowed");
  const none: Condition = {
    type: "DisruptionAllowed",
    status: "False",
    ...(metadata.generation === undefined ? {} : { observedGeneration: metadata.generation }),
    lastTransitionTime: before?.status === "False" ? before.lastTransitionTime : time,
    reason: "InsufficientPods",
    message: "",
  };
  return before === undefined ? [...conditions, none] : conditions.map((one) => (one === before ? none : one));
}
