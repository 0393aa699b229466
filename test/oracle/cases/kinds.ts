/**
 * The kinds every verb is tried on: all that are served and stored, each with the valid samples of its definition. What is
 * said here by kind is only what a sample cannot say: a change of its spec, a status, and what must be there before.
 */
import { existsSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { parse } from "yaml";
import { groups } from "../../../src/generated/index.js";
import type { ResourceDefinition, ResourceVersion } from "../../../src/registry/resource-definition.js";
import { repositoryRoot } from "../../support/fixture.js";
import type { Shown, Step } from "../case.js";
import { post, quietly } from "./steps.js";

export interface Kind {
  /** `apps/v1 Deployment`. */
  readonly title: string;
  readonly definition: ResourceDefinition;
  readonly collection: string;
  /** By file name without extension; `minimal` is always there. */
  readonly samples: ReadonlyMap<string, Shown>;
  /** Makes what an object of this kind needs. */
  readonly before: readonly Step[];
  /** A change of something besides metadata, as a merge patch; undefined: nothing of it can be changed. */
  readonly change: object | undefined;
  /** As a merge patch of the status. */
  readonly status: object | undefined;
}

/** Cases would meet in their names, which are not free to choose; ./namespaces.ts has the namespaces. */
const leftOut: ReadonlySet<string> = new Set(["CustomResourceDefinition", "APIService", "IPAddress", "Namespace"]);

const webhook = {
  name: "b.c.d",
  sideEffects: "None",
  admissionReviewVersions: ["v1"],
  clientConfig: { url: "https://127.0.0.1:1/none" },
  rules: [{ apiGroups: ["x.io"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["foos"] }],
};

const changes: Readonly<Record<string, object>> = {
  ConfigMap: { data: { a: "2", b: "3" } },
  Endpoints: { subsets: [{ addresses: [{ ip: "1.2.3.5" }], ports: [{ port: 81 }] }] },
  Event: { message: "other" },
  LimitRange: { spec: { limits: [{ type: "Container", max: { cpu: "2" } }] } },
  Node: { spec: { unschedulable: true } },
  PersistentVolume: { spec: { persistentVolumeReclaimPolicy: "Delete" } },
  Pod: { spec: { containers: [{ name: "c", image: "nginx:2" }] } },
  PodTemplate: { template: { metadata: { labels: { app: "y" } } } },
  ReplicationController: { spec: { replicas: 3 } },
  ResourceQuota: { spec: { hard: { pods: "7" } } },
  Secret: { data: { a: "Mg==" } },
  Service: { spec: { sessionAffinity: "ClientIP" } },
  ServiceAccount: { automountServiceAccountToken: false },
  DaemonSet: { spec: { minReadySeconds: 3 } },
  Deployment: { spec: { replicas: 3 } },
  ReplicaSet: { spec: { replicas: 3 } },
  StatefulSet: { spec: { replicas: 3 } },
  HorizontalPodAutoscaler: { spec: { maxReplicas: 4 } },
  CronJob: { spec: { suspend: true } },
  Job: { spec: { suspend: true } },
  Lease: { spec: { holderIdentity: "b" } },
  EndpointSlice: { endpoints: [{ addresses: ["1.2.3.5"] }] },
  FlowSchema: { spec: { matchingPrecedence: 77 } },
  PriorityLevelConfiguration: { spec: { limited: { nominalConcurrencyShares: 7 } } },
  Ingress: { spec: { ingressClassName: "x" } },
  IngressClass: { spec: { parameters: { name: "z" } } },
  NetworkPolicy: { spec: { egress: [{}] } },
  RuntimeClass: { overhead: { podFixed: { cpu: "1" } } },
  PodDisruptionBudget: { spec: { minAvailable: 2 } },
  ClusterRole: { rules: [] },
  Role: { rules: [] },
  ClusterRoleBinding: { subjects: [] },
  RoleBinding: { subjects: [] },
  DeviceClass: { spec: { selectors: [{ cel: { expression: "true" } }] } },
  ResourceSlice: { spec: { pool: { generation: 2 } } },
  PriorityClass: { description: "x" },
  CSIDriver: { spec: { requiresRepublish: true } },
  CSIStorageCapacity: { capacity: "2Gi" },
  StorageClass: { allowVolumeExpansion: true },
  ValidatingWebhookConfiguration: { webhooks: [webhook] },
  MutatingWebhookConfiguration: { webhooks: [webhook] },
  ValidatingAdmissionPolicy: { spec: { failurePolicy: "Ignore" } },
  ValidatingAdmissionPolicyBinding: { spec: { validationActions: ["Audit"] } },
  MutatingAdmissionPolicy: { spec: { failurePolicy: "Ignore" } },
  ControllerRevision: { revision: 2 },
};

const condition = {
  type: "X",
  status: "True",
  reason: "R",
  message: "m",
  lastTransitionTime: "2020-01-01T00:00:00Z",
};

const statuses: Readonly<Record<string, object>> = {
  Node: { conditions: [{ ...condition, type: "Ready", lastHeartbeatTime: "2020-01-01T00:00:00Z" }] },
  PersistentVolume: { phase: "Available", message: "m" },
  PersistentVolumeClaim: { phase: "Pending", accessModes: ["ReadWriteOnce"] },
  Pod: { phase: "Running", podIP: "10.1.2.3", conditions: [{ type: "Ready", status: "True" }] },
  ReplicationController: { replicas: 2, observedGeneration: 1 },
  ResourceQuota: { hard: { pods: "1000" }, used: { pods: "1" } },
  Service: { loadBalancer: {}, conditions: [condition] },
  DaemonSet: { currentNumberScheduled: 1, numberMisscheduled: 0, desiredNumberScheduled: 1, numberReady: 1 },
  Deployment: { replicas: 2, readyReplicas: 1, observedGeneration: 1, conditions: [condition] },
  ReplicaSet: { replicas: 2, readyReplicas: 1 },
  StatefulSet: { replicas: 2, readyReplicas: 1, currentRevision: "a" },
  HorizontalPodAutoscaler: { currentReplicas: 1, desiredReplicas: 2, observedGeneration: 1 },
  CronJob: { lastScheduleTime: "2020-01-01T00:00:00Z" },
  Job: { active: 1, startTime: "2020-01-01T00:00:00Z" },
  FlowSchema: { conditions: [{ ...condition, type: "Dangling" }] },
  PriorityLevelConfiguration: { conditions: [condition] },
  Ingress: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } },
  PodDisruptionBudget: { currentHealthy: 1, desiredHealthy: 1, expectedPods: 1, disruptionsAllowed: 0 },
  ServiceCIDR: { conditions: [condition] },
  VolumeAttachment: { attached: true },
  ValidatingAdmissionPolicy: { observedGeneration: 1, conditions: [condition] },
};

