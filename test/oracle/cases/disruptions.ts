/** Orders about one pod: evictions under disruption budgets, and bindings. Budgets have the status the case gives them. */
import type { Case, Step } from "../case.js";
import { aPod, pod } from "./pods.js";
import { get, jsonPatch, patch, post, quietly, remove, steps } from "./steps.js";

const budgets = "/apis/policy/v1/namespaces/NS/poddisruptionbudgets";

const condition = (type: string, status: string): object => ({
  type,
  status,
  lastTransitionTime: "2026-01-01T00:00:00Z",
});
const phase = (name: string, ready?: string): Step =>
  quietly(
    patch(`${pod}/status`, {
      status: { phase: name, ...(ready === undefined ? {} : { conditions: [condition("Ready", ready)] }) },
    }),
  );
const running = [...aPod({ nodeName: "n" }), phase("Running", "True")];
const unready = [...aPod({ nodeName: "n" }), phase("Running", "False")];

interface Budget {
  readonly name?: string;
  readonly spec?: object;
  readonly status?: object;
}

const budget = ({ name = "b", spec = {}, status = {} }: Budget): readonly Step[] => [
  quietly(
    post(budgets, {
      metadata: { name },
      spec: { minAvailable: 1, selector: { matchLabels: { app: "x" } }, ...spec },
    }),
  ),
  quietly(
    patch(`${budgets}/${name}/status`, {
      status: {
        observedGeneration: 1,
        disruptionsAllowed: 0,
        currentHealthy: 1,
        desiredHealthy: 1,
        expectedPods: 1,
        ...status,
      },
    }),
  ),
];

const eviction = (more: object = {}): object => ({
  kind: "Eviction",
  apiVersion: "policy/v1",
  metadata: { name: "p" },
  ...more,
});
const evict = (more: object = {}, query = ""): Step => post(`${pod}/eviction${query}`, eviction(more));
const after = [get(pod), get(`${budgets}/b`)];
const syncFailed = { ...condition("DisruptionAllowed", "False"), reason: "SyncFailed", message: "no controller" };

const budgeted: readonly Case[] = [
  steps(
    "evict where one disruption is allowed",
    ...running,
    ...budget({ status: { disruptionsAllowed: 1 } }),
    evict(),
    ...after,
  ),
  steps(
    "evict where several disruptions are allowed",
    ...running,
    ...budget({ status: { disruptionsAllowed: 3 } }),
    evict(),
    ...after,
  ),
  steps("evict where no disruption is allowed", ...running, ...budget({}), evict(), ...after),
  steps(
    "evict under a budget that failed to sync",
    ...running,
    ...budget({ status: { conditions: [syncFailed] } }),
    evict(),
  ),
  steps(
    "evict under a budget that allows it again",
    ...running,
    ...budget({ status: { disruptionsAllowed: 1, conditions: [syncFailed] } }),
    evict(),
    get(`${budgets}/b`),
  ),
  steps(
    "evict under a budget not yet observed",
    ...running,
    ...budget({ status: { observedGeneration: 0 } }),
    evict(),
    ...after,
  ),
  steps(
    "evict under two budgets",
    ...running,
    ...budget({ status: { disruptionsAllowed: 1 } }),
    ...budget({ name: "c", status: { disruptionsAllowed: 1 } }),
    evict(),
    get(pod),
  ),
  steps(
    "evict under a budget for others",
    ...running,
    ...budget({ spec: { selector: { matchLabels: { app: "y" } } } }),
    evict(),
    ...after,
  ),
  steps("evict under a budget for all", ...running, ...budget({ spec: { selector: {} } }), evict()),
  steps("evict under a budget for nobody", ...running, ...budget({ spec: { selector: null } }), evict()),
  steps(
    "evict under a budget by expressions",
    ...running,
    ...budget({ spec: { selector: { matchExpressions: [{ key: "app", operator: "In", values: ["x", "y"] }] } } }),
    evict(),
  ),
  steps(
    "evict with dryRun under a budget",
    ...running,
    ...budget({ status: { disruptionsAllowed: 1 } }),
    evict({}, "?dryRun=All"),
    ...after,
  ),
  steps("evict with dryRun where none is allowed", ...running, ...budget({}), evict({}, "?dryRun=All")),
  steps(
    "evict twice under a budget of one",
    ...running,
    ...budget({ status: { disruptionsAllowed: 1 } }),
    evict(),
    evict(),
    ...after,
  ),
  steps(
    "evict with a finalizer under a budget",
    ...aPod({ nodeName: "n" }, { finalizers: ["example.com/x"] }),
    phase("Running", "True"),
    ...budget({ status: { disruptionsAllowed: 2 } }),
    evict({ deleteOptions: { gracePeriodSeconds: 0 } }),
    get(pod),
  ),
];

