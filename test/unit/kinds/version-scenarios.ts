/** Objects written in one version and read in the others, where the versions have different shapes; and names with rules of their own. */
import type { Case, Step } from "../../oracle/case.js";
import { get, patch, post, steps } from "../../oracle/cases/steps.js";

const scalers = (version: string): string => `/apis/autoscaling/${version}/namespaces/NS/horizontalpodautoscalers`;
const devices = (version: string): string => `/apis/resource.k8s.io/${version}`;
const claims = (version: string): string => `${devices(version)}/namespaces/NS/resourceclaims`;
const templates = (version: string): string => `${devices(version)}/namespaces/NS/resourceclaimtemplates`;
const coreEvents = "/api/v1/namespaces/NS/events";
const events = "/apis/events.k8s.io/v1/namespaces/NS/events";

const scaled = {
  scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" },
  maxReplicas: 3,
};
const everyMetric = [
  { type: "Resource", resource: { name: "cpu", target: { type: "Utilization", averageUtilization: 40 } } },
  { type: "Resource", resource: { name: "memory", target: { type: "AverageValue", averageValue: "1Gi" } } },
  { type: "Pods", pods: { metric: { name: "q" }, target: { type: "AverageValue", averageValue: "5" } } },
  {
    type: "Object",
    object: {
      describedObject: { kind: "Service", name: "s" },
      metric: { name: "z", selector: { matchLabels: { a: "b" } } },
      target: { type: "Value", value: "3" },
    },
  },
  { type: "External", external: { metric: { name: "e" }, target: { type: "Value", value: "3" } } },
  {
    type: "ContainerResource",
    containerResource: { name: "cpu", container: "c", target: { type: "Utilization", averageUtilization: 33 } },
  },
];
const memoryMetric = [
  { type: "Resource", resource: { name: "memory", target: { type: "Utilization", averageUtilization: 40 } } },
];
const behavior = {
  scaleDown: { stabilizationWindowSeconds: 5, policies: [{ type: "Pods", value: 1, periodSeconds: 10 }] },
  scaleUp: { selectPolicy: "Disabled" },
};

const inVersions = (of: (version: string) => string, versions: readonly string[], name: string): readonly Step[] => [
  ...versions.map((version) => get(`${of(version)}/${name}`)),
  ...versions.map((version) => patch(`${of(version)}/${name}`, { metadata: { labels: { through: version } } })),
];
const allDeviceVersions = ["v1", "v1beta2", "v1beta1"];

const requests = [
  { name: "all", exactly: { deviceClassName: "c", allocationMode: "All", adminAccess: false } },
  { name: "first", firstAvailable: [{ name: "s", deviceClassName: "c", count: 2 }] },
];
const flatRequests = [
  { name: "all", deviceClassName: "c", allocationMode: "All" },
  { name: "first", firstAvailable: [{ name: "s", deviceClassName: "c" }] },
  { name: "one", deviceClassName: "c" },
];
const facts = {
  attributes: { a: { int: 0 }, b: { bool: false }, c: { string: "x" } },
  capacity: { m: { value: "1" } },
};
const slice = (of: readonly object[]): object => ({
  driver: "d.io",
  pool: { name: "p", generation: 1, resourceSliceCount: 1 },
  nodeName: "n",
  devices: of,
});

