/** Which of several mistakes is told, and what follows from one: found by random requests (../random), kept here one by one. */
import type { Case } from "../case.js";
import {
  apply,
  configMap,
  configMaps,
  get,
  hex,
  jsonPatch,
  mergePatch,
  partial,
  partialList,
  patch,
  post,
  put,
  quietly,
  remove,
  steps,
  strategicPatch,
  table,
} from "./steps.js";

const one = `${configMaps}/a`;
const events = "/apis/events.k8s.io/v1/namespaces/NS/events";
const event = {
  eventTime: "2020-01-01T00:00:00.000000Z",
  action: "a",
  reason: "r",
  type: "Normal",
  reportingController: "a.b/c",
  reportingInstance: "i",
  regarding: { kind: "Pod", namespace: "NS", name: "x" },
};
const jobs = "/apis/batch/v1/namespaces/NS/jobs";
const odd = {
  selfLink: "/x",
  deletionTimestamp: "2020-01-01T00:00:00Z",
  deletionGracePeriodSeconds: -1,
  generation: 7,
};
const roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles";
const role = { apiVersion: "rbac.authorization.k8s.io/v1", kind: "Role" };
const replicaSet = {
  metadata: { name: "a" },
  spec: {
    selector: { matchLabels: { a: "b" } },
    template: { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } },
  },
};
const applied = { apiVersion: "v1", kind: "ConfigMap" };
const text = { Accept: "text/html" };

const machineryKinds = [
  "Status",
  "DeleteOptions",
  "ListOptions",
  "List",
  "APIGroup",
  "PodLogOptions",
  "Scale",
  "Binding",
];

