/** A pod's first status, its quality of service class and how long it takes to go. */
import type { PodCondition } from "../../../src/generated/core/v1/types.js";
import type { KubeObject } from "../../../src/meta/object.js";
import { formatTime } from "../../../src/meta/time.js";
import type { KindHooks } from "../../../src/registry/resource-definition.js";
import { dropping, podFeatures } from "../../_shared/dropped-fields.js";
import { gatedCondition } from "./conditions.js";

interface Resources {
  readonly requests?: Readonly<Record<string, string>>;
  readonly limits?: Readonly<Record<string, string>>;
}

export interface Pod extends KubeObject {
  spec?: {
    nodeName?: string;
    terminationGracePeriodSeconds?: number;
    schedulingGates?: readonly unknown[];
    containers?: readonly { readonly resources?: Resources }[];
    initContainers?: readonly { readonly resources?: Resources }[];
  };
  status?: { phase?: string; qosClass?: string; conditions?: PodCondition[] };
}

const defaultGraceSeconds = 30;
/** Only these decide the class. */
const computeResources = ["cpu", "memory"] as const;

const drop = dropping(...podFeatures("spec"));
const statusLists = ["containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses"] as const;
const dropOfStatus = dropping(
  {
    gate: "ImageVolumeWithDigest",
    paths: statusLists.map((list) => `status.${list}[].volumeMounts[].volumeStatus?.image`),
  },
  { gate: "DRANodeAllocatableResources", paths: ["status.nodeAllocatableResourceClaimStatuses"] },
);

export const lifecycle: KindHooks<Pod> = {
  prepareForCreate: (pod, moment) => {
    drop(pod, undefined, moment);
    const { spec } = pod;
    if (spec?.terminationGracePeriodSeconds !== undefined && spec.terminationGracePeriodSeconds < 0) {
      spec.terminationGracePeriodSeconds = 1;
    }
    // The class a client claims is believed.
    const { qosClass: claimed = "" } = pod.status ?? {};
    pod.status = { phase: "Pending", qosClass: claimed === "" ? qosClass(pod) : claimed };
    if ((pod.spec?.schedulingGates?.length ?? 0) > 0) pod.status.conditions = [gatedCondition(formatTime(moment.now))];
  },
  prepareForUpdate: drop,
  prepareForStatusUpdate: (pod, previous, moment) => {
    dropOfStatus(pod, previous, moment);
    const { status } = previous;
    // Worked out once; who reports on a pod need not know it.
    if (status?.qosClass !== undefined) pod.status = { qosClass: status.qosClass, ...pod.status };
  },
  gracePeriodSeconds: (pod, asked) => {
    if (asked === 0 || (pod.spec?.nodeName ?? "") === "") return 0;
    const phase = pod.status?.phase;
    if (phase === "Succeeded" || phase === "Failed") return 0;
    const seconds = asked ?? pod.spec?.terminationGracePeriodSeconds ?? defaultGraceSeconds;
    return seconds < 0 ? 1 : seconds;
  },
};

/** Guaranteed: every container limits both resources and asks for no less; BestEffort: nobody asks for anything. */
function qosClass(pod: Pod): string {
  const containers = [...(pod.spec?.containers ?? []), ...(pod.spec?.initContainers ?? [])];
  const all = containers.map(({ resources }) => resources ?? {});
  const asksNothing = all.every(({ requests, limits }) =>
    computeResources.every((name) => requests?.[name] === undefined && limits?.[name] === undefined),
  );
  if (asksNothing) return "BestEffort";
  const guaranteed = all.every(({ requests, limits }) =>
    computeResources.every(
      (name) => limits?.[name] !== undefined && (requests?.[name] ?? limits[name]) === limits[name],
    ),
  );
  return guaranteed ? "Guaranteed" : "Burstable";
}
