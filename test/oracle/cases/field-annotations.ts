/**
 * Annotations that are fields to a real server: it reads them when an object comes in, shows them when it goes out, and knows nothing of
 * them in between, where the forms with metadata only are made. Of others it forgets what old clients said in them.
 */
import type { Case, Step } from "../case.js";
import { apply, get, partial, patch, post, protobuf, put, remove, steps, strategicPatch, table } from "./steps.js";

const apps = "/apis/apps/v1/namespaces/NS";
const pods = "/api/v1/namespaces/NS/pods";
const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "x" }] } };
const workload = { selector: { matchLabels: { a: "b" } }, template };
const make = (collection: string, name: string, annotations: object): Step =>
  post(collection, { metadata: { name, annotations }, spec: workload });
const annotate = (path: string, annotations: object | null): Step => patch(path, { metadata: { annotations } });

const templateGeneration = "deprecated.daemonset.template.generation";
const sets = `${apps}/daemonsets`;
const labelled = { spec: { template: { metadata: { labels: { more: "c" } } } } };

const daemonSets: readonly Case[] = [
  steps(
    "a daemon set's number of its template, as a client says it",
    ...["7", "0", "-3", "", "+5", "007"].map((said, at) =>
      make(sets, `a${at}`, { [templateGeneration]: said, x: "y" }),
    ),
    ...["abc", "1.5", " 1", "0x1", "1_0", "9223372036854775808", "-9223372036854775809"].map((said) =>
      make(`${sets}?dryRun=All`, "odd", { [templateGeneration]: said }),
    ),
    make(sets, "large", { [templateGeneration]: "9223372036854775807" }),
    get(`${sets}/a0`, partial),
    get(`${sets}/a0`, table),
    get(`${sets}/a0`, { Accept: `${partial["Accept"]},application/json` }),
    get(`${sets}/a0`, { Accept: "application/vnd.kubernetes.protobuf;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" }),
    get(`${sets}/a0`, protobuf),
  ),
  steps(
    "a daemon set's number of its template, changed by clients and by the template",
    make(sets, "a", { [templateGeneration]: "7" }),
    annotate(`${sets}/a`, { [templateGeneration]: "4" }),
    annotate(`${sets}/a`, { [templateGeneration]: "abc" }),
    patch(`${sets}/a`, { metadata: { annotations: { [templateGeneration]: "abc" } } }, strategicPatch),
    annotate(`${sets}/a`, null),
    annotate(`${sets}/a/status`, { [templateGeneration]: "9", s: "t" }),
    annotate(`${sets}/a/status`, { [templateGeneration]: "none" }),
    patch(`${sets}/a`, labelled),
    patch(`${sets}/a`, {
      metadata: { annotations: { [templateGeneration]: "70" } },
      spec: { template: { spec: { hostNetwork: true } } },
    }),
    put(`${sets}/a`, { metadata: { name: "a" }, spec: workload }),
    get(`${sets}/a`),
  ),
  steps(
    "a daemon set's number of its template, applied",
    patch(`${sets}/a?fieldManager=m`, applied("DaemonSet", { [templateGeneration]: "3" }), apply),
    patch(`${sets}/a?fieldManager=m`, applied("DaemonSet", { x: "y" }), apply),
    patch(`${sets}/a?fieldManager=n`, applied("DaemonSet", { [templateGeneration]: "5" }), apply),
    patch(`${sets}/a?fieldManager=n`, applied("DaemonSet", { [templateGeneration]: "x" }), apply),
    get(`${sets}/a`),
  ),
];

const rollback = "deprecated.deployment.rollback.to";
const deployments = `${apps}/deployments`;

const rollbacks: readonly Case[] = [
  steps(
    "a deployment's revision to go back to",
    make(deployments, "a", { [rollback]: "3", x: "y" }),
    get(`${deployments}/a`, partial),
    get(`${deployments}/a`, table),
    annotate(`${deployments}/a`, { [rollback]: "4" }),
    annotate(`${deployments}/a`, { [rollback]: "4" }),
    annotate(`${deployments}/a`, { [rollback]: "" }),
    annotate(`${deployments}/a`, { [rollback]: "abc" }),
    annotate(`${deployments}/a`, { [rollback]: "0" }),
    annotate(`${deployments}/a`, { [rollback]: null }),
    annotate(`${deployments}/a/status`, { [rollback]: "7", s: "t" }),
    make(deployments, "b", { [rollback]: "abc" }),
    make(deployments, "c", { [rollback]: "" }),
    make(deployments, "d", { [rollback]: "+03" }),
    patch(`${deployments}/e?fieldManager=m`, applied("Deployment", { [rollback]: "3" }), apply),
    patch(`${deployments}/e?fieldManager=m`, applied("Deployment", { x: "y" }), apply),
  ),
];