const before: Readonly<Record<string, readonly Step[]>> = {
  // Without its controller a cluster has no account for pods to run as.
  Pod: [quietly(post("/api/v1/namespaces/NS/serviceaccounts", { metadata: { name: "default" } }))],
};

/** Spares the comparison what only the service account admission of one server would add. */
const podExtras = { serviceAccountName: "default", automountServiceAccountToken: false };

/** Is a resource served in a version? */
export type IsServed = (definition: ResourceDefinition, version: ResourceVersion) => boolean;

export const servedByDefault: IsServed = (_definition, version) => version.servedByDefault;

/** One for each version served. */
export function kindsServed(isServed: IsServed): readonly Kind[] {
  return groups.flatMap((group) => group.resources.flatMap((definition) => kindsOf(definition, isServed)));
}

function kindsOf(definition: ResourceDefinition, isServed: IsServed): readonly Kind[] {
  const { group, kind, plural, namespaced, verbs } = definition;
  if (leftOut.has(kind) || !verbs.includes("create") || !verbs.includes("get")) return [];
  const samples = samplesOf(definition);
  if (!samples.has("minimal")) return [];
  return definition.versions
    .filter((version) => isServed(definition, version))
    .map(({ name }) => {
      const apiVersion = group === "" ? name : `${group}/${name}`;
      const root = group === "" ? `/api/${name}` : `/apis/${apiVersion}`;
      const inVersion = [...samples].map(([file, sample]) => [file, inShapeOf({ ...sample, apiVersion })] as const);
      return {
        title: `${apiVersion} ${kind}`,
        definition,
        collection: namespaced ? `${root}/namespaces/NS/${plural}` : `${root}/${plural}`,
        samples: new Map(inVersion),
        before: before[kind] ?? [],
        change: changes[kind],
        status: statuses[kind],
      };
    });
}

function samplesOf({ group, kind, namespaced }: ResourceDefinition): ReadonlyMap<string, Shown> {
  const folder = join(repositoryRoot(), "api-definitions", group === "" ? "core" : group, kind, "samples/valid");
  if (!existsSync(folder)) return new Map();
  return new Map(
    readdirSync(folder).map((file) => {
      const sample = parse(readFileSync(join(folder, file), "utf8")) as Shown;
      // Cluster-scoped objects of several runs meet in one cluster.
      if (!namespaced && sample.metadata.name === "sample") sample.metadata.name = "NS";
      if (kind === "StorageVersion") sample.metadata.name = "x.NS";
      if (kind === "Pod") sample.spec = { ...(sample.spec as object), ...podExtras };
      if (kind === "Event") sample.metadata.namespace = "NS";
      return [file.replace(/\.yaml$/, ""), inNamespace(sample)] as const;
    }),
  );
}

/** The first beta said of a request directly what now stands under `exactly`, and of a device what stood under `basic`. */
function inShapeOf(sample: Shown & { readonly apiVersion: string }): Shown {
  if (sample.apiVersion !== "resource.k8s.io/v1beta1") return sample;
  const text = JSON.stringify(sample);
  const shaped = JSON.parse(text.replaceAll(/"exactly":\{((?:[^{}]|\{[^{}]*\})*)\}/g, "$1")) as Shown;
  const { devices } = (shaped.spec ?? {}) as { devices?: { name: string }[] };
  if (sample.kind === "ResourceSlice" && devices !== undefined) {
    Object.assign(shaped.spec as object, { devices: devices.map(({ name, ...basic }) => ({ name, basic })) });
  }
  return shaped;
}

/** Events point at objects of their own namespace. */
function inNamespace(sample: Shown): Shown {
  for (const field of ["involvedObject", "regarding"]) {
    const reference = sample[field];
    if (typeof reference === "object" && reference !== null) Object.assign(reference, { namespace: "NS" });
  }
  return sample;
}
