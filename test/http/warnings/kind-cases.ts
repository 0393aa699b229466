/** What is odd about objects that are no pods, networks or volumes. */

import { oddNetworks } from "./network-cases.js";
import type { OddObject, OddObjects } from "./odd-object.js";
import { oddVolumes } from "./storage-cases.js";
import { tlsPairs } from "./tls-pairs.js";

const core = "/api/v1/namespaces/NS";

const batch = "/apis/batch/v1/namespaces/NS";
const jobSpec = (more: object = {}): object => ({
  template: { spec: { restartPolicy: "Never", containers: [{ name: "c", image: "x" }] } },
  ...more,
});
const cron = (what: string, spec: object, metadata: object = {}): OddObject => ({
  what,
  metadata,
  spec: { schedule: "0 * * * *", jobTemplate: { spec: jobSpec() }, ...spec },
});
const scaled = { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "x" }, maxReplicas: 3 };

const workloads: OddObjects = {
  [`${batch}/jobs`]: [
    { what: "nothing odd", spec: jobSpec() },
    { what: "a name that is no label", metadata: { name: "a.b" }, spec: jobSpec() },
    {
      what: "more indexes than can be followed",
      spec: jobSpec({ completionMode: "Indexed", completions: 100_001, parallelism: 10_001 }),
    },
    {
      what: "as many indexes as can be followed",
      spec: jobSpec({ completionMode: "Indexed", completions: 100_000, parallelism: 10_000 }),
    },
    {
      what: "pods replaced on failure",
      spec: jobSpec({ podReplacementPolicy: "TerminatingOrFailed", backoffLimit: 0, activeDeadlineSeconds: 1 }),
    },
    { what: "labels of old", metadata: { labels: { "controller-uid": "x", "job-name": "y" } }, spec: jobSpec() },
  ],
  [`${batch}/cronjobs`]: [
    cron("nothing odd", {}),
    cron("a name that is no label", {}, { name: "a.b" }),
    cron("a time zone beside its schedule", { timeZone: "Etc/UTC" }),
    cron("a suspended one", { suspend: true, successfulJobsHistoryLimit: 0, startingDeadlineSeconds: 5 }),
  ],
  "/apis/autoscaling/v2/namespaces/NS/horizontalpodautoscalers": [
    { what: "nothing odd", spec: scaled },
    {
      what: "annotations of the former version",
      metadata: { annotations: { "autoscaling.alpha.kubernetes.io/behavior": "{}" } },
      spec: scaled,
    },
  ],
  "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers": [
    { what: "nothing odd", spec: scaled },
    {
      what: "metrics in an annotation",
      metadata: { annotations: { "autoscaling.alpha.kubernetes.io/metrics": "[]" } },
      spec: scaled,
    },
  ],
  "/apis/policy/v1/namespaces/NS/poddisruptionbudgets": [
    { what: "nothing odd", spec: { maxUnavailable: 1, selector: { matchLabels: { a: "b" } } } },
    { what: "an empty selector", spec: { maxUnavailable: 1, selector: {} } },
    { what: "no selector", spec: { maxUnavailable: 1 } },
  ],
  "/apis/scheduling.k8s.io/v1/priorityclasses": [
    { what: "nothing odd", value: 1 },
    { what: "a default of all", value: 1, globalDefault: true },
  ],
  "/apis/node.k8s.io/v1/runtimeclasses": [
    { what: "nothing odd", handler: "h" },
    {
      what: "old labels of nodes and fractions",
      handler: "h",
      overhead: { podFixed: { memory: "1500m" } },
      scheduling: {
        nodeSelector: { "beta.kubernetes.io/os": "x", c: "y", a: "b" },
      },
    },
  ],
};

const crd = (properties: object) => ({
  group: "example.com",
  names: { plural: "foos", kind: "Foo" },
  scope: "Namespaced",
  versions: [{ name: "v1", served: true, storage: true, schema: { openAPIV3Schema: { type: "object", properties } } }],
});
const base64 = (text: string): string => Buffer.from(text).toString("base64");
const rules = { resourceRules: [{ apiGroups: ["*"], apiVersions: ["*"], resources: ["*"], operations: ["CREATE"] }] };
const policyKinds: readonly { readonly plural: string; readonly spec?: object }[] = [
  { plural: "validatingwebhookconfigurations" },
  { plural: "mutatingwebhookconfigurations" },
  { plural: "validatingadmissionpolicies", spec: { validations: [{ expression: "true" }], matchConstraints: rules } },
  { plural: "validatingadmissionpolicybindings", spec: { policyName: "p", validationActions: ["Deny"] } },
  { plural: "mutatingadmissionpolicybindings", spec: { policyName: "p" } },
  {
    plural: "mutatingadmissionpolicies",
    spec: {
      reinvocationPolicy: "Never",
      failurePolicy: "Fail",
      matchConstraints: rules,
      mutations: [
        { patchType: "JSONPatch", jsonPatch: { expression: '[JSONPatch{op: "add", path: "/a", value: "b"}]' } },
      ],
    },
  },
];

/** The ending is kept for what is not managed through the API. */
const reserved: OddObjects = Object.fromEntries(
  policyKinds.map(({ plural, spec }) => [
    `/apis/admissionregistration.k8s.io/v1/${plural}`,
    ["x.static.k8s.io", "static.k8s.io", "x.static.k8s.io.x"].map((name) => ({
      what: `the name ${name}`,
      metadata: { name },
      ...(spec === undefined ? {} : { spec }),
    })),
  ]),
);

