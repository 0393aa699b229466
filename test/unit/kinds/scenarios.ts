/**
 * What kinds do by themselves when they are created and changed: scenarios whose answers of a kube-apiserver are recorded
 * (answers.json, made by test/oracle/record-kinds.ts) and replayed against this server. `NS` stands for a namespace. Steps
 * of one scenario build on each other; names are used once.
 */
import type { Case, Shown, Step } from "../../oracle/case.js";
import { get, jsonPatch, patch, post, put, remove, steps, strategicPatch } from "../../oracle/cases/steps.js";
import { certificateRequest } from "./certificate-request.js";
import { nameScenarios, versionScenarios } from "./version-scenarios.js";

const core = "/api/v1/namespaces/NS";
const pods = `${core}/pods`;
const jobs = "/apis/batch/v1/namespaces/NS/jobs";
const claims = `${core}/persistentvolumeclaims`;
const services = `${core}/services`;
const requests = "/apis/certificates.k8s.io/v1/certificatesigningrequests";
const containers = [{ name: "c", image: "x" }];

const pod = (name: string, spec: object = {}): Step =>
  post(pods, { metadata: { name }, spec: { containers, ...spec } });
const bind = (name: string, target: object, metadata: object = {}): Step =>
  post(`${pods}/${name}/binding`, {
    apiVersion: "v1",
    kind: "Binding",
    metadata: { name, ...metadata },
    target,
  });
const node = { kind: "Node", name: "n" };

const podScenarios: readonly Case[] = [
  steps(
    "a pod's single address and its list are kept in step",
    pod("addressed"),
    patch(`${pods}/addressed/status`, { status: { podIP: "10.0.0.1", hostIP: "1.1.1.1" } }),
    patch(`${pods}/addressed/status`, { status: { podIPs: [{ ip: "10.0.0.2" }] } }),
    patch(`${pods}/addressed/status`, { status: { podIP: null, podIPs: [{ ip: "10.0.0.2" }, { ip: "fd00::1" }] } }),
    patch(`${pods}/addressed/status`, { status: { podIP: null } }),
    patch(`${pods}/addressed/status`, { status: { podIPs: null, podIP: null } }),
  ),
  steps(
    "conditions are written with their times, absent ones as null",
    pod("conditioned"),
    patch(`${pods}/conditioned/status`, { status: { conditions: [{ type: "Ready", status: "True" }] } }),
    get(`${pods}/conditioned`),
  ),
  steps(
    "a pod with scheduling gates says that it waits, and cannot be bound",
    pod("gated", { schedulingGates: [{ name: "example.com/gate" }] }),
    bind("gated", node),
    patch(`${pods}/gated`, { spec: { schedulingGates: null } }),
  ),
  steps(
    "binding sets node and condition, once",
    pod("bound"),
    bind("bound", node, { annotations: { a: "b" }, labels: { l: "m" } }),
    get(`${pods}/bound`),
    bind("bound", node),
    bind("bound", { kind: "Node", name: "" }),
    bind("bound", { kind: "Pod", name: "" }),
    post(`${pods}/bound/binding`, { apiVersion: "v1", kind: "Binding", metadata: { name: "other" }, target: node }),
    bind("missing", node),
  ),
  steps(
    "a pod on its way out cannot be bound",
    post(pods, { metadata: { name: "leaving", finalizers: ["example.com/stay"] }, spec: { containers } }),
    remove(`${pods}/leaving`),
    bind("leaving", node),
  ),
  steps(
    "ephemeral containers are all their subresource changes",
    pod("debugged"),
    patch(
      `${pods}/debugged/ephemeralcontainers`,
      {
        metadata: { labels: { l: "m" } },
        spec: { nodeName: "other", ephemeralContainers: [{ name: "d", image: "debug" }] },
      },
      strategicPatch,
    ),
    get(`${pods}/debugged/ephemeralcontainers`),
  ),
  steps(
    "a resize changes processor and memory of containers that are there, nothing else",
    pod("resized", {
      initContainers: [{ name: "i", image: "x", resources: { requests: { cpu: "1" } } }],
      containers: ["c", "d"].map((name) => ({ name, image: "x", resources: { requests: { cpu: "1" } } })),
    }),
    patch(
      `${pods}/resized/resize`,
      {
        metadata: { labels: { l: "m" } },
        spec: { nodeName: "n", containers: [{ name: "c", image: "y", resources: { requests: { cpu: "2" } } }] },
      },
      strategicPatch,
    ),
    patch(
      `${pods}/resized/resize`,
      [{ op: "replace", path: "/spec/initContainers/0/resources/requests/cpu", value: "3" }],
      jsonPatch,
    ),
    patch(`${pods}/resized/resize`, [{ op: "remove", path: "/spec/containers/1" }], jsonPatch),
    patch(
      `${pods}/resized/resize`,
      [{ op: "move", from: "/spec/containers/1", path: "/spec/containers/0" }],
      jsonPatch,
    ),
    patch(`${pods}/resized/resize`, [{ op: "remove", path: "/spec/initContainers" }], jsonPatch),
  ),
];

