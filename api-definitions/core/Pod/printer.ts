/**
 * What a pod is doing, in one word. The word comes from the first init container that is not done; after those from the containers,
 * the first that waits or ended with a reason; deletion goes over all but an end.
 */
import type { ContainerState, ContainerStatus, Pod } from "../../../src/generated/core/v1/types.js";
import { age, type Cells, elapsed, findCondition, isTrue, none } from "../../_shared/printing.js";

export const cells: Cells<Pod> = {
  Ready: (pod) => {
    const { ready, total } = look(pod);
    return `${ready}/${total}`;
  },
  Status: (pod) => look(pod).reason,
  Restarts: (pod) => {
    const { restarts, lastRestart } = look(pod);
    return restarts > 0 && lastRestart > 0 ? elapsed(lastRestart, `${restarts} (`, " ago)") : String(restarts);
  },
  Age: age,
  IP: ({ status }) => status?.podIPs?.[0]?.ip || none,
  Node: ({ spec }) => spec?.nodeName || none,
  "Nominated Node": ({ status }) => status?.nominatedNodeName || none,
  "Readiness Gates": readinessGates,
};

interface Look {
  reason: string;
  ready: number;
  /** Containers and those init containers that stay. */
  total: number;
  restarts: number;
  /** ms since the epoch; 0: never, or unknown. */
  lastRestart: number;
}

function look(pod: Pod): Look {
  const { spec, status } = pod;
  const sidecars = new Set<string>();
  for (const { name, restartPolicy } of spec?.initContainers ?? []) if (restartPolicy === "Always") sidecars.add(name);
  const result: Look = {
    reason: firstReason(pod),
    ready: 0,
    total: (spec?.containers?.length ?? 0) + sidecars.size,
    restarts: 0,
    lastRestart: 0,
  };
  const initializing = lookAtInitContainers(pod, sidecars, result);
  if (!initializing || isTrue(status?.conditions, "Initialized")) lookAtContainers(pod, sidecars, result);
  result.reason = underDeletion(pod, result.reason);
  return result;
}

function firstReason({ status }: Pod): string {
  const gated = findCondition(status?.conditions, "PodScheduled")?.reason === "SchedulingGated";
  return gated ? "SchedulingGated" : status?.reason || (status?.phase ?? "");
}

/** True while init containers are not through. */
function lookAtInitContainers({ spec, status }: Pod, sidecars: ReadonlySet<string>, result: Look): boolean {
  const statuses = status?.initContainerStatuses ?? [];
  for (const [index, container] of statuses.entries()) {
    countRestarts(container, result);
    const { terminated, waiting } = container.state ?? {};
    if (terminated?.exitCode === 0) continue;
    if (sidecars.has(container.name) && container.started === true) {
      if (container.ready) result.ready++;
      continue;
    }
    if (terminated !== undefined) result.reason = `Init:${terminated.reason || exitText(terminated)}`;
    else if (waiting?.reason && waiting.reason !== "PodInitializing") result.reason = `Init:${waiting.reason}`;
    else result.reason = `Init:${index}/${spec?.initContainers?.length ?? 0}`;
    return true;
  }
  return false;
}

/** From here on only restarts of what still runs count: init containers that are through do not. */
function lookAtContainers({ status }: Pod, sidecars: ReadonlySet<string>, result: Look): void {
  result.restarts = 0;
  result.lastRestart = 0;
  for (const container of status?.initContainerStatuses ?? []) {
    if (sidecars.has(container.name)) countRestarts(container, result);
  }
  let running = false;
  for (const container of (status?.containerStatuses ?? []).toReversed()) {
    countRestarts(container, result);
    const { terminated, waiting, running: runs } = container.state ?? {};
    if (waiting?.reason) result.reason = waiting.reason;
    else if (terminated !== undefined) result.reason = terminated.reason || exitText(terminated);
    else if (container.ready && runs !== undefined) {
      running = true;
      result.ready++;
    }
  }
  if (result.reason === "Completed" && running) {
    result.reason = isTrue(status?.conditions, "Ready") ? "Running" : "NotReady";
  }
}

function underDeletion({ metadata, status }: Pod, reason: string): string {
  if (metadata.deletionTimestamp === undefined) return reason;
  if (status?.reason === "NodeLost") return "Unknown";
  return status?.phase === "Succeeded" || status?.phase === "Failed" ? reason : "Terminating";
}

function countRestarts({ restartCount, lastState }: ContainerStatus, result: Look): void {
  result.restarts += restartCount;
  const finished = lastState?.terminated?.finishedAt;
  if (finished) result.lastRestart = Math.max(result.lastRestart, Date.parse(finished));
}

function exitText({ signal, exitCode }: NonNullable<ContainerState["terminated"]>): string {
  return signal ? `Signal:${signal}` : `ExitCode:${exitCode}`;
}

function readinessGates({ spec, status }: Pod): string {
  const gates = spec?.readinessGates ?? [];
  if (gates.length === 0) return none;
  const open = gates.filter((gate) => isTrue(status?.conditions, gate.conditionType)).length;
  return `${open}/${gates.length}`;
}