export const versionScenarios: readonly Case[] = [
  steps(
    "an autoscaler of v1 in v2",
    post(scalers("v1"), { metadata: { name: "simple" }, spec: scaled }),
    ...inVersions(scalers, ["v2", "v1"], "simple"),
    post(scalers("v1"), { metadata: { name: "cpu" }, spec: { ...scaled, targetCPUUtilizationPercentage: 50 } }),
    get(`${scalers("v2")}/cpu`),
  ),
  steps(
    "what v1 of an autoscaler cannot say stands in annotations",
    post(scalers("v2"), { metadata: { name: "full" }, spec: { ...scaled, metrics: everyMetric, behavior } }),
    ...inVersions(scalers, ["v1", "v2"], "full"),
    post(scalers("v2"), { metadata: { name: "memory" }, spec: { ...scaled, metrics: memoryMetric } }),
    get(`${scalers("v1")}/memory`),
    patch(`${scalers("v2")}/full/status`, {
      status: {
        currentReplicas: 1,
        desiredReplicas: 2,
        currentMetrics: [{ type: "Resource", resource: { name: "cpu", current: { averageUtilization: 4 } } }],
        conditions: [{ type: "AbleToScale", status: "True" }],
      },
    }),
    get(`${scalers("v1")}/full`),
  ),
  steps(
    "an event in both groups",
    post(events, {
      metadata: { name: "new", namespace: "NS" },
      eventTime: "2020-01-01T00:00:00.000000Z",
      reportingController: "example.com/c",
      reportingInstance: "i",
      action: "Do",
      reason: "R",
      regarding: { kind: "Pod", name: "p", namespace: "NS" },
      note: "n",
      type: "Normal",
      related: { kind: "Node", name: "n" },
      series: { count: 2, lastObservedTime: "2020-01-01T00:00:00.000000Z" },
    }),
    get(`${coreEvents}/new`),
    patch(`${coreEvents}/new`, { metadata: { labels: { a: "b" } } }),
    post(coreEvents, {
      metadata: { name: "old" },
      involvedObject: { kind: "Pod", name: "p", namespace: "NS" },
      reason: "R",
      message: "m",
      type: "Warning",
      source: { component: "k", host: "h" },
      firstTimestamp: "2020-01-01T00:00:00Z",
      count: 3,
    }),
    get(`${events}/old`),
    patch(`${events}/old`, { metadata: { labels: { a: "b" } } }),
  ),
  steps(
    "requests for devices are flat in v1beta1",
    post(claims("v1"), { metadata: { name: "stored" }, spec: { devices: { requests } } }),
    ...inVersions(claims, allDeviceVersions, "stored"),
    post(claims("v1beta1"), { metadata: { name: "flat" }, spec: { devices: { requests: flatRequests } } }),
    ...inVersions(claims, allDeviceVersions, "flat"),
    post(templates("v1beta1"), {
      metadata: { name: "flat" },
      spec: { metadata: { labels: { a: "b" } }, spec: { devices: { requests: flatRequests } } },
    }),
    ...inVersions(templates, allDeviceVersions, "flat"),
  ),
  steps(
    "what is known of devices is one level deeper in v1beta1",
    post(`${devices("v1")}/resourceslices`, { metadata: { name: "NS-v1" }, spec: slice([{ name: "d", ...facts }]) }),
    ...inVersions((version) => `${devices(version)}/resourceslices`, allDeviceVersions, "NS-v1"),
    post(`${devices("v1beta1")}/resourceslices`, {
      metadata: { name: "NS-v1beta1" },
      spec: slice([{ name: "d", basic: facts }, { name: "e", basic: {} }, { name: "f" }]),
    }),
    ...inVersions((version) => `${devices(version)}/resourceslices`, allDeviceVersions, "NS-v1beta1"),
  ),
];

const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions?dryRun=All";
const crd = (name: string): Step =>
  post(crds, {
    metadata: { name },
    spec: {
      group: "x.io",
      scope: "Namespaced",
      names: { plural: "foos", kind: "Foo" },
      versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object" } } }],
    },
  });
const apiService = (name: string, spec: object = {}): Step =>
  post("/apis/apiregistration.k8s.io/v1/apiservices?dryRun=All", {
    metadata: { name },
    spec: { group: "y.io", version: "v1", groupPriorityMinimum: 100, versionPriority: 10, ...spec },
  });
const addresses = ["1.2.3.4", "01.2.3.4", "fd00::1", "fd00::0001", "FD00::1", "::ffff:1.2.3.4", "foo", "1.2.3"];
const resources = ["apps.deployments", "deployments", "a.b.c", "UPPER.x", "a.", ".a"];

export const nameScenarios: readonly Case[] = [
  steps(
    "a definition is named after what it defines",
    crd("foo"),
    crd("foos.y.io"),
    crd("foos.x.io"),
    crd("UPPER.x.io"),
  ),
  steps(
    "an API service is named after version and group",
    apiService("v1.y.io"),
    apiService("v2.y.io"),
    apiService("foo"),
    apiService("v9.", { group: "", version: "v9" }),
  ),
  steps(
    "an address is named as it is written shortest",
    ...addresses.map((name) =>
      post("/apis/networking.k8s.io/v1/ipaddresses?dryRun=All", {
        metadata: { name },
        spec: { parentRef: { resource: "services", name: "x", namespace: "d" } },
      }),
    ),
  ),
  steps(
    "a storage version is named after group and resource",
    ...resources.map((name) =>
      post("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions?dryRun=All", { metadata: { name }, spec: {} }),
    ),
  ),
];