const template = { spec: { restartPolicy: "Never", containers } };
const job = (name: string, spec: object, metadata: object = {}): Step =>
  post(jobs, { metadata: { name, ...metadata }, spec: { template, ...spec } });
const labelledTemplate = { ...template, metadata: { labels: { w: "1" } } };

const workloadScenarios: readonly Case[] = [
  steps(
    "a job selects its pods by its uid and has its template's labels",
    job("plain", {}),
    job("labelled", { template: labelledTemplate }),
    job("own-labels", { template: labelledTemplate }, { labels: { q: "1" } }),
    job("same-labels", { template: labelledTemplate }, { labels: { w: "1" } }),
    job("manual", { manualSelector: true, selector: { matchLabels: { w: "1" } }, template: labelledTemplate }),
    patch(`${jobs}/labelled`, { metadata: { labels: null } }),
    patch(`${jobs}/labelled`, { spec: { suspend: true } }),
    patch(`${jobs}/labelled/status`, { metadata: { labels: { z: "1" } }, status: { active: 1 } }),
  ),
  steps(
    "a volume's phase has its time",
    post("/api/v1/persistentvolumes", {
      metadata: { name: "NS-phase" },
      spec: { capacity: { storage: "1Gi" }, accessModes: ["ReadWriteOnce"], hostPath: { path: "/x" } },
      status: { phase: "Bound", message: "not taken" },
    }),
    patch("/api/v1/persistentvolumes/NS-phase/status", { status: { message: "x" } }),
    patch("/api/v1/persistentvolumes/NS-phase/status", { status: { phase: "Available" } }),
    patch("/api/v1/persistentvolumes/NS-phase", { status: { phase: "Failed" } }),
  ),
  steps(
    "what a claim says of its content in one field is in the other",
    ...[
      { dataSource: { kind: "PersistentVolumeClaim", name: "x" } },
      { dataSource: { apiGroup: "snapshot.storage.k8s.io", kind: "VolumeSnapshot", name: "x" } },
      { dataSource: { apiGroup: "example.com", kind: "Other", name: "x" } },
      { dataSourceRef: { kind: "PersistentVolumeClaim", name: "x" } },
      { dataSourceRef: { apiGroup: "example.com", kind: "Other", name: "x" } },
    ].map((source, index) =>
      post(claims, {
        metadata: { name: `claim-${index}` },
        spec: { accessModes: ["ReadWriteOnce"], resources: { requests: { storage: "1Gi" } }, ...source },
        status: { phase: "Bound" },
      }),
    ),
  ),
  steps(
    "services that need no address say what they are",
    ...[
      { clusterIP: "None" },
      { clusterIP: "None", selector: { a: "b" }, ports: [{ port: 80 }] },
      { clusterIP: "None", ipFamilyPolicy: "PreferDualStack" },
      { clusterIP: "None", ipFamilyPolicy: "SingleStack" },
      { type: "ExternalName", externalName: "a.b" },
    ].map((spec, index) => post(services, { metadata: { name: `service-${index}` }, spec })),
    patch(`${services}/service-1`, { spec: { selector: { a: "c" } } }),
  ),
  steps(
    "a node's network and what it has to give",
    post("/api/v1/nodes", { metadata: { name: "NS-a" }, spec: { podCIDR: "10.1.0.0/24" } }),
    post("/api/v1/nodes", { metadata: { name: "NS-b" }, spec: { podCIDRs: ["10.1.0.0/24", "fd00::/64"] } }),
    patch("/api/v1/nodes/NS-b/status", { spec: { unschedulable: true }, status: { capacity: { pods: "110" } } }),
  ),
  steps(
    "empty and zero are left out or kept, and absent is null, as Go's types have it",
    post("/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles", { metadata: { name: "empty" }, rules: [] }),
    post("/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles", { metadata: { name: "absent" } }),
    post(`${core}/configmaps`, { metadata: { name: "zeros", annotations: {} }, data: {}, immutable: false }),
    post("/apis/apps/v1/namespaces/NS/deployments", {
      metadata: { name: "zeros", labels: {} },
      spec: {
        replicas: 0,
        minReadySeconds: 0,
        paused: false,
        revisionHistoryLimit: 0,
        selector: { matchLabels: { a: "b" }, matchExpressions: [] },
        template: {
          metadata: { labels: { a: "b" }, creationTimestamp: null },
          spec: {
            nodeName: "",
            hostNetwork: false,
            automountServiceAccountToken: false,
            nodeSelector: {},
            containers: [{ name: "c", image: "x", command: [], tty: false, securityContext: { privileged: false } }],
          },
        },
      },
    }),
    patch("/apis/apps/v1/namespaces/NS/deployments/zeros", { metadata: { annotations: { a: "b" } } }),
    get("/apis/apps/v1/namespaces/NS/deployments/zeros"),
    post(`${core}/secrets`, { metadata: { name: "texts" }, stringData: { a: "b", c: "" }, data: { a: "MQ==" } }),
    post(`${core}/serviceaccounts`, { metadata: { name: "token-free" }, automountServiceAccountToken: false }),
  ),
];