const cluster: OddObjects = {
  "/api/v1/nodes": [
    { what: "nothing odd" },
    {
      what: "a configuration from elsewhere",
      spec: { configSource: { configMap: { name: "a", namespace: "b", uid: "c", kubeletConfigKey: "k" } } },
    },
    { what: "an id from outside", spec: { externalID: "x", podCIDR: "10.0.0.0/24" } },
    { what: "an unusual network", spec: { podCIDR: "fd00:0::/64" } },
    { what: "an id and an unusual network", spec: { externalID: "x", podCIDRs: ["10.0.0.0/24", "fd00:0::/64"] } },
    {
      what: "old labels",
      metadata: {
        labels: {
          "beta.kubernetes.io/os": "x",
          "failure-domain.beta.kubernetes.io/zone": "x",
          "node-role.kubernetes.io/master": "",
        },
      },
    },
    { what: "taints in an annotation", metadata: { annotations: { "scheduler.alpha.kubernetes.io/taints": "[]" } } },
    {
      what: "pods to avoid",
      metadata: {
        annotations: {
          "scheduler.alpha.kubernetes.io/preferAvoidPods": JSON.stringify({
            preferAvoidPods: [
              {
                podSignature: {
                  podController: {
                    apiVersion: "v1",
                    kind: "ReplicationController",
                    name: "n",
                    uid: "u",
                    controller: true,
                  },
                },
                reason: "r",
              },
            ],
          }),
        },
      },
    },
    { what: "a taint of old", spec: { taints: [{ key: "node-role.kubernetes.io/master", effect: "NoSchedule" }] } },
  ],
  "/api/v1/namespaces": [
    { what: "nothing odd" },
    { what: "finalizers of its own", metadata: { finalizers: ["example.com/x"] }, spec: { finalizers: ["a.b/c"] } },
  ],
  [`${core}/serviceaccounts`]: [
    { what: "nothing odd" },
    { what: "mountable secrets", metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } } },
    { what: "no mountable secrets", metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "false" } } },
    {
      what: "a secret twice and one without a name",
      secrets: [{ name: "a" }, { name: "a" }, {}],
      imagePullSecrets: [{}, {}],
    },
  ],
  [`${core}/secrets`]: [
    { what: "nothing odd", data: { a: "MQ==" } },
    {
      what: "a token of old",
      type: "kubernetes.io/service-account-token",
      metadata: { annotations: { "kubernetes.io/service-account.name": "x" } },
    },
    ...tlsPairs.map(({ what, certificate, key }) => ({
      what: `as a pair of certificate and key: ${what}`,
      type: "kubernetes.io/tls",
      data: { "tls.crt": base64(certificate), "tls.key": base64(key) },
    })),
    { what: "a pair of another type", data: { "tls.crt": "MQ==", "tls.key": "MQ==" } },
    { what: "a token for bootstrapping", type: "bootstrap.kubernetes.io/token", data: {} },
  ],
  [`${core}/configmaps`]: [
    { what: "nothing odd", data: { a: "b" } },
    { what: "a finalizer without a domain", metadata: { finalizers: ["foregroundDeletion"] } },
    {
      what: "owners twice",
      metadata: {
        ownerReferences: [1, 2, 3].map(() => ({ apiVersion: "v1", kind: "Pod", name: "p", uid: "u" })),
      },
    },
  ],
  [`${core}/resourcequotas`]: [
    { what: "nothing odd", spec: { hard: { pods: "1" } } },
    { what: "fractions", spec: { hard: { "requests.memory": "1500m" } } },
  ],
  [`${core}/limitranges`]: [
    { what: "fractions", spec: { limits: [{ type: "Container", default: { memory: "1500m" } }] } },
  ],
  "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/rolebindings": [
    {
      what: "nothing odd",
      roleRef: { apiGroup: "rbac.authorization.k8s.io", kind: "Role", name: "r" },
      subjects: [
        { kind: "User", name: "u" },
        { kind: "User", name: "u" },
      ],
    },
  ],
  "/apis/apiregistration.k8s.io/v1/apiservices": [
    {
      what: "nothing odd",
      metadata: { name: "v1.odd.example.com" },
      spec: { group: "odd.example.com", version: "v1", groupPriorityMinimum: 1, versionPriority: 1 },
    },
  ],
  "/apis/apiextensions.k8s.io/v1/customresourcedefinitions": [
    {
      what: "known formats",
      metadata: { name: "foos.example.com" },
      spec: crd({ a: { type: "string", format: "date" } }),
    },
    {
      what: "unknown formats",
      metadata: { name: "foos.example.com" },
      spec: crd({
        z: { type: "string", format: "odd" },
        a: { type: "array", items: { type: "string", format: "odd-item" } },
        m: { type: "object", additionalProperties: { type: "integer", format: "odd-value" } },
        again: { type: "string", format: "odd" },
        known: { type: "integer", format: "int32" },
      }),
    },
    {
      what: "a deprecated version",
      metadata: { name: "foos.example.com" },
      spec: { ...crd({}), versions: [{ ...crd({}).versions[0], deprecated: true, deprecationWarning: "use another" }] },
    },
  ],
  "/apis/coordination.k8s.io/v1/namespaces/NS/leases": [{ what: "nothing odd", spec: { leaseDurationSeconds: 1 } }],
};

export const oddObjects: OddObjects = { ...reserved, ...oddNetworks, ...oddVolumes, ...workloads, ...cluster };
