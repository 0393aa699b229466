/** Objects that change: which updates bring warnings. `NS` stands for a namespace; steps of one scenario build on each other. */
import type { Case, Step } from "../../oracle/case.js";
import { jsonPatch, patch, post, steps, strategicPatch } from "../../oracle/cases/steps.js";

const core = "/api/v1/namespaces/NS";
const apps = "/apis/apps/v1/namespaces/NS";
const dry = "?dryRun=All";
const labels = { a: "b" };
const apply = { "Content-Type": "application/apply-patch+yaml" };

const selector = { matchLabels: labels };
const containers = [{ name: "c", image: "x", env: [{ name: "A" }, { name: "A" }] }];
const onZone = {
  nodeAffinity: {
    required: {
      nodeSelectorTerms: [
        { matchExpressions: [{ key: "failure-domain.beta.kubernetes.io/zone", operator: "Exists" }] },
      ],
    },
  },
};
const steady = { containers: [{ name: "c", image: "x" }] };

const changes: readonly Case[] = [
  steps(
    "a pod's updates have no warnings",
    post(`${core}/pods`, { metadata: { name: "odd.pod" }, spec: { containers, imagePullSecrets: [{}] } }),
    patch(`${core}/pods/odd.pod`, { metadata: { labels } }),
    patch(`${core}/pods/odd.pod`, { spec: { containers: [{ name: "c", image: "y" }] } }, strategicPatch),
    patch(`${core}/pods/odd.pod/status`, { status: { phase: "Running" } }),
    patch(
      `${core}/pods/odd.pod/ephemeralcontainers`,
      { spec: { ephemeralContainers: [{ name: "d", image: "x", env: [{ name: "A" }, { name: "A" }] }] } },
      strategicPatch,
    ),
    patch(`${core}/pods/odd.pod/status`, {
      status: {
        hostIP: "fd00:0::1",
        hostIPs: [{ ip: "fd00:0::1" }],
        podIP: "fd00:0::2",
        podIPs: [{ ip: "fd00:0::2" }],
      },
    }),
    patch(`${core}/pods/odd.pod/status`, { status: { message: "x" } }),
    {
      method: "PATCH",
      path: `${core}/pods/odd-applied?fieldManager=m&fieldValidation=Warn`,
      body: {
        apiVersion: "v1",
        kind: "Pod",
        metadata: { name: "odd-applied" },
        spec: {
          ...steady,
          hostAliases: [{ ip: "1.1.1.1" }],
          imagePullSecrets: [{}],
          nodeSelector: { "beta.kubernetes.io/os": "x" },
        },
      },
      headers: apply,
    },
  ),
  steps(
    "a deployment applied twice",
    ...["x", "y"].map(
      (image): Step => ({
        method: "PATCH",
        path: `${apps}/deployments/odd-applied?fieldManager=m`,
        body: {
          apiVersion: "apps/v1",
          kind: "Deployment",
          metadata: { name: "odd-applied" },
          spec: {
            selector,
            template: {
              metadata: { labels },
              spec: { nodeSelector: { "beta.kubernetes.io/os": "x" }, containers: [{ name: "c", image }] },
            },
          },
        },
        headers: apply,
      }),
    ),
  ),
  steps(
    "a service that changes",
    post(`${core}/services`, {
      metadata: { name: "odd-a" },
      spec: { ports: [{ port: 80 }], externalIPs: ["1.2.3.4"] },
    }),
    patch(`${core}/services/odd-a`, { metadata: { labels } }),
    patch(`${core}/services/odd-a`, { spec: { externalIPs: ["fd00:0::1", "1.2.3.4"] } }),
    patch(`${core}/services/odd-a`, { spec: { externalIPs: null, trafficDistribution: "PreferClose" } }),
    patch(`${core}/services/odd-a`, { metadata: { annotations: { "service.kubernetes.io/topology-mode": "Auto" } } }),
    patch(`${core}/services/odd-a`, { spec: { selector: { x: "y" } } }),
    patch(`${core}/services/odd-a`, { spec: { type: "LoadBalancer" } }),
    patch(`${core}/services/odd-a/status`, { status: { loadBalancer: { ingress: [{ ip: "fd00:0::1" }] } } }),
  ),
  steps(
    "endpoints that change",
    post(`${core}/endpoints`, { metadata: { name: "odd" }, subsets: [{ addresses: [{ ip: "1.2.3.4" }] }] }),
    patch(`${core}/endpoints/odd`, { metadata: { labels } }),
    patch(`${core}/endpoints/odd`, { subsets: [{ addresses: [{ ip: "fd00:0::1" }], ports: [{ port: 1 }] }] }),
    { method: "GET", path: `${core}/endpoints/odd` },
    { method: "GET", path: `${core}/endpoints` },
    { method: "DELETE", path: `${core}/endpoints/odd` },
  ),
  steps(
    "endpoint slices that change",
    post("/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices", {
      metadata: { name: "odd" },
      addressType: "FQDN",
      endpoints: [{ addresses: ["a.b.c"] }],
    }),
    patch("/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices/odd", { metadata: { labels } }),
    patch("/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices/odd", { endpoints: [{ addresses: ["d.e.f"] }] }),
  ),
  steps(
    "an ingress that changes",
    post("/apis/networking.k8s.io/v1/namespaces/NS/ingresses", {
      metadata: { name: "odd", annotations: { "kubernetes.io/ingress.class": "x" } },
      spec: { defaultBackend: { service: { name: "s", port: { number: 80 } } } },
    }),
    patch("/apis/networking.k8s.io/v1/namespaces/NS/ingresses/odd", { metadata: { labels } }),
    patch("/apis/networking.k8s.io/v1/namespaces/NS/ingresses/odd", {
      metadata: { annotations: { "kubernetes.io/ingress.class": "y" } },
    }),
    patch("/apis/networking.k8s.io/v1/namespaces/NS/ingresses/odd/status", {
      status: { loadBalancer: { ingress: [{ ip: "fd00:0::1" }] } },
    }),
  ),
  steps(
    "a policy that changes",
    post("/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies", {
      metadata: { name: "odd" },
      spec: { podSelector: {}, ingress: [{ from: [{ ipBlock: { cidr: "fd00:0::/64" } }] }] },
    }),
    patch("/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies/odd", { metadata: { labels } }),
    patch("/apis/networking.k8s.io/v1/namespaces/NS/networkpolicies/odd", {
      spec: { egress: [{ to: [{ ipBlock: { cidr: "fd01:0::/64" } }] }] },
    }),
  ),
  steps(
    "a volume that changes",
    post("/api/v1/persistentvolumes", {
      metadata: { name: "NS-odd", annotations: { "volume.beta.kubernetes.io/storage-class": "x" } },
      spec: {
        capacity: { storage: "1Gi" },
        accessModes: ["ReadWriteOnce"],
        persistentVolumeReclaimPolicy: "Recycle",
        nfs: { server: "s", path: "/p" },
        ...onZone,
      },
    }),
    patch("/api/v1/persistentvolumes/NS-odd", { metadata: { labels } }),
    patch("/api/v1/persistentvolumes/NS-odd", { spec: { persistentVolumeReclaimPolicy: "Retain" } }),
    patch("/api/v1/persistentvolumes/NS-odd/status", { status: { phase: "Available" } }),
  ),
  steps(
    "a claim that changes",
    post(`${core}/persistentvolumeclaims`, {
      metadata: { name: "odd", annotations: { "volume.beta.kubernetes.io/storage-class": "x" } },
      spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1500m" } } },
    }),
    patch(`${core}/persistentvolumeclaims/odd`, { metadata: { labels } }),
    patch(`${core}/persistentvolumeclaims/odd/status`, { status: { phase: "Bound" } }),
  ),
  steps(
    "classes, drivers and runtimes that change",
    post("/apis/storage.k8s.io/v1/storageclasses", {
      metadata: { name: "NS-odd" },
      provisioner: "x",
      allowedTopologies: [{ matchLabelExpressions: [{ key: "beta.kubernetes.io/os", values: ["a"] }] }],
    }),
    patch("/apis/storage.k8s.io/v1/storageclasses/NS-odd", { metadata: { labels } }),
    post("/apis/storage.k8s.io/v1/csidrivers", {
      metadata: { name: "ns-odd" },
      spec: { tokenRequests: [{ audience: "a" }] },
    }),
    patch("/apis/storage.k8s.io/v1/csidrivers/ns-odd", { metadata: { labels } }),
    patch("/apis/storage.k8s.io/v1/csidrivers/ns-odd", { spec: { tokenRequests: [{ audience: "b" }] } }),
    post("/apis/node.k8s.io/v1/runtimeclasses", {
      metadata: { name: "odd-one" },
      handler: "h",
      scheduling: { nodeSelector: { "beta.kubernetes.io/os": "x" } },
    }),
    patch("/apis/node.k8s.io/v1/runtimeclasses/odd-one", { metadata: { labels } }),
  ),
  steps(
    "nodes and accounts that change",
    post("/apis/storage.k8s.io/v1/namespaces/NS/csistoragecapacities", {
      metadata: { name: "odd" },
      storageClassName: "x",
      nodeTopology: { matchExpressions: [{ key: "beta.kubernetes.io/os", operator: "Exists" }] },
    }),
    patch("/apis/storage.k8s.io/v1/namespaces/NS/csistoragecapacities/odd", { metadata: { labels } }),
    post("/api/v1/nodes", {
      metadata: { name: "odd-node" },
      spec: {
        externalID: "x",
        configSource: { configMap: { name: "a", namespace: "b", uid: "c", kubeletConfigKey: "k" } },
      },
    }),
    patch("/api/v1/nodes/odd-node", { metadata: { labels } }),
    patch("/api/v1/nodes/odd-node/status", { status: { phase: "Running" } }),
    post(`${core}/serviceaccounts`, {
      metadata: { name: "odd", annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } },
    }),
    patch(`${core}/serviceaccounts/odd`, { metadata: { labels } }),
    patch(`${core}/serviceaccounts/odd`, {
      metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "false" } },
    }),
    patch(`${core}/serviceaccounts/odd`, {
      metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": null } },
    }),
    patch(`${core}/serviceaccounts/odd`, {
      metadata: { annotations: { "kubernetes.io/enforce-mountable-secrets": "true" } },
    }),
  ),
  steps(
    "warnings come once each, the reader's first",
    {
      method: "POST",
      path: `${core}/pods?dryRun=All&fieldValidation=Warn`,
      body: `{"metadata":{"name":"odd.x","foo":1,"bär":2,"t\\u0001ab":3},"spec":{"containers":[{"name":"c","image":"x","name":"c"}],"imagePullSecrets":[{},{}]}}`,
    },
    {
      method: "POST",
      path: `${core}/pods?dryRun=All&fieldValidation=Strict`,
      body: `{"metadata":{"name":"odd.x","foo":1},"spec":{"containers":[{"name":"c","image":"x"}],"imagePullSecrets":[{},{}]}}`,
    },
    {
      method: "POST",
      path: `${core}/pods?dryRun=All`,
      body: `{"metadata":{"name":"odd.x"},"spec":{"containers":[{"name":"c","image":"x"}],"imagePullSecrets":[{},{}],"restartPolicy":"No"}}`,
    },
  ),
  steps(
    "patches of every sort bring warnings",
    post(`${apps}/deployments`, {
      metadata: { name: "odd-patched" },
      spec: { selector, template: { metadata: { labels }, spec: steady } },
    }),
    patch(
      `${apps}/deployments/odd-patched${dry}`,
      [{ op: "add", path: "/spec/template/spec/hostAliases", value: [{ ip: "1.1.1.1" }, { ip: "1.1.1.1" }] }],
      jsonPatch,
    ),
    patch(`${apps}/deployments/odd-patched${dry}`, { spec: { template: { spec: { imagePullSecrets: [{}] } } } }),
    patch(
      `${apps}/deployments/odd-patched${dry}`,
      { spec: { template: { spec: { nodeSelector: { "beta.kubernetes.io/os": "x" } } } } },
      strategicPatch,
    ),
    patch(`${apps}/deployments/odd-patched${dry}`, { metadata: { labels } }),
  ),
];
const policies = "/apis/admissionregistration.k8s.io/v1/validatingwebhookconfigurations";
const jobs = "/apis/batch/v1/namespaces/NS/jobs";
const crds = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
const crdOf = (format: string): object => ({
  group: "example.com",
  names: { plural: "foos", kind: "Foo" },
  scope: "Namespaced",
  versions: [
    {
      name: "v1",
      served: true,
      storage: true,
      schema: { openAPIV3Schema: { type: "object", properties: { a: { type: "string", format } } } },
    },
  ],
});

