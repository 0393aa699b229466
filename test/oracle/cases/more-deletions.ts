/** Deletion where wishes meet: both spellings of one wish, grace on top of grace, and what an answer is. */
import type { Case, Step } from "../case.js";
import { aPod, pod } from "./pods.js";
import { configMap, configMaps, get, patch, quietly, remove, steps } from "./steps.js";

const one = `${configMaps}/a`;
const onNode = aPod({ nodeName: "n" });
const held = (...finalizers: string[]): Step => configMap("a", { metadata: { finalizers } });

const wishes: readonly Case[] = [
  steps(
    "delete with both words for orphaning",
    configMap("a"),
    remove(one, { orphanDependents: true, propagationPolicy: "Orphan" }),
  ),
  steps(
    "delete with both words in the query",
    configMap("a"),
    remove(`${one}?orphanDependents=false&propagationPolicy=Background`),
  ),
  steps("delete with orphanDependents true", configMap("a"), remove(one, { orphanDependents: true }), get(one)),
  steps("delete with orphanDependents as a text", configMap("a"), remove(`${one}?orphanDependents=yes`)),
  steps("delete with a policy in another case", configMap("a"), remove(`${one}?propagationPolicy=background`)),
  steps(
    "delete with two policies in the query",
    configMap("a"),
    remove(`${one}?propagationPolicy=Foreground&propagationPolicy=Orphan`),
  ),
  steps("delete with an unknown word in the query", configMap("a"), remove(`${one}?foo=bar`)),
  steps("delete with a revision in the query", configMap("a"), remove(`${one}?resourceVersion=1`)),
  steps("delete with a precondition in the query", configMap("a"), remove(`${one}?preconditions.uid=x`)),
  steps("delete with dryRun of two kinds", configMap("a"), remove(`${one}?dryRun=All&dryRun=All`), get(one)),
  steps("delete with an empty dryRun", configMap("a"), remove(`${one}?dryRun=`)),
  steps(
    "delete with everything wrong",
    configMap("a"),
    remove(one, { dryRun: ["Some"], propagationPolicy: "Other", orphanDependents: true }),
  ),
  steps(
    "delete what is broken, in the query",
    configMap("a"),
    remove(`${one}?ignoreStoreReadErrorWithClusterBreakingPotential=true`),
  ),
  steps(
    "delete what is broken, in the body",
    configMap("a"),
    remove(one, { ignoreStoreReadErrorWithClusterBreakingPotential: true }),
  ),
  steps(
    "delete what is not broken, in the body",
    configMap("a"),
    remove(one, { ignoreStoreReadErrorWithClusterBreakingPotential: false }),
  ),
  steps(
    "delete what is broken, with a policy",
    configMap("a"),
    remove(one, { ignoreStoreReadErrorWithClusterBreakingPotential: true, propagationPolicy: "Orphan" }),
  ),
  steps(
    "delete what is broken, with everything",
    configMap("a"),
    remove(one, {
      ignoreStoreReadErrorWithClusterBreakingPotential: true,
      propagationPolicy: "Orphan",
      gracePeriodSeconds: 1,
      orphanDependents: true,
      preconditions: { uid: "x" },
      dryRun: ["All"],
    }),
  ),
  steps(
    "delete what is broken, with a text",
    configMap("a"),
    remove(one, { ignoreStoreReadErrorWithClusterBreakingPotential: "x" }),
  ),
  steps(
    "delete a collection that is broken",
    configMap("a"),
    remove(configMaps, { ignoreStoreReadErrorWithClusterBreakingPotential: true }),
  ),
  steps(
    "delete a collection that is broken, in the query",
    configMap("a"),
    remove(`${configMaps}?ignoreStoreReadErrorWithClusterBreakingPotential=true`),
  ),
  steps("delete with YAML of a kind", configMap("a"), {
    method: "DELETE",
    path: one,
    body: "kind: DeleteOptions\napiVersion: v1\npreconditions: {uid: x}\n",
    headers: { "Content-Type": "application/yaml" },
  }),
  steps("delete with YAML that is none", configMap("a"), {
    method: "DELETE",
    path: one,
    body: "a: b: c",
    headers: { "Content-Type": "application/yaml" },
  }),
  steps("delete with unknown fields, strict", configMap("a"), {
    method: "DELETE",
    path: `${one}?fieldValidation=Strict`,
    body: '{"foo":1,"dryRun":["All"]}',
  }),
  steps("delete with duplicate fields", configMap("a"), {
    method: "DELETE",
    path: one,
    body: '{"dryRun":["All"],"dryRun":[]}',
  }),
  steps("delete with a grace beyond all", configMap("a"), {
    method: "DELETE",
    path: one,
    body: '{"gracePeriodSeconds":9223372036854775808}',
  }),
  steps("delete with a list", configMap("a"), remove(one, { kind: "ConfigMapList", apiVersion: "v1", items: [] })),
  steps(
    "delete with the object itself",
    configMap("a"),
    remove(one, { kind: "ConfigMap", apiVersion: "v1", metadata: { name: "a" } }),
  ),
  steps("delete as metadata", configMap("a"), {
    ...remove(one),
    headers: { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
  }),
  steps("delete a held one as metadata", held("example.com/x"), {
    ...remove(one),
    headers: { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
  }),
  steps("delete a pod as metadata", ...onNode, {
    ...remove(pod),
    headers: { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" },
  }),
];

const orders: readonly Case[] = [
  steps(
    "delete in the foreground what holds others",
    held("example.com/b", "foregroundDeletion"),
    remove(one, { propagationPolicy: "Background" }),
    get(one),
  ),
  steps(
    "delete what orphans already",
    held("orphan"),
    remove(one),
    remove(one, { propagationPolicy: "Foreground" }),
    get(one),
  ),
  steps(
    "delete with preconditions what waits",
    held("example.com/x"),
    quietly(remove(one)),
    remove(one, { preconditions: { uid: "x" } }),
    remove(one, { preconditions: { uid: "{uid:1}" } }),
  ),
  steps(
    "delete with an older revision what waits",
    held("example.com/x"),
    quietly(remove(one)),
    remove(one, { preconditions: { resourceVersion: "{rv:1}" } }),
  ),
  steps(
    "delete with dryRun what waits",
    held("example.com/x"),
    quietly(remove(one)),
    remove(`${one}?dryRun=All`),
    remove(one, { dryRun: ["All"], propagationPolicy: "Orphan" }),
    get(one),
  ),
  steps("delete with dryRun and a finalizer", held("example.com/x"), remove(`${one}?dryRun=All`), get(one)),
  steps(
    "delete, then add a finalizer",
    held("example.com/x"),
    quietly(remove(one)),
    patch(one, { metadata: { finalizers: ["example.com/x", "example.com/y"] } }),
    get(one),
  ),
  steps(
    "delete, then change one finalizer for another",
    held("example.com/x"),
    quietly(remove(one)),
    patch(one, { metadata: { finalizers: ["example.com/y"] } }),
    get(one),
  ),
  steps(
    "delete, then orphan finalizer taken",
    configMap("a"),
    remove(one, { propagationPolicy: "Orphan" }),
    patch(one, { metadata: { finalizers: null } }),
    get(one),
  ),
  steps(
    "delete with dryRun and the last finalizer",
    held("example.com/x"),
    quietly(remove(one)),
    { ...patch(`${one}?dryRun=All`, { metadata: { finalizers: null } }) },
    get(one),
  ),
];

const graces: readonly Case[] = [
  steps(
    "a pod with no grace of its own",
    ...aPod({ nodeName: "n", terminationGracePeriodSeconds: 0 }),
    remove(pod),
    get(pod),
  ),
  steps(
    "a pod with a finalizer and no grace",
    ...aPod({ nodeName: "n" }, { finalizers: ["example.com/x"] }),
    remove(`${pod}?gracePeriodSeconds=0`),
    get(pod),
  ),
  steps(
    "a pod with a finalizer, grace, then none",
    ...aPod({ nodeName: "n" }, { finalizers: ["example.com/x"] }),
    remove(pod),
    remove(`${pod}?gracePeriodSeconds=0`),
    patch(pod, { metadata: { finalizers: null } }),
    get(pod),
  ),
  steps(
    "a pod with a finalizer taken while its grace runs",
    ...aPod({ nodeName: "n" }, { finalizers: ["example.com/x"] }),
    remove(pod),
    patch(pod, { metadata: { finalizers: null } }),
    get(pod),
  ),
  steps(
    "a waiting pod with a finalizer",
    ...aPod({}, { finalizers: ["example.com/x"] }),
    remove(pod),
    remove(pod),
    patch(pod, { metadata: { finalizers: null } }),
    get(pod),
  ),
  steps(
    "a pod with grace one, then a negative one",
    ...onNode,
    remove(`${pod}?gracePeriodSeconds=10`),
    remove(`${pod}?gracePeriodSeconds=-1`),
    get(pod),
  ),
  steps(
    "a pod in the foreground",
    ...onNode,
    remove(pod, { propagationPolicy: "Foreground" }),
    remove(pod, { gracePeriodSeconds: 0 }),
    get(pod),
  ),
  steps(
    "a pod with preconditions while its grace runs",
    ...onNode,
    quietly(remove(pod)),
    remove(pod, { preconditions: { resourceVersion: "{rv:2}" }, gracePeriodSeconds: 0 }),
    remove(pod, { preconditions: { uid: "x" }, gracePeriodSeconds: 0 }),
  ),
  steps("a pod with dryRun and no grace", ...onNode, remove(`${pod}?dryRun=All&gracePeriodSeconds=0`), get(pod)),
  steps("a waiting pod with dryRun", ...aPod(), remove(`${pod}?dryRun=All`), get(pod)),
  steps("a pod with grace in YAML", ...onNode, {
    method: "DELETE",
    path: pod,
    body: "gracePeriodSeconds: 3\n",
    headers: { "Content-Type": "application/yaml" },
  }),
  steps(
    "a pod on a node that failed",
    ...onNode,
    quietly(patch(`${pod}/status`, { status: { phase: "Failed" } })),
    remove(`${pod}?gracePeriodSeconds=10`),
    get(pod),
  ),
];

export const moreDeletionCases: readonly Case[] = [...wishes, ...orders, ...graces];