function applied(kind: string, annotations: object): object {
  return { apiVersion: "apps/v1", kind, metadata: { name: "a", annotations }, spec: workload };
}

const initAnnotations = {
  "pod.alpha.kubernetes.io/init-container-statuses": "[]",
  "pod.alpha.kubernetes.io/init-containers": "[]",
  "pod.beta.kubernetes.io/init-container-statuses": "[]",
  "pod.beta.kubernetes.io/init-containers": "[]",
};
const spokenOver = { ...template, metadata: { labels: { a: "b" }, annotations: { ...initAnnotations, x: "y" } } };
const podSpec = { ...template.spec, serviceAccountName: "default", automountServiceAccountToken: false };
const account = post("/api/v1/namespaces/NS/serviceaccounts", { metadata: { name: "default" } });

const forgotten: readonly Case[] = [
  steps(
    "annotations of pods that are forgotten",
    { ...account, silent: true },
    post(pods, { metadata: { name: "a", annotations: { ...initAnnotations, x: "y" } }, spec: podSpec }),
    post(pods, { metadata: { name: "b", annotations: initAnnotations }, spec: podSpec }),
    annotate(`${pods}/a`, { ...initAnnotations, k: "l" }),
    annotate(`${pods}/a/status`, { ...initAnnotations, s: "t" }),
    patch(
      `${pods}/a?fieldManager=m`,
      { apiVersion: "v1", kind: "Pod", metadata: { name: "a", annotations: initAnnotations } },
      apply,
    ),
    get(`${pods}/a`),
    remove(`${pods}/a?gracePeriodSeconds=0`),
    remove(`${pods}/b?gracePeriodSeconds=0`),
  ),
  steps(
    "annotations of pod templates that are forgotten",
    post("/api/v1/namespaces/NS/podtemplates", { metadata: { name: "a" }, template: spokenOver }),
    post("/api/v1/namespaces/NS/replicationcontrollers", {
      metadata: { name: "a" },
      spec: { selector: { a: "b" }, template: spokenOver },
    }),
    ...["deployments", "replicasets", "daemonsets", "statefulsets"].map((plural) =>
      post(`${apps}/${plural}`, {
        metadata: { name: "a", annotations: initAnnotations },
        spec: { ...workload, template: spokenOver },
      }),
    ),
    post("/apis/batch/v1/namespaces/NS/jobs", {
      metadata: { name: "a" },
      spec: { template: { ...spokenOver, spec: { ...template.spec, restartPolicy: "Never" } } },
    }),
    post("/apis/batch/v1/namespaces/NS/cronjobs", {
      metadata: { name: "a" },
      spec: {
        schedule: "* * * * *",
        jobTemplate: { spec: { template: { ...spokenOver, spec: { ...template.spec, restartPolicy: "Never" } } } },
      },
    }),
  ),
];

const scalers = ["v1", "v2"].flatMap((version) => [
  `/apis/autoscaling/${version}/namespaces/NS/horizontalpodautoscalers`,
]);
const alpha = "autoscaling.alpha.kubernetes.io";
const target = { scaleTargetRef: { apiVersion: "apps/v1", kind: "Deployment", name: "d" }, maxReplicas: 3 };
const memory = [{ type: "Resource", resource: { name: "memory", targetAverageUtilization: 5 } }];
const said = {
  [`${alpha}/metrics`]: JSON.stringify(memory),
  [`${alpha}/behavior`]: JSON.stringify({
    ScaleUp: { SelectPolicy: "Max", Policies: [{ Type: "Pods", Value: 2, PeriodSeconds: 5 }] },
  }),
  [`${alpha}/conditions`]: JSON.stringify([{ type: "AbleToScale", status: "True" }]),
  [`${alpha}/current-metrics`]: JSON.stringify([
    { type: "Resource", resource: { name: "memory", currentAverageValue: "5" } },
  ]),
};

const autoscalers: readonly Case[] = scalers.map((collection, at) =>
  steps(
    `what old clients say of an autoscaler in annotations, to autoscaling/v${at + 1}`,
    post(collection, { metadata: { name: "a", annotations: { ...said, x: "y" } }, spec: target }),
    ...scalers.flatMap((shown) => [get(`${shown}/a`), get(`${shown}/a`, partial), get(`${shown}/a`, table)]),
    annotate(`${collection}/a`, { [`${alpha}/metrics`]: "[]" }),
    annotate(`${collection}/a`, { [`${alpha}/behavior`]: null }),
    annotate(`${collection}/a/status`, { [`${alpha}/conditions`]: "[]", s: "t" }),
    annotate(`${collection}/a`, { [`${alpha}/metrics`]: "no json" }),
    annotate(`${collection}/a`, { [`${alpha}/behavior`]: "no json" }),
    get(`${collection}/a`),
  ),
);

export const fieldAnnotationCases: readonly Case[] = [...daemonSets, ...rollbacks, ...forgotten, ...autoscalers];