const moreChanges: readonly Case[] = [
  steps(
    "a reserved name that changes",
    post(policies, { metadata: { name: "x.static.k8s.io" } }),
    patch(`${policies}/x.static.k8s.io`, { metadata: { labels } }),
  ),
  steps(
    "a pair of certificate and key that changes",
    post(`${core}/secrets`, {
      metadata: { name: "odd" },
      type: "kubernetes.io/tls",
      data: { "tls.crt": "MQ==", "tls.key": "MQ==" },
    }),
    patch(`${core}/secrets/odd`, { metadata: { labels } }),
    patch(`${core}/secrets/odd`, { data: { "tls.key": "Mg==" } }),
    patch(`${core}/secrets/odd`, { data: { other: "Mg==" } }),
  ),
  steps(
    "a job with many indexes that changes",
    post(jobs, {
      metadata: { name: "many" },
      spec: {
        template: { spec: { restartPolicy: "Never", ...steady } },
        completionMode: "Indexed",
        completions: 100_001,
        parallelism: 10_001,
      },
    }),
    patch(`${jobs}/many`, { metadata: { labels } }),
    patch(`${jobs}/many`, { spec: { parallelism: 10_002 } }),
  ),
  steps(
    "a definition whose formats change",
    post(crds, { metadata: { name: "foos.example.com" }, spec: crdOf("odd") }),
    patch(`${crds}/foos.example.com`, { metadata: { labels } }),
    patch(`${crds}/foos.example.com`, { spec: crdOf("other") }),
    { method: "DELETE", path: `${crds}/foos.example.com` },
  ),
  steps(
    "old kinds",
    { method: "GET", path: "/api/v1/componentstatuses" },
    { method: "GET", path: "/api/v1/endpoints" },
  ),
];

export const updateScenarios: readonly Case[] = [...changes, ...moreChanges];
