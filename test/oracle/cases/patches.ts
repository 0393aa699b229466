/** Patches at their limits, and of subresources and other versions in every form. */
import type { Case, Step } from "../case.js";
import {
  apply,
  configMap,
  configMaps,
  get,
  jsonPatch,
  mergePatch,
  patch,
  post,
  put,
  quietly,
  remove,
  steps,
  strategicPatch,
} from "./steps.js";

const one = `${configMaps}/a`;
const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const scale = `${deployments}/d/scale`;
const status = `${deployments}/d/status`;

const operations = (count: number): readonly object[] =>
  Array.from({ length: count }, (_, index) => ({ op: "add", path: "/data/k", value: String(index) }));
const megabytes = (count: number): string => "x".repeat(count * 1024 * 1024);

const limits: readonly Case[] = [
  ...[9_999, 10_000, 10_001].map((count) =>
    steps(`json patch of ${count} operations`, configMap("a"), patch(one, operations(count), jsonPatch)),
  ),
  ...[mergePatch, strategicPatch, jsonPatch, apply].map((type) =>
    steps(
      `a body of more than three megabytes as ${String(type["Content-Type"])}`,
      configMap("a"),
      patch(`${one}?fieldManager=m`, { data: { k: megabytes(3) } }, type),
    ),
  ),
  steps(
    "a create of more than three megabytes",
    post(configMaps, { metadata: { name: "a" }, data: { k: megabytes(3) } }),
  ),
  steps(
    "an object of more than a megabyte and a half",
    post(configMaps, { metadata: { name: "a" }, data: { k: megabytes(2) } }),
  ),
  steps(
    "a patch that grows an object beyond what is stored",
    post(configMaps, { metadata: { name: "a" }, binaryData: {}, data: { k: "x".repeat(900_000) } }),
    patch(one, [{ op: "copy", from: "/data/k", path: "/data/l" }], jsonPatch),
  ),
  steps(
    "json patches that copy and copy",
    configMap("a"),
    patch(
      one,
      [
        { op: "add", path: "/data/x", value: "y".repeat(100_000) },
        ...Array.from({ length: 40 }, (_, at) => ({ op: "copy", from: "/data/x", path: `/data/x${at}` })),
      ],
      jsonPatch,
    ),
  ),
];

const deployment: Step = quietly(
  post(deployments, {
    metadata: { name: "d" },
    spec: {
      replicas: 1,
      selector: { matchLabels: { a: "b" } },
      template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
    },
  }),
);
const scaled = (replicas: number) => ({
  apiVersion: "autoscaling/v1",
  kind: "Scale",
  metadata: { name: "d" },
  spec: { replicas },
});
const reported = (replicas: number) => ({
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "d" },
  status: { replicas, conditions: [{ type: "X", status: "True" }] },
});

const subresources: readonly Case[] = [
  steps(
    "patch the scale in every form",
    deployment,
    patch(scale, { spec: { replicas: 2 } }, mergePatch),
    patch(scale, { spec: { replicas: 3 } }, strategicPatch),
    patch(scale, [{ op: "replace", path: "/spec/replicas", value: 4 }], jsonPatch),
    patch(scale, [{ op: "test", path: "/metadata/managedFields/0/manager", value: "compare" }], jsonPatch),
    patch(`${scale}?fieldManager=m`, scaled(5), apply),
    patch(`${scale}?fieldManager=m&force=true`, scaled(5), apply),
    patch(`${scale}?fieldManager=n`, scaled(6), apply),
    patch(`${scale}?fieldManager=m`, { ...scaled(7), metadata: {} }, apply),
    patch(`${scale}?fieldManager=m`, { ...scaled(7), status: { replicas: 3 } }, apply),
    patch(`${scale}?fieldManager=m`, { ...scaled(7), foo: 1 }, apply),
    patch(`${scale}?dryRun=All`, { spec: { replicas: 9 } }, mergePatch),
    patch(scale, { metadata: { resourceVersion: "1" }, spec: { replicas: 9 } }, mergePatch),
    patch(scale, { metadata: { labels: { a: "b" } } }, mergePatch),
    patch(scale, {}, mergePatch),
    put(scale, scaled(0)),
    patch(scale, { spec: { replicas: null } }, mergePatch),
    get(`${deployments}/d`),
    patch(`${deployments}/none/scale?fieldManager=m`, { ...scaled(5), metadata: { name: "none" } }, apply),
  ),
  steps(
    "patch the status in every form",
    deployment,
    patch(status, { status: { replicas: 2 } }, mergePatch),
    patch(status, { status: { conditions: [{ type: "Y", status: "True" }] } }, strategicPatch),
    patch(status, [{ op: "add", path: "/status/readyReplicas", value: 1 }], jsonPatch),
    patch(`${status}?fieldManager=m`, reported(3), apply),
    patch(`${status}?fieldManager=m&force=true`, reported(3), apply),
    patch(`${status}?fieldManager=n`, { ...reported(3), spec: { replicas: 7 } }, apply),
    patch(`${status}?fieldManager=n`, { ...reported(3), metadata: { name: "d", labels: { x: "y" } } }, apply),
    patch(`${status}?fieldManager=m`, { ...reported(3), status: {} }, apply),
    patch(status, { spec: { replicas: 9 }, metadata: { labels: { l: "m" } } }, mergePatch),
    get(`${deployments}/d`),
    patch(`${deployments}/none/status?fieldManager=m`, { ...reported(3), metadata: { name: "none" } }, apply),
  ),
];

