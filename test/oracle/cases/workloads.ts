/** Pods with their graces, bindings and evictions; scale; namespaces; kinds with rules of their own. */
import type { Case, Step } from "../case.js";
import {
  configMap,
  configMaps,
  get,
  jsonPatch,
  patch,
  post,
  put,
  quietly,
  remove,
  steps,
  strategicPatch,
  table,
} from "./steps.js";

const pods = "/api/v1/namespaces/NS/pods";
const pod = `${pods}/p`;
const account = quietly(post("/api/v1/namespaces/NS/serviceaccounts", { metadata: { name: "default" } }));
const podBody = (spec: object = {}): object => ({
  metadata: { name: "p" },
  spec: {
    serviceAccountName: "default",
    automountServiceAccountToken: false,
    containers: [{ name: "c", image: "i" }],
    ...spec,
  },
});
const onPod = (name: string, spec: object, ...asked: readonly Step[]): Case =>
  steps(name, account, quietly(post(pods, podBody(spec))), ...asked);

const graces: readonly Case[] = ["", "0", "1", "5", "-1", "-5"].flatMap((seconds) => {
  const query = seconds === "" ? "" : `?gracePeriodSeconds=${seconds}`;
  return [
    onPod(`delete a waiting pod with grace "${seconds}"`, {}, remove(pod + query), get(pod)),
    onPod(`delete a pod on a node with grace "${seconds}"`, { nodeName: "n" }, remove(pod + query), get(pod)),
  ];
});

const podCases: readonly Case[] = [
  ...graces,
  onPod(
    "delete a pod on a node again, sooner and later",
    { nodeName: "n" },
    remove(`${pod}?gracePeriodSeconds=10`),
    remove(`${pod}?gracePeriodSeconds=20`),
    remove(`${pod}?gracePeriodSeconds=5`),
    remove(pod),
    remove(`${pod}?gracePeriodSeconds=0`),
    get(pod),
  ),
  onPod("delete a pod with its own grace", { nodeName: "n", terminationGracePeriodSeconds: 7 }, remove(pod), get(pod)),
  onPod("delete a pod on a node with dryRun", { nodeName: "n" }, remove(`${pod}?dryRun=All`), get(pod)),
  onPod("delete a pod on a node orphaning", { nodeName: "n" }, remove(pod, { propagationPolicy: "Orphan" }), get(pod)),
  onPod("delete the collection of pods", { nodeName: "n" }, remove(pods), get(pods)),
  onPod(
    "delete a finished pod",
    { nodeName: "n" },
    quietly(patch(`${pod}/status`, { status: { phase: "Succeeded" } })),
    remove(pod),
    get(pod),
  ),
  onPod(
    "watch a pod go",
    { nodeName: "n" },
    quietly(remove(`${pod}?gracePeriodSeconds=5`)),
    quietly(remove(`${pod}?gracePeriodSeconds=0`)),
    get(`${pods}?watch=1&timeoutSeconds=1&resourceVersion={rv:2}`),
  ),
  onPod(
    "watch a waiting pod go",
    {},
    quietly(remove(pod)),
    get(`${pods}?watch=1&timeoutSeconds=1&resourceVersion={rv:2}`),
  ),
  onPod(
    "bind a pod",
    {},
    post(`${pod}/binding`, { target: { kind: "Node", name: "n" } }),
    get(pod),
    post(`${pod}/binding`, { target: { kind: "Node", name: "m" } }),
  ),
  onPod(
    "bind a pod with the collection of bindings",
    {},
    post("/api/v1/namespaces/NS/bindings", { metadata: { name: "p" }, target: { kind: "Node", name: "n" } }),
    get(pod),
  ),
  onPod("bind a pod to nothing", {}, post(`${pod}/binding`, { metadata: { name: "p" } })),
  onPod("bind a pod with another kind", {}, post(`${pod}/binding`, { kind: "Pod", apiVersion: "v1" })),
  onPod(
    "bind what is not there",
    {},
    post(`${pods}/none/binding`, { metadata: { name: "none" }, target: { kind: "Node", name: "n" } }),
  ),
  onPod("evict a pod", {}, post(`${pod}/eviction`, eviction()), get(pod)),
  onPod("evict a pod with dryRun", {}, post(`${pod}/eviction?dryRun=All`, eviction()), get(pod)),
  onPod("evict a pod without a kind", {}, post(`${pod}/eviction`, { metadata: { name: "p" } })),
  onPod("evict what is not there", {}, post(`${pods}/none/eviction`, { ...eviction(), metadata: { name: "none" } })),
  onPod(
    "the status of a pod",
    {},
    get(`${pod}/status`),
    patch(`${pod}/status`, { status: { message: "m" } }),
    get(pod, table),
  ),
  onPod("a pod by its fields", { nodeName: "n" }, ...podFields()),
  onPod(
    "change the image of a pod's container",
    {},
    patch(pod, { spec: { containers: [{ name: "c", image: "j" }] } }, strategicPatch),
    patch(pod, [{ op: "replace", path: "/spec/containers/0/image", value: "k" }], jsonPatch),
    patch(pod, { spec: { containers: [{ name: "d", image: "j" }], $setElementOrder: 1 } }, strategicPatch),
    patch(pod, { spec: { activeDeadlineSeconds: 5 } }),
  ),
];

