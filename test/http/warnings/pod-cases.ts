/** What is odd about pods and pod templates: each line is a pod's spec or metadata, asked of kube-apiserver as a Pod and as a template. */

import type { OddPod } from "./odd-object.js";
import { oddPodVolumes } from "./pod-volume-cases.js";

const c = { name: "c", image: "x" };
/** A spec of one container with `more`. */
const container = (more: object): object => ({ containers: [{ ...c, ...more }] });
const env = (...list: readonly object[]): object => container({ env: list });
const ports = (...list: readonly object[]): object => container({ ports: list });
const nodeTerm = (...keys: readonly string[]): object => ({
  matchExpressions: keys.map((key) => ({ key, operator: "Exists" })),
});
const resources = (requests: object, limits: object = {}): object => container({ resources: { requests, limits } });
const term = { topologyKey: "zone" };

const environments: readonly OddPod[] = [
  { what: "an environment name twice", spec: env({ name: "A", value: "1" }, { name: "A", value: "2" }) },
  { what: "an environment name three times", spec: env({ name: "A" }, { name: "B" }, { name: "A" }, { name: "A" }) },
  { what: "a name that extends its former value", spec: env({ name: "A", value: "1" }, { name: "A", value: "$(A)2" }) },
  { what: "a name that repeats its former value", spec: env({ name: "A", value: "1" }, { name: "A", value: "$(A)" }) },
  {
    what: "a name that takes its second value from a field",
    spec: env({ name: "A", value: "1" }, { name: "A", valueFrom: { fieldRef: { fieldPath: "metadata.name" } } }),
  },
  {
    what: "a quoted environment name twice",
    spec: env({ name: 'A"\\', value: "1" }, { name: 'A"\\', value: "2" }),
  },
  {
    what: "the same name in two containers",
    spec: {
      initContainers: [{ name: "i", image: "x", env: [{ name: "A" }] }],
      containers: [{ ...c, env: [{ name: "A" }] }],
    },
  },
  {
    what: "names twice in both kinds of container",
    spec: {
      initContainers: [{ name: "i", image: "x", env: [{ name: "A" }, { name: "A" }] }],
      containers: [
        { ...c, env: [{ name: "B" }, { name: "B" }] },
        { name: "d", image: "x", env: [{ name: "B" }, { name: "B" }] },
      ],
    },
  },
  {
    what: "more warnings than an answer has room for",
    spec: env(...Array.from({ length: 60 }, (_, at) => ({ name: `NAME_${at % 20}`, value: `${at}` }))),
  },
  {
    what: "a warning longer than one may be",
    spec: env({ name: "N".repeat(5000), value: "1" }, { name: "N".repeat(5000), value: "2" }),
  },
  {
    what: "long warnings in a row",
    spec: env(...Array.from({ length: 12 }, (_, at) => ({ name: `${"N".repeat(900)}${at % 6}`, value: `${at}` }))),
  },
];

const portCases: readonly OddPod[] = [
  { what: "a port twice", spec: ports({ containerPort: 80 }, { containerPort: 80, name: "b" }) },
  { what: "a port with two protocols", spec: ports({ containerPort: 80 }, { containerPort: 80, protocol: "UDP" }) },
  {
    what: "a port twice in two containers",
    spec: {
      containers: [
        { ...c, ports: [{ containerPort: 80 }] },
        { name: "d", image: "x", ports: [{ containerPort: 80 }] },
      ],
    },
  },
  {
    what: "a port with and without a host port",
    spec: ports({ containerPort: 80, hostPort: 8080 }, { containerPort: 80 }),
  },
  {
    what: "a port on two host ports",
    spec: ports({ containerPort: 80, hostPort: 8080 }, { containerPort: 80, hostPort: 8081 }),
  },
  {
    what: "a host port with and without an address",
    spec: ports({ containerPort: 80, hostPort: 8080, hostIP: "10.0.0.1" }, { containerPort: 80, hostPort: 8080 }),
  },
  {
    what: "a host port on two addresses",
    spec: ports(
      { containerPort: 80, hostPort: 8080, hostIP: "10.0.0.1" },
      { containerPort: 80, hostPort: 8080, hostIP: "10.0.0.2" },
    ),
  },
  { what: "an address without a host port", spec: ports({ containerPort: 80, hostIP: "10.0.0.1", name: "web" }) },
  { what: "a port three times", spec: ports({ containerPort: 80 }, { containerPort: 80 }, { containerPort: 80 }) },
  {
    what: "ports of init containers",
    spec: {
      initContainers: [{ name: "i", image: "x", ports: [{ containerPort: 80 }] }],
      containers: [{ ...c, ports: [{ containerPort: 80 }] }],
    },
  },
];

