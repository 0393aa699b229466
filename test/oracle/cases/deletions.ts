/** Deletion: preconditions, propagation, grace, finalizers in their order, and bodies that are no DeleteOptions. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, mergePatch, patch, post, quietly, remove, steps } from "./steps.js";

const one = `${configMaps}/a`;
const policies = ["Foreground", "Background", "Orphan", "Other", ""] as const;

const propagation: readonly Case[] = [
  ...policies.flatMap((propagationPolicy) => [
    steps(
      `delete with the policy "${propagationPolicy}"`,
      configMap("a"),
      remove(one, { propagationPolicy }),
      get(one),
    ),
    steps(
      `delete with the policy "${propagationPolicy}" in the query`,
      configMap("a"),
      remove(`${one}?propagationPolicy=${propagationPolicy}`),
    ),
  ]),
  steps("delete with orphanDependents false", configMap("a"), remove(one, { orphanDependents: false })),
  steps("delete with orphanDependents in the query", configMap("a"), remove(`${one}?orphanDependents=true`)),
  steps(
    "delete in the foreground, then orphaning",
    configMap("a"),
    remove(one, { propagationPolicy: "Foreground" }),
    remove(one, { propagationPolicy: "Orphan" }),
    remove(one, { propagationPolicy: "Background" }),
    get(one),
  ),
  steps(
    "delete orphaning what holds other finalizers",
    configMap("a", { metadata: { finalizers: ["example.com/b", "example.com/a"] } }),
    remove(one, { propagationPolicy: "Orphan" }),
    patch(one, { metadata: { finalizers: ["example.com/a"] } }),
    patch(one, { metadata: { finalizers: [] } }),
    get(one),
  ),
  steps("create with both deletion finalizers", {
    ...post(configMaps, { metadata: { name: "a", finalizers: ["orphan", "foregroundDeletion"] } }),
  }),
];

const preconditions: readonly Case[] = [
  steps("delete with the right uid", configMap("a"), remove(one, { preconditions: { uid: "{uid:1}" } })),
  steps(
    "delete with the right revision",
    configMap("a"),
    remove(one, { preconditions: { resourceVersion: "{rv:1}" } }),
  ),
  steps(
    "delete with an older revision",
    configMap("a"),
    quietly(patch(one, { data: { k: "w" } })),
    remove(one, { preconditions: { resourceVersion: "{rv:1}" } }),
  ),
  steps("delete with empty preconditions", configMap("a"), remove(one, { preconditions: {} })),
  steps(
    "delete with a wrong uid and revision",
    configMap("a"),
    remove(one, { preconditions: { uid: "x", resourceVersion: "1" } }),
  ),
];

const bodies: readonly Case[] = [
  "{",
  "x",
  "[]",
  "5",
  "null",
  '{"kind":"Foo"}',
  '{"kind":"Pod","apiVersion":"v1"}',
  '{"kind":5}',
  '{"kind":"DeleteOptions","apiVersion":"v1"}',
  '{"kind":"DeleteOptions","apiVersion":"v2"}',
  '{"kind":"DeleteOptions","apiVersion":"apps/v1","gracePeriodSeconds":0}',
  '{"gracePeriodSeconds":-1}',
  '{"gracePeriodSeconds":"x"}',
  '{"gracePeriodSeconds":1.5}',
  '{"preconditions":5}',
  '{"dryRun":"All"}',
  '{"dryRun":["All"]}',
  '{"dryRun":["Some"]}',
  '{"dryRun":[5]}',
  '{"propagationPolicy":5}',
  '{"orphanDependents":"x"}',
  '{"foo":1}',
].map((body) => steps(`delete with the body ${body}`, configMap("a"), { method: "DELETE", path: one, body }));

const options: readonly Case[] = [
  steps("delete with a body of YAML", configMap("a"), {
    method: "DELETE",
    path: one,
    body: "propagationPolicy: Background\n",
    headers: { "Content-Type": "application/yaml" },
  }),
  steps("delete with a body of an unknown type", configMap("a"), {
    method: "DELETE",
    path: one,
    body: "{}",
    headers: { "Content-Type": "text/x" },
  }),
  steps("delete with a grace period", configMap("a"), remove(`${one}?gracePeriodSeconds=5`)),
  steps("delete with a bad grace period", configMap("a"), remove(`${one}?gracePeriodSeconds=x`)),
  steps("delete with a body and a query that differ", configMap("a"), remove(`${one}?dryRun=All`, {}), get(one)),
  steps("delete twice with a finalizer", ...held(), remove(one), remove(one), get(one)),
  steps(
    "delete, then take the finalizer by JSON patch",
    ...held(),
    remove(one),
    patch(one, [{ op: "remove", path: "/metadata/finalizers" }], { "Content-Type": "application/json-patch+json" }),
    get(one),
  ),
  steps("delete, then change while it waits", ...held(), remove(one), patch(one, { data: { k: "w" } }), get(one)),
  steps(
    "delete, then try to bring it back",
    ...held(),
    remove(one),
    patch(one, { metadata: { deletionTimestamp: null } }),
    get(one),
  ),
  steps(
    "delete, then create again while it waits",
    ...held(),
    remove(one),
    post(configMaps, { metadata: { name: "a" } }),
  ),
  steps("delete as YAML", configMap("a"), { ...remove(one), headers: { Accept: "application/yaml" } }),
  steps("delete as a table", configMap("a"), {
    ...remove(one),
    headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  }),
  steps("delete pretty", configMap("a"), remove(`${one}?pretty=true`)),
];

function held(): readonly Step[] {
  return [configMap("a", { metadata: { finalizers: ["example.com/x"] } })];
}

const collections: readonly Case[] = [
  ...policies.map((policy) =>
    steps(
      `delete a collection with the policy "${policy}"`,
      configMap("a"),
      configMap("b"),
      remove(configMaps, { propagationPolicy: policy }),
      get(configMaps),
    ),
  ),
  steps(
    "delete a page of a collection",
    configMap("a"),
    configMap("b"),
    configMap("c"),
    remove(`${configMaps}?limit=2`),
    get(configMaps),
  ),
  steps("delete a collection by name", configMap("a"), configMap("b"), {
    method: "DELETE",
    path: `${configMaps}?fieldSelector=metadata.name=a`,
  }),
  steps("delete a collection of held objects", ...held(), remove(configMaps), get(configMaps)),
  steps("delete a collection with an unknown field", remove(`${configMaps}?fieldSelector=x=y`)),
  steps("delete an empty collection", remove(configMaps)),
  steps("delete a collection with dryRun", configMap("a"), remove(`${configMaps}?dryRun=All`), get(configMaps)),
  steps("delete a collection with preconditions", configMap("a"), remove(configMaps, { preconditions: { uid: "x" } })),
  steps("delete a collection that cannot be", { method: "DELETE", path: "/api/v1/namespaces" }),
  steps("patch a collection", { ...patch(configMaps, {}), headers: mergePatch }),
];

export const deletionCases: readonly Case[] = [...propagation, ...preconditions, ...bodies, ...options, ...collections];