function eviction(): object {
  return { kind: "Eviction", apiVersion: "policy/v1", metadata: { name: "p" } };
}

function podFields(): readonly Step[] {
  return ["spec.nodeName=n", "spec.nodeName!=n", "status.phase=Pending", "status.phase!=Pending", "spec.x=y"].map(
    (field) => get(`${pods}?fieldSelector=${field}`),
  );
}

const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const scale = `${deployments}/d/scale`;
const template = { metadata: { labels: { app: "x" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const deployment = quietly(
  post(deployments, {
    metadata: { name: "d" },
    spec: {
      replicas: 2,
      selector: { matchLabels: { app: "x" }, matchExpressions: [{ key: "b", operator: "DoesNotExist" }] },
      template,
    },
  }),
);
const onScale = (name: string, ...asked: readonly Step[]): Case => steps(name, deployment, ...asked);
const scaleBody = (replicas: unknown, metadata: object = { name: "d" }): object => ({ metadata, spec: { replicas } });

const scaleCases: readonly Case[] = [
  onScale("get the scale", get(scale), get(scale, table), get(scale, { Accept: "application/yaml" })),
  onScale("put the scale", put(scale, scaleBody(5)), get(`${deployments}/d`)),
  onScale(
    "put the scale by a program without a name",
    { ...put(scale, scaleBody(5)), headers: { "User-Agent": "" } },
    get(`${deployments}/d`),
  ),
  onScale(
    "put the scale with kind and version",
    put(scale, { kind: "Scale", apiVersion: "autoscaling/v1", ...scaleBody(5) }),
  ),
  onScale("put a negative scale", put(scale, scaleBody(-1))),
  onScale("put a scale of the wrong type", put(scale, scaleBody("x")), put(scale, scaleBody(1.5))),
  onScale("put a scale of no replicas", put(scale, { metadata: { name: "d" } }), get(`${deployments}/d`)),
  onScale("put a scale of another name", put(scale, scaleBody(5, { name: "e" }))),
  onScale("put a scale without a name", put(scale, scaleBody(5, {}))),
  onScale("put a scale of another namespace", put(scale, scaleBody(5, { name: "d", namespace: "other" }))),
  onScale("put a scale at a revision", put(scale, scaleBody(5, { name: "d", resourceVersion: "{rv:1}" }))),
  onScale("put a scale at an older revision", put(scale, scaleBody(5, { name: "d", resourceVersion: "1" }))),
  onScale("put a scale with another uid", put(scale, scaleBody(5, { name: "d", uid: "x" }))),
  onScale(
    "put a deployment as a scale",
    put(scale, { kind: "Deployment", apiVersion: "apps/v1", metadata: { name: "d" } }),
  ),
  onScale("put half a scale", put(scale, "{")),
  onScale("put a scale with an unknown field", put(`${scale}?fieldValidation=Strict`, { ...scaleBody(5), foo: 1 })),
  onScale("put a scale with an unknown field, warned", put(scale, { ...scaleBody(5), foo: 1 })),
  onScale("put a scale with dryRun", put(`${scale}?dryRun=All`, scaleBody(5)), get(scale)),
  onScale("patch the scale", patch(scale, { spec: { replicas: 7 } }), get(`${deployments}/d`)),
  onScale("patch the scale strategically", patch(scale, { spec: { replicas: 7 } }, strategicPatch)),
  onScale(
    "patch the scale by JSON patch",
    patch(scale, [{ op: "replace", path: "/spec/replicas", value: 7 }], jsonPatch),
  ),
  onScale("patch the scale below zero", patch(scale, { spec: { replicas: -7 } })),
  onScale("patch the scale with nonsense", patch(scale, { spec: { replicas: "x" } }), patch(scale, "[")),
  onScale("patch the scale's status", patch(scale, { status: { replicas: 7 } })),
  onScale("patch the scale's name", patch(scale, { metadata: { name: "e" } })),
  onScale("delete the scale", remove(scale)),
  onScale(
    "scale what is not there",
    get(`${deployments}/none/scale`),
    put(`${deployments}/none/scale`, scaleBody(1, { name: "none" })),
    patch(`${deployments}/none/scale`, {}),
  ),
  ...["/apis/apps/v1/namespaces/NS/replicasets", "/apis/apps/v1/namespaces/NS/statefulsets"].map((collection) =>
    steps(
      `scale at ${collection}`,
      quietly(
        post(collection, {
          metadata: { name: "d" },
          spec: { serviceName: "s", selector: { matchLabels: { app: "x" } }, template },
        }),
      ),
      get(`${collection}/d/scale`),
      put(`${collection}/d/scale`, scaleBody(3)),
      patch(`${collection}/d/scale`, { spec: { replicas: 0 } }),
    ),
  ),
  steps(
    "scale of a replication controller",
    quietly(
      post("/api/v1/namespaces/NS/replicationcontrollers", {
        metadata: { name: "d" },
        spec: { selector: { app: "x" }, template },
      }),
    ),
    get("/api/v1/namespaces/NS/replicationcontrollers/d/scale"),
    patch("/api/v1/namespaces/NS/replicationcontrollers/d/scale", { spec: { replicas: 4 } }),
  ),
  steps("scale of a kind without one", get("/apis/apps/v1/namespaces/NS/daemonsets/d/scale")),
];

const namespaces = "/api/v1/namespaces";
const namespaceCases: readonly Case[] = [
  steps("get a namespace", get(`${namespaces}/NS`), get(`${namespaces}/NS`, table), get(`${namespaces}/NS/status`)),
  steps("create a namespace that is there", post(namespaces, { metadata: { name: "NS" } })),
  ...["A", "a.b", "x".repeat(64), "kube-x", ""].map((name) =>
    steps(`create the namespace "${name.slice(0, 10)}"`, post(`${namespaces}?dryRun=All`, { metadata: { name } })),
  ),
  steps("label a namespace", patch(`${namespaces}/NS`, { metadata: { labels: { a: "b" } } }), get(`${namespaces}/NS`)),
  steps(
    "take the name's label from a namespace",
    patch(`${namespaces}/NS`, { metadata: { labels: { "kubernetes.io/metadata.name": null } } }),
    patch(`${namespaces}/NS`, { metadata: { labels: { "kubernetes.io/metadata.name": "x" } } }),
  ),
  steps(
    "take a namespace's finalizers",
    patch(`${namespaces}/NS`, { spec: { finalizers: [] } }),
    get(`${namespaces}/NS`),
  ),
  steps(
    "set a namespace's phase",
    patch(`${namespaces}/NS/status`, { status: { phase: "Terminating" } }),
    get(`${namespaces}/NS`),
  ),
  steps(
    "a namespace that is going takes nothing new",
    configMap("a"),
    remove(`${namespaces}/NS`),
    get(`${namespaces}/NS`),
    post(configMaps, { metadata: { name: "b" } }),
    post(`${configMaps}?dryRun=All`, { metadata: { name: "b" } }),
    patch(`${configMaps}/a`, { data: { k: "w" } }),
    put("/api/v1/namespaces/NS/endpoints/e", { metadata: { name: "e" } }),
    get(configMaps),
    remove(`${configMaps}/a`),
    remove(`${namespaces}/NS`),
  ),
  steps(
    "finalize a namespace",
    remove(`${namespaces}/NS`),
    put(`${namespaces}/NS/finalize`, { metadata: { name: "NS" }, spec: { finalizers: ["kubernetes"] } }),
    put(`${namespaces}/NS/finalize`, { metadata: { name: "NS" }, spec: { finalizers: [] } }),
    get(`${namespaces}/NS`),
  ),
  steps(
    "finalize a namespace that stays",
    put(`${namespaces}/NS/finalize`, { metadata: { name: "NS" }, spec: { finalizers: [] } }),
    get(`${namespaces}/NS`),
  ),
  steps("finalize under another name", put(`${namespaces}/NS/finalize`, { metadata: { name: "other" } })),
  steps("delete a namespace with dryRun", remove(`${namespaces}/NS?dryRun=All`), get(`${namespaces}/NS`)),
  steps("delete a namespace with a wrong uid", remove(`${namespaces}/NS`, { preconditions: { uid: "x" } })),
  steps(
    "delete a namespace orphaning",
    remove(`${namespaces}/NS`, { propagationPolicy: "Orphan" }),
    get(`${namespaces}/NS`),
  ),
  ...["default", "kube-system", "kube-public"].map((name) =>
    steps(`delete the namespace ${name}`, remove(`${namespaces}/${name}`)),
  ),
];

const secrets = "/api/v1/namespaces/NS/secrets";
const sealed: readonly Case[] = [
  steps(
    "a sealed ConfigMap",
    configMap("a", { immutable: true }),
    patch(`${configMaps}/a`, { data: { k: "w" } }),
    patch(`${configMaps}/a`, { binaryData: { b: "eA==" } }),
    patch(`${configMaps}/a`, { immutable: false }),
    patch(`${configMaps}/a`, { immutable: null, data: null }),
    patch(`${configMaps}/a`, { metadata: { labels: { a: "b" } } }),
    remove(`${configMaps}/a`),
  ),
  steps(
    "a sealed Secret",
    quietly(post(secrets, { metadata: { name: "a" }, data: { k: "eA==" }, immutable: true })),
    patch(`${secrets}/a`, { data: { k: "eQ==" } }),
    patch(`${secrets}/a`, { immutable: null }),
    patch(`${secrets}/a`, { metadata: { labels: { a: "b" } } }),
  ),
  steps(
    "a Secret keeps its type",
    quietly(post(secrets, { metadata: { name: "a" }, type: "example.com/x" })),
    patch(`${secrets}/a`, { type: "Opaque" }),
    patch(`${secrets}/a`, { type: null }),
    put(`${secrets}/a`, { metadata: { name: "a" } }),
    get(`${secrets}/a`),
  ),
  steps(
    "a Secret's stringData",
    post(secrets, { metadata: { name: "a" }, data: { k: "eA==", l: "eQ==" }, stringData: { k: "hello" } }),
    patch(`${secrets}/a`, { stringData: { l: "world" } }),
    get(`${secrets}/a`),
  ),
  steps("a Secret of bad base64", post(secrets, { metadata: { name: "a" }, data: { k: "!" } })),
  steps(
    "a ConfigMap with the same key twice",
    post(configMaps, { metadata: { name: "a" }, data: { k: "x" }, binaryData: { k: "eA==" } }),
  ),
  steps("a ConfigMap with bad keys", post(configMaps, { metadata: { name: "a" }, data: { "a b": "x", "..": "y" } })),
];

export const workloadCases: readonly Case[] = [...podCases, ...scaleCases, ...namespaceCases, ...sealed];