const placement: readonly OddPod[] = [
  ...[
    "beta.kubernetes.io/os",
    "beta.kubernetes.io/arch",
    "beta.kubernetes.io/instance-type",
    "failure-domain.beta.kubernetes.io/zone",
    "failure-domain.beta.kubernetes.io/region",
    "kubernetes.io/os",
    "node-role.kubernetes.io/master",
    "scheduler.alpha.kubernetes.io/taints",
    "node.kubernetes.io/windows-build",
  ].map((key) => ({ what: `nodes selected by ${key}`, spec: { nodeSelector: { [key]: "x" } } })),
  {
    what: "nodes required by an old label",
    spec: {
      affinity: {
        nodeAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: {
            nodeSelectorTerms: [
              nodeTerm("a", "beta.kubernetes.io/os"),
              { matchFields: [{ key: "metadata.name", operator: "In", values: ["n"] }] },
              nodeTerm("failure-domain.beta.kubernetes.io/zone"),
            ],
          },
        },
      },
    },
  },
  {
    what: "nodes preferred by an old label",
    spec: {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: nodeTerm("a") },
            { weight: 1, preference: nodeTerm("beta.kubernetes.io/arch", "b") },
          ],
        },
      },
    },
  },
  {
    what: "nodes preferred by a name that no node has",
    spec: {
      affinity: {
        nodeAffinity: {
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, preference: { matchExpressions: [{ key: "a", operator: "In", values: ["x y", "ok", "é"] }] } },
            {
              weight: 1,
              preference: {
                matchExpressions: [{ key: "beta.kubernetes.io/os", operator: "NotIn", values: ["x\ny", "b c"] }],
              },
            },
          ],
        },
      },
    },
  },
  {
    what: "spread over an old label without a selector",
    spec: {
      topologySpreadConstraints: [
        { maxSkew: 1, topologyKey: "failure-domain.beta.kubernetes.io/zone", whenUnsatisfiable: "ScheduleAnyway" },
        { maxSkew: 1, topologyKey: "zone", whenUnsatisfiable: "ScheduleAnyway", labelSelector: {} },
      ],
    },
  },
  {
    what: "affinity without selectors",
    spec: {
      affinity: {
        podAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [{ ...term }, { ...term, labelSelector: {} }],
          preferredDuringSchedulingIgnoredDuringExecution: [{ weight: 1, podAffinityTerm: term }],
        },
        podAntiAffinity: {
          requiredDuringSchedulingIgnoredDuringExecution: [term],
          preferredDuringSchedulingIgnoredDuringExecution: [
            { weight: 1, podAffinityTerm: { ...term, labelSelector: {} } },
            { weight: 1, podAffinityTerm: term },
          ],
        },
      },
    },
  },
];