export const orderCases: readonly Case[] = [
  ...machineryKinds.map((kind) =>
    steps(
      `create of the machinery's kind ${kind}`,
      ...["v1", "apps/v1", "autoscaling/v1", "example.com/v9"].map((apiVersion) =>
        post(configMaps, { apiVersion, kind, metadata: { name: "a" } }),
      ),
    ),
  ),
  steps(
    "lists: the form before the options",
    get(`${configMaps}?resourceVersionMatch=Exact`, text),
    get(`${configMaps}?watch=1&sendInitialEvents=1`, text),
    get(`${configMaps}?limit=x`, { Accept: "application/json;as=Other;v=v1;g=meta.k8s.io" }),
    get(`${configMaps}?fieldSelector=x`, partial),
    get(`${configMaps}?watch=1&timeoutSeconds=x`, { Accept: "application/yaml" }),
  ),
  steps(
    "lists: selectors before the options together",
    get(`${configMaps}?labelSelector=l%20in%20(1&resourceVersionMatch=Exact`),
    get(`${configMaps}?fieldSelector=metadata.name&sendInitialEvents=1`),
    get(`${configMaps}?fieldSelector=x=y&sendInitialEvents=1`),
    get(`${configMaps}?labelSelector=l%20in%20(1&limit=x`),
    get(`${configMaps}?fieldSelector=a%5C%3Db%3Dc`),
  ),
  steps(
    "patches: the patch's type before all else",
    { ...patch(`${one}?force=true`, {}), headers: { "Content-Type": "application/x-patch+json" } },
    { ...patch(one, {}), headers: { "Content-Type": "text/plain", ...text } },
    { ...patch(one, {}), headers: { ...mergePatch, ...text } },
    { ...patch(`${one}?force=true`, {}), headers: { "Content-Type": "application/json-patch+json, text/plain" } },
  ),
  steps(
    "a deprecated version is told of whatever is wrong, but not by the router",
    get("/api/v1/namespaces/NS/endpoints?limit=x"),
    get("/api/v1/namespaces/NS/endpoints?limit=x", text),
    get("/api/v1/namespaces/NS/endpoints", { Accept: "application/json;as=Other;v=v1;g=meta.k8s.io" }),
    post("/api/v1/namespaces/NS/endpoints", { metadata: {} }, text),
    { ...patch("/api/v1/namespaces/NS/endpoints/a", {}), headers: { "Content-Type": "text/plain" } },
  ),
  steps(
    "a name and generateName, taken",
    configMap("a"),
    post(configMaps, { metadata: { name: "a", generateName: "b-" } }),
    quietly(patch(one, { metadata: { finalizers: ["example.com/a"] } })),
    quietly(remove(one)),
    post(configMaps, { metadata: { name: "a" } }),
    post(`${configMaps}?dryRun=All`, { metadata: { name: "a" } }),
    quietly(patch(one, { metadata: { finalizers: null } })),
  ),
  steps(
    "system metadata of what PUT and apply make",
    put(`${events}/a?dryRun=All`, { ...event, metadata: { name: "a", ...odd } }),
    put(`${events}/a`, { ...event, metadata: { name: "a", uid: "u" } }),
    put(`${events}/a?dryRun=All`, { ...event, metadata: { name: "a", uid: "u" } }),
    configMap("c"),
    put(`${configMaps}/c?dryRun=All`, { metadata: { name: "c", uid: "u" } }),
    patch(`${one}?dryRun=All&fieldManager=m`, { ...applied, metadata: { name: "a", ...odd } }, apply),
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { name: "a", uid: "u" } }, apply),
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { uid: "u" } }, apply),
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { uid: "u", none: 1 } }, apply),
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { name: 5 } }, apply),
    configMap("b"),
    patch(`${configMaps}/b?dryRun=All`, { metadata: { selfLink: "/x" } }),
    patch(`${configMaps}/b`, { metadata: { selfLink: "/x", labels: { a: "b" } } }),
  ),
  steps(
    "apply of what is wrong inside of one value",
    ...[["a"], [{ verbs: [5] }], [{ verbs: "x" }], [{ none: 1 }]].map((rules) =>
      patch(`${roles}/a?fieldManager=m`, { ...role, metadata: { name: "a" }, rules }, apply),
    ),
    ...[{ matchLabels: "x" }, { matchLabels: { a: 1 } }, { none: 1 }, { matchExpressions: [{ key: 5 }] }].map(
      (selector) =>
        patch(
          "/apis/apps/v1/namespaces/NS/deployments/a?fieldManager=m",
          { apiVersion: "apps/v1", kind: "Deployment", metadata: { name: "a" }, spec: { selector } },
          apply,
        ),
    ),
  ),
  steps(
    "events are deleted whatever is said of dependents",
    ...["Foreground", "Orphan", "Background"].flatMap((policy) => [
      quietly(post(events, { ...event, metadata: { name: "a" } })),
      remove(`${events}/a?propagationPolicy=${policy}`),
    ]),
    quietly(post(events, { ...event, metadata: { name: "a", finalizers: ["example.com/a"] } })),
    remove(`${events}/a?propagationPolicy=Foreground`),
    patch(`${events}/a`, { metadata: { finalizers: null } }),
  ),
  steps(
    "deletes with a finalizer in the old way",
    configMap("a", { metadata: { finalizers: ["example.com/a"] } }),
    remove(one, { orphanDependents: true }),
    remove(one, { orphanDependents: false }),
    remove(`${one}?orphanDependents=false`),
    remove(one, { preconditions: { uid: 5 } }),
    remove(one, { preconditions: { resourceVersion: 5 } }),
    quietly(patch(one, { metadata: { finalizers: null } })),
  ),
  steps(
    "preconditions in the query that say nothing",
    ...["resourceVersion=", "uid=", "resourceVersion=0"].flatMap((query) => [
      configMap("a"),
      remove(`${one}?${query}`),
    ]),
    remove(one, { preconditions: { resourceVersion: "" } }),
    configMap("b"),
    remove(`${configMaps}?resourceVersion=`),
  ),
  steps(
    "a resourceVersion of what is not there",
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { name: "a", resourceVersion: "x" } }, apply),
    patch(`${one}?fieldManager=m`, { ...applied, metadata: { name: "a", resourceVersion: "5" } }, apply),
    put(`${events}/a`, { ...event, metadata: { name: "a", resourceVersion: "x" } }),
    post(configMaps, { metadata: { name: "UPPER", resourceVersion: "7" } }),
    post(configMaps, { metadata: { name: "b", resourceVersion: "7" } }),
  ),
  steps(
    "forms of one object and of lists, mixed up",
    get(events, partial),
    post(`${events}?dryRun=All`, { ...event, metadata: { name: "a" } }, partialList),
    quietly(post("/apis/apps/v1/namespaces/NS/replicasets", replicaSet)),
    get("/apis/apps/v1/namespaces/NS/replicasets/a/scale", partialList),
    get(`${configMaps}?watch=1&timeoutSeconds=1&resourceVersion=x`, { Accept: "application/yaml" }),
  ),
  steps(
    "patches nobody can read, checked and unchecked",
    configMap("a"),
    ...["Ignore", "Warn"].flatMap((checks) =>
      [jsonPatch, mergePatch, strategicPatch].map((type) => patch(`${one}?fieldValidation=${checks}`, "NO", type)),
    ),
  ),
  steps(
    "a warning about dependents of what is not there",
    remove(`${jobs}/none`),
    remove(`${jobs}/none?propagationPolicy=Background`),
    remove(jobs),
    remove(`${jobs}?propagationPolicy=Background`),
  ),
  steps(
    "deletecollection: the options of the list before the body",
    remove(`${configMaps}?limit=x`, { kind: "Other" }),
    remove(`${configMaps}?resourceVersionMatch=Exact`, { propagationPolicy: "x" }),
    remove(configMaps, { propagationPolicy: "x" }),
  ),
  steps(
    "the bookmark after the initial events is an empty object",
    ...["/api/v1/namespaces/NS/pods", "/apis/autoscaling/v1/namespaces/NS/horizontalpodautoscalers", roles, events].map(
      (path) =>
        get(
          `${path}?watch=1&timeoutSeconds=1&resourceVersionMatch=NotOlderThan&sendInitialEvents=1&allowWatchBookmarks=1`,
        ),
    ),
    get(
      `${roles}?watch=1&timeoutSeconds=1&resourceVersionMatch=NotOlderThan&sendInitialEvents=1&allowWatchBookmarks=1&includeObject=Object`,
      table,
    ),
  ),
  steps(
    "protobuf that ends inside of a message",
    ...["0000", "0a020000", "0404", "0a020404", "0f0f"].map((message) => {
      const length = (message.length / 2).toString(16).padStart(2, "0");
      const body = `6b3873000a0f0a0276311209436f6e6669674d617012${length}${message}1a002200`;
      return hex("POST", configMaps, body, { "Content-Type": "application/vnd.kubernetes.protobuf" });
    }),
  ),
];