const ofUnready: readonly Case[] = [
  ...["AlwaysAllow", "IfHealthyBudget"].flatMap((unhealthyPodEvictionPolicy) => [
    steps(
      `evict an unready pod, ${unhealthyPodEvictionPolicy}, budget not healthy`,
      ...unready,
      ...budget({ spec: { unhealthyPodEvictionPolicy }, status: { currentHealthy: 0 } }),
      evict(),
      ...after,
    ),
    steps(
      `evict an unready pod, ${unhealthyPodEvictionPolicy}, budget healthy`,
      ...unready,
      ...budget({ spec: { unhealthyPodEvictionPolicy }, status: { currentHealthy: 2 } }),
      evict(),
      ...after,
    ),
  ]),
  steps("evict an unready pod that nobody desires", ...unready, ...budget({ status: { desiredHealthy: 0 } }), evict()),
  steps("evict a running pod without conditions", ...aPod({ nodeName: "n" }), phase("Running"), ...budget({}), evict()),
  steps(
    "evict an unready pod of another revision",
    ...unready,
    ...budget({ spec: { unhealthyPodEvictionPolicy: "AlwaysAllow" } }),
    evict({ deleteOptions: { preconditions: { resourceVersion: "{rv:2}" } } }),
  ),
];

const withoutBudget: readonly Case[] = [
  ...["Pending", "Succeeded", "Failed", "Unknown"].map((name) =>
    steps(`evict a pod in phase ${name}`, ...aPod({ nodeName: "n" }), phase(name), ...budget({}), evict(), ...after),
  ),
  steps("evict a pod that is going", ...running, ...budget({}), quietly(remove(pod)), evict(), ...after),
  steps("evict a pod without budgets", ...running, evict(), get(pod)),
];

const optionsOfEvictions: readonly Case[] = [
  steps("evict by another name", ...running, evict({ metadata: { name: "q" } })),
  steps("evict without a name", ...running, evict({ metadata: {} })),
  steps("evict in another namespace", ...running, evict({ metadata: { name: "p", namespace: "other" } })),
  steps("evict as v1beta1", ...running, evict({ apiVersion: "policy/v1beta1" })),
  steps("evict as another kind", ...running, evict({ kind: "Pod", apiVersion: "v1" })),
  steps(
    "evict with a revision that is not",
    ...running,
    evict({ deleteOptions: { preconditions: { resourceVersion: "1" } } }),
  ),
  steps("evict with a uid that is not", ...running, evict({ deleteOptions: { preconditions: { uid: "x" } } })),
  steps(
    "evict with the right uid",
    ...running,
    evict({ deleteOptions: { preconditions: { uid: "{uid:2}" } } }),
    get(pod),
  ),
  steps(
    "evict with the right revision",
    ...running.slice(0, 2),
    patch(`${pod}/status`, { status: { phase: "Running", conditions: [condition("Ready", "True")] } }),
    evict({ deleteOptions: { preconditions: { resourceVersion: "{rv:3}" } } }),
    get(pod),
  ),
  steps(
    "evict a waiting pod with a revision that is not",
    ...aPod(),
    evict({ deleteOptions: { preconditions: { resourceVersion: "1" } } }),
  ),
  steps("evict with a grace of one", ...running, evict({ deleteOptions: { gracePeriodSeconds: 1 } }), get(pod)),
  steps("evict with no grace", ...running, evict({ deleteOptions: { gracePeriodSeconds: 0 } }), get(pod)),
  steps("evict in the foreground", ...running, evict({ deleteOptions: { propagationPolicy: "Foreground" } }), get(pod)),
  steps(
    "evict with a policy that is none",
    ...running,
    evict({ deleteOptions: { propagationPolicy: "Some" } }),
    get(pod),
  ),
  steps("evict with dryRun in the body", ...running, evict({ deleteOptions: { dryRun: ["All"] } }), get(pod)),
  steps("evict with dryRun twice", ...running, evict({ deleteOptions: { dryRun: ["All"] } }, "?dryRun=All"), get(pod)),
  steps("evict with another dryRun", ...running, evict({ deleteOptions: { dryRun: ["Some"] } }), get(pod)),
  steps("evict with two that differ", ...running, evict({ deleteOptions: { dryRun: ["Some"] } }, "?dryRun=All")),
  steps(
    "evict with delete options of a kind",
    ...running,
    evict({ deleteOptions: { kind: "DeleteOptions", apiVersion: "v1" } }),
  ),
  steps("evict with an unknown field, strict", ...running, evict({ foo: 1 }, "?fieldValidation=Strict")),
  steps("evict with an unknown field", ...running, evict({ foo: 1 })),
  steps("evict with a wrong type", ...running, evict({ deleteOptions: 5 })),
  steps("evict with nothing", ...running, post(`${pod}/eviction`, {})),
  steps("evict with half a body", ...running, post(`${pod}/eviction`, "{")),
  steps("evict as YAML", ...running, {
    ...post(`${pod}/eviction`, "kind: Eviction\napiVersion: policy/v1\nmetadata: {name: p}\n"),
    headers: { "Content-Type": "application/yaml", Accept: "application/yaml" },
  }),
  steps("read an eviction", ...running, get(`${pod}/eviction`)),
  steps("evict what a namespace that is not would hold", post("/api/v1/namespaces/none-x/pods/p/eviction", eviction())),
];