const approved = { type: "Approved", status: "True", reason: "r", message: "m" };

const decisionScenarios: readonly Case[] = [
  steps(
    "a certificate request names the one who asks; approval decides, status delivers",
    post(requests, {
      metadata: { name: "NS" },
      spec: {
        request: certificateRequest,
        signerName: "example.com/signer",
        usages: ["digital signature"],
        username: "somebody else",
        groups: ["system:masters"],
        extra: { a: ["b"] },
      },
      status: { conditions: [approved] },
    }),
    patch(`${requests}/NS`, {
      metadata: { labels: { a: "b" } },
      spec: { signerName: "example.com/other" },
      status: { certificate: "AAAA" },
    }),
    patch(`${requests}/NS/status`, { status: { conditions: [{ type: "Failed", status: "True" }] } }),
    patch(`${requests}/NS/status`, { status: { conditions: [{ type: "Failed", status: "True" }, approved] } }),
    patch(`${requests}/NS/approval`, {
      metadata: { labels: { c: "d" } },
      status: { conditions: [{ type: "Failed", status: "True" }, approved], certificate: "AAAA" },
    }),
    patch(`${requests}/NS/approval`, { status: { conditions: [{ type: "Denied", status: "True" }] } }),
    patch(`${requests}/NS/status`, { status: { conditions: [] } }),
    get(`${requests}/NS/approval`),
  ),
  steps(
    "the finalize subresource changes a namespace's own finalizers, and the last one lets it go",
    post("/api/v1/namespaces", { metadata: { name: "NS-final" } }),
    remove("/api/v1/namespaces/NS-final"),
    put("/api/v1/namespaces/NS-final/finalize", ([made]: readonly Shown[]) => ({
      ...made,
      metadata: { name: "NS-final", labels: { a: "b" } },
      spec: { finalizers: ["kubernetes", "example.com/x"] },
      status: { phase: "Active" },
    })),
    put("/api/v1/namespaces/NS-final/finalize", { metadata: { name: "NS-final" }, spec: {} }),
    get("/api/v1/namespaces/NS-final"),
  ),
  steps(
    "status updates of these kinds leave metadata alone",
    post("/apis/apiregistration.k8s.io/v1/apiservices", {
      metadata: { name: "v1.NS.example.com" },
      spec: { group: "NS.example.com", version: "v1", groupPriorityMinimum: 100, versionPriority: 10 },
    }),
    patch("/apis/apiregistration.k8s.io/v1/apiservices/v1.NS.example.com/status", {
      metadata: { labels: { a: "b" }, annotations: { a: "b" }, finalizers: ["example.com/x"] },
    }),
  ),
];