const v1 = "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers";
const v2 = "/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers";
const target = { kind: "Deployment", name: "d", apiVersion: "apps/v1" };
const first = {
  apiVersion: "autoscaling/v1",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "h" },
  spec: { maxReplicas: 3, scaleTargetRef: target, targetCPUUtilizationPercentage: 60 },
};
const second = {
  apiVersion: "autoscaling/v2",
  kind: "HorizontalPodAutoscaler",
  metadata: { name: "h" },
  spec: {
    maxReplicas: 4,
    scaleTargetRef: target,
    metrics: [
      { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 70 } } },
    ],
  },
};

const versions: readonly Case[] = [
  steps(
    "apply in one version, then in another",
    patch(`${v1}/h?fieldManager=one`, first, apply),
    get(`${v2}/h`),
    patch(`${v2}/h?fieldManager=two`, second, apply),
    patch(`${v2}/h?fieldManager=two&force=true`, second, apply),
    get(`${v1}/h`),
    patch(`${v2}/h?fieldManager=one`, { ...second, spec: { maxReplicas: 4, scaleTargetRef: target } }, apply),
    patch(`${v1}/h?fieldManager=one&force=true`, first, apply),
    patch(`${v1}/h`, { spec: { minReplicas: 2 } }, mergePatch),
    patch(`${v2}/h`, { spec: { behavior: { scaleDown: { stabilizationWindowSeconds: 60 } } } }, mergePatch),
    patch(`${v1}/h`, { metadata: { annotations: { a: "b" } } }, strategicPatch),
    get(`${v1}/h`),
    get(`${v2}/h`),
    { ...remove(`${v2}/h`), silent: true },
  ),
  steps(
    "give up in one version what another version writes even when it is empty",
    patch(`${v1}/h?fieldManager=one`, first, apply),
    patch(`${v2}/h?fieldManager=two&force=true`, { ...second, spec: { maxReplicas: 6, minReplicas: 2 } }, apply),
    patch(`${v1}/h?fieldManager=one`, { ...first, spec: { minReplicas: 2 } }, apply),
    patch(`${v1}/h?fieldManager=one`, { ...first, spec: {} }, apply),
    get(`${v2}/h`),
    { ...remove(`${v2}/h`), silent: true },
  ),
  steps(
    "update in one version what another made",
    post(v1, first),
    patch(`${v2}/h`, [{ op: "replace", path: "/spec/maxReplicas", value: 9 }], jsonPatch),
    put(`${v1}/h`, first),
    put(`${v2}/h`, second),
    get(`${v1}/h`),
  ),
];

const coreEvents = "/api/v1/namespaces/NS/events";
const newEvents = "/apis/events.k8s.io/v1/namespaces/NS/events";
const event = {
  apiVersion: "events.k8s.io/v1",
  kind: "Event",
  metadata: { name: "e" },
  eventTime: "2020-01-01T00:00:00.000001Z",
  reportingController: "example.com/c",
  reportingInstance: "i",
  action: "a",
  reason: "r",
  type: "Normal",
  regarding: { kind: "Pod", name: "p", namespace: "NS" },
  note: "n",
};

const events: readonly Case[] = [
  steps(
    "apply an event in both groups",
    patch(`${newEvents}/e?fieldManager=one`, event, apply),
    get(`${coreEvents}/e`),
    patch(
      `${coreEvents}/e?fieldManager=two`,
      {
        apiVersion: "v1",
        kind: "Event",
        metadata: { name: "e", labels: { l: "m" } },
        involvedObject: { kind: "Pod", name: "p", namespace: "NS" },
      },
      apply,
    ),
    patch(`${newEvents}/e?fieldManager=one`, { ...event, metadata: { name: "e", labels: { l: "n" } } }, apply),
    patch(`${coreEvents}/e`, { metadata: { annotations: { a: "b" } } }, mergePatch),
    get(`${newEvents}/e`),
    { ...remove(`${newEvents}/e`), silent: true },
  ),
];

const creating: readonly Case[] = [
  steps(
    "apply creates under the path's name only",
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap" }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: {} }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b" } }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "b" } }, apply),
    patch(
      `${one}?fieldManager=m`,
      { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", resourceVersion: "5" } },
      apply,
    ),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a", uid: "x" } }, apply),
    patch(`${one}?fieldManager=m&dryRun=All`, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "a" } }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap" }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata: { generateName: "b" } }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "a/b/c", kind: "ConfigMap" }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: 1 }, apply),
    patch(`${one}?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", binaryData: { k: "%" } }, apply),
    { ...remove(one), silent: true },
  ),
];

export const patchCases: readonly Case[] = [...limits, ...subresources, ...versions, ...events, ...creating];