const rest: readonly OddPod[] = [
  { what: "nothing odd" },
  { what: "half a byte of memory asked for", spec: resources({ memory: "1500m" }) },
  { what: "half a byte of memory at most", spec: resources({ memory: "1500m" }, { memory: "2500m" }) },
  {
    what: "fractions of storage",
    spec: resources({ "ephemeral-storage": "100m" }, { "ephemeral-storage": "0.5", memory: "128.5" }),
  },
  ...["1Ei", "9Pi", "8Pi", "1P", "100e-3", "1e3", "123456789012345678", "9223372036854775"].map((memory) => ({
    what: `${memory} of memory`,
    spec: resources({ memory }),
  })),
  { what: "whole bytes written with a fraction", spec: resources({ memory: "0.5Ki", cpu: "100m" }) },
  {
    what: "fractions of other resources",
    spec: resources({ "hugepages-2Mi": "2Mi", cpu: "1.5m" }, { "hugepages-2Mi": "2Mi" }),
  },
  {
    what: "overhead of half a byte",
    spec: { runtimeClassName: "r", overhead: { memory: "1500m", "ephemeral-storage": "1500m", cpu: "1m" } },
  },
  {
    what: "fractions for the whole pod",
    spec: { resources: { requests: { memory: "1500m" }, limits: { memory: "2500m" } } },
  },
  { what: "one address for two lists of names", spec: { hostAliases: [{ ip: "1.1.1.1" }, { ip: "1.1.1.1" }] } },
  {
    what: "a secret for images twice and one without a name",
    spec: { imagePullSecrets: [{ name: "a" }, { name: "a" }, {}, { name: "" }] },
  },
  { what: "one secret for images without a name", spec: { imagePullSecrets: [{}] } },
  { what: "less than no time to end", spec: { terminationGracePeriodSeconds: -1 } },
  { what: "an unusual way to write IPv6", spec: { hostAliases: [{ ip: "fd00:0::1", hostnames: ["a"] }] } },
  { what: "unusual name servers", spec: { dnsPolicy: "None", dnsConfig: { nameservers: ["fd00:0::1"] } } },
  { what: "two searches of one name", spec: { dnsConfig: { searches: ["a", "a"] } } },
  {
    what: "unusual addresses of probes",
    spec: container({
      livenessProbe: { httpGet: { port: 80, host: "fd00:0::1" } },
      ports: [{ containerPort: 80, hostPort: 80, hostIP: "fd00:0::1" }],
    }),
  },
  {
    what: "annotations that do nothing any more",
    annotations: {
      "scheduler.alpha.kubernetes.io/critical-pod": "",
      "security.alpha.kubernetes.io/sysctls": "a=b",
      "security.alpha.kubernetes.io/unsafe-sysctls": "a=b",
      "scheduler.alpha.kubernetes.io/tolerations": "[]",
      "pod.alpha.kubernetes.io/init-containers": "[]",
    },
  },
  {
    what: "a seccomp annotation",
    annotations: {
      "seccomp.security.alpha.kubernetes.io/pod": "runtime/default",
      "container.seccomp.security.alpha.kubernetes.io/c": "unconfined",
      "container.seccomp.security.alpha.kubernetes.io/other": "unconfined",
    },
  },
  {
    what: "seccomp annotations with their fields",
    annotations: {
      "seccomp.security.alpha.kubernetes.io/pod": "runtime/default",
      "container.seccomp.security.alpha.kubernetes.io/c": "runtime/default",
    },
    spec: {
      ...container({ securityContext: { seccompProfile: { type: "RuntimeDefault" } } }),
      securityContext: { seccompProfile: { type: "RuntimeDefault" } },
    },
  },
  {
    what: "an AppArmor annotation",
    annotations: { "container.apparmor.security.beta.kubernetes.io/c": "runtime/default" },
  },
  {
    what: "an AppArmor annotation with its field",
    annotations: { "container.apparmor.security.beta.kubernetes.io/c": "runtime/default" },
    spec: { securityContext: { appArmorProfile: { type: "RuntimeDefault" } } },
  },
  {
    what: "many things at once",
    annotations: {
      "scheduler.alpha.kubernetes.io/critical-pod": "",
      "seccomp.security.alpha.kubernetes.io/pod": "runtime/default",
      "container.seccomp.security.alpha.kubernetes.io/c": "unconfined",
      "container.apparmor.security.beta.kubernetes.io/c": "runtime/default",
    },
    spec: {
      nodeSelector: { "beta.kubernetes.io/os": "linux", b: "c" },
      terminationGracePeriodSeconds: -5,
      hostAliases: [{ ip: "fd00:0::1" }, { ip: "fd00:0::1" }],
      dnsConfig: { nameservers: ["fd00:0::1"] },
      overhead: { memory: "1500m" },
      runtimeClassName: "r",
      volumes: [{ name: "v", gitRepo: { repository: "x" } }],
      imagePullSecrets: [{}],
      containers: [
        {
          ...c,
          env: [{ name: "A" }, { name: "A" }],
          ports: [{ containerPort: 80 }, { containerPort: 80 }],
          resources: { requests: { memory: "1m" } },
        },
      ],
      affinity: { podAffinity: { requiredDuringSchedulingIgnoredDuringExecution: [term] } },
    },
  },
];

export const oddPods: readonly OddPod[] = [...environments, ...portCases, ...placement, ...oddPodVolumes, ...rest];

/** The spec of a pod that runs, with what is odd. */
export function specOf({ spec }: OddPod): object {
  return { containers: [c], ...spec };
}

export function metadataOf({ annotations }: OddPod): { annotations?: Readonly<Record<string, string>> } {
  return annotations === undefined ? {} : { annotations };
}