const toNode = { target: { kind: "Node", name: "n" } };
const bind = (body: object = toNode, query = ""): Step =>
  post(`${pod}/binding${query}`, { metadata: { name: "p" }, ...body });
const gated = { schedulingGates: [{ name: "example.com/wait" }] };

const bindings: readonly Case[] = [
  steps("bind without a kind of target", ...aPod(), bind({ target: { name: "n" } }), get(pod)),
  steps("bind to another kind of target", ...aPod(), bind({ target: { kind: "Pod", name: "n" } })),
  steps("bind to no name", ...aPod(), bind({ target: { kind: "Node" } })),
  steps("bind to another kind without a name", ...aPod(), bind({ target: { kind: "Pod" } })),
  steps("bind a pod with gates", ...aPod(gated), bind(), get(pod)),
  steps("bind a pod that is going", ...aPod({}, { finalizers: ["example.com/x"] }), quietly(remove(pod)), bind()),
  steps("bind a pod that was bound", ...aPod({ nodeName: "m" }), bind()),
  steps(
    "bind with labels and annotations",
    ...aPod({}, { annotations: { a: "1", b: "1" } }),
    bind({ metadata: { name: "p", labels: { app: "y", l: "1" }, annotations: { b: "2", c: "3" } }, ...toNode }),
    get(pod),
  ),
  steps("bind with a bad label", ...aPod(), bind({ metadata: { name: "p", labels: { "a b": "y" } }, ...toNode })),
  steps(
    "bind with a bad annotation",
    ...aPod(),
    bind({ metadata: { name: "p", annotations: { "a b": "y" } }, ...toNode }),
  ),
  steps("bind to a bad name", ...aPod(), bind({ target: { kind: "Node", name: "N_" } })),
  steps("bind with the right uid", ...aPod(), bind({ metadata: { name: "p", uid: "{uid:2}" }, ...toNode }), get(pod)),
  steps("bind with a wrong uid", ...aPod(), bind({ metadata: { name: "p", uid: "x" }, ...toNode })),
  steps(
    "bind with the right revision",
    ...aPod(),
    bind({ metadata: { name: "p", resourceVersion: "{rv:2}" }, ...toNode }),
    get(pod),
  ),
  steps("bind with a wrong revision", ...aPod(), bind({ metadata: { name: "p", resourceVersion: "1" }, ...toNode })),
  steps("bind with dryRun", ...aPod(), bind(toNode, "?dryRun=All"), get(pod)),
  steps("bind with another dryRun", ...aPod(), bind(toNode, "?dryRun=Some")),
  steps("bind by another name", ...aPod(), bind({ metadata: { name: "q" }, ...toNode })),
  steps("bind in another namespace", ...aPod(), bind({ metadata: { name: "p", namespace: "other" }, ...toNode })),
  steps("bind as another kind", ...aPod(), bind({ kind: "Pod", apiVersion: "v1", ...toNode })),
  steps("bind with an unknown field, strict", ...aPod(), bind({ ...toNode, foo: 1 }, "?fieldValidation=Strict")),
  steps("bind with an unknown field", ...aPod(), bind({ ...toNode, foo: 1 })),
  steps("bind without a name", ...aPod(), bind({ metadata: {}, ...toNode })),
  steps("bind with half a body", ...aPod(), post(`${pod}/binding`, "{")),
  steps(
    "bind what has conditions",
    ...aPod(gated),
    patch(pod, [{ op: "remove", path: "/spec/schedulingGates" }], jsonPatch),
    bind(),
    get(pod),
  ),
  steps("bind through the collection without a name", ...aPod(), post("/api/v1/namespaces/NS/bindings", toNode)),
  steps(
    "bind through the collection with another name",
    ...aPod(),
    post("/api/v1/namespaces/NS/bindings", { metadata: { name: "q" }, ...toNode }),
  ),
  steps(
    "bind through the collection with dryRun",
    ...aPod(),
    post("/api/v1/namespaces/NS/bindings?dryRun=All", { metadata: { name: "p" }, ...toNode }),
    get(pod),
  ),
  steps(
    "bind through the collection of no namespace",
    post("/api/v1/bindings", { metadata: { name: "p" }, ...toNode }),
  ),
  steps("list the bindings", get("/api/v1/namespaces/NS/bindings")),
  steps("read a binding", ...aPod(), get(`${pod}/binding`)),
];

export const disruptionCases: readonly Case[] = [
  ...budgeted,
  ...ofUnready,
  ...withoutBudget,
  ...optionsOfEvictions,
  ...bindings,
];