const accounts = "/apis/authentication.k8s.io/v1";
const access = "/apis/authorization.k8s.io/v1";
const pathAsked = { nonResourceAttributes: { verb: "get", path: "/x" } };
const resourceAsked = { resourceAttributes: { verb: "get", resource: "pods" } };
const local = `${access}/namespaces/NS/localsubjectaccessreviews`;

const reviewScenarios: readonly Case[] = [
  steps(
    "reviews of callers and tokens",
    post(`${accounts}/selfsubjectreviews`, {}),
    post(`${accounts}/selfsubjectreviews`, { metadata: { name: "x" }, status: { userInfo: { username: "z" } } }),
    post(`${accounts}/tokenreviews`, { metadata: { name: "x" }, spec: { token: "wrong", audiences: ["other"] } }),
    post(`${accounts}/tokenreviews`, { spec: { token: "" } }),
  ),
  steps("the store as a component", get("/api/v1/componentstatuses/etcd-0"), get("/api/v1/componentstatuses/nothing")),
  steps(
    "reviews of access",
    post(`${access}/selfsubjectaccessreviews`, { spec: resourceAsked }),
    post(`${access}/selfsubjectaccessreviews`, { spec: pathAsked, status: { allowed: false, denied: true } }),
    post(`${access}/selfsubjectaccessreviews`, { spec: {} }),
    post(`${access}/selfsubjectaccessreviews`, { spec: { ...resourceAsked, ...pathAsked } }),
    post(`${access}/subjectaccessreviews`, { spec: { user: "u", ...resourceAsked } }),
    post(`${access}/subjectaccessreviews`, { spec: { groups: ["g"], extra: { A: ["b"] }, uid: "1", ...pathAsked } }),
    post(`${access}/subjectaccessreviews`, { spec: resourceAsked }),
    post(`${access}/subjectaccessreviews`, {
      spec: { user: "u", resourceAttributes: { fieldSelector: { rawSelector: "a", requirements: [{ key: "a" }] } } },
    }),
    post(local, { spec: { user: "u", resourceAttributes: { verb: "get", resource: "pods", namespace: "NS" } } }),
    post(local, { spec: { user: "u", ...resourceAsked } }),
    post(local, { spec: { user: "u", ...pathAsked } }),
    post(`${access}/selfsubjectrulesreviews`, { spec: { namespace: "NS" } }),
    post(`${access}/selfsubjectrulesreviews`, { spec: {} }),
  ),
];

export const scenarios: readonly Case[] = [
  ...podScenarios,
  ...workloadScenarios,
  ...decisionScenarios,
  ...reviewScenarios,
  ...versionScenarios,
  ...nameScenarios,
];
