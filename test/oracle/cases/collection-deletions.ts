/** Deletion of collections: in parts, by selectors, at revisions, and how the answer shows what was there. */
import type { Case, Step } from "../case.js";
import { aPod, pods } from "./pods.js";
import { configMap, configMaps, get, remove, steps } from "./steps.js";

const onNode = aPod({ nodeName: "n" });
const one = `${configMaps}/a`;
const label = (name: string, app: string): Step => configMap(name, { metadata: { labels: { app } } });
const rest = get(configMaps);
export const collectionDeletionCases: readonly Case[] = [
  steps(
    "delete a collection by labels",
    label("a", "x"),
    label("b", "y"),
    remove(`${configMaps}?labelSelector=app%3Dx`),
    rest,
  ),
  steps("delete a collection by a bad selector", label("a", "x"), remove(`${configMaps}?labelSelector=a%20b`), rest),
  steps(
    "delete a collection by two selectors",
    label("a", "x"),
    label("b", "x"),
    remove(`${configMaps}?labelSelector=app%3Dx&fieldSelector=metadata.name%21%3Da`),
    rest,
  ),
  steps(
    "delete a collection page by page",
    label("a", "x"),
    label("b", "x"),
    label("c", "x"),
    remove(`${configMaps}?limit=1`),
    remove(`${configMaps}?limit=1&continue={continue:4}`),
    rest,
  ),
  steps("delete a collection with a bad token", label("a", "x"), remove(`${configMaps}?continue=x`), rest),
  steps("delete a collection with a negative limit", label("a", "x"), remove(`${configMaps}?limit=-1`), rest),
  steps(
    "delete a collection at a revision",
    label("a", "x"),
    label("b", "x"),
    remove(`${configMaps}?resourceVersion={rv:1}`),
    rest,
  ),
  steps(
    "delete a collection at exactly a revision",
    label("a", "x"),
    label("b", "x"),
    remove(`${configMaps}?resourceVersion={rv:1}&resourceVersionMatch=Exact`),
    rest,
  ),
  steps(
    "delete a collection at a match without a revision",
    label("a", "x"),
    remove(`${configMaps}?resourceVersionMatch=Exact`),
    rest,
  ),
  steps(
    "delete a collection with a body of YAML",
    label("a", "x"),
    { method: "DELETE", path: configMaps, body: "dryRun: [All]\n", headers: { "Content-Type": "application/yaml" } },
    rest,
  ),
  steps(
    "delete a collection with a body of another kind",
    label("a", "x"),
    remove(configMaps, { kind: "Pod", apiVersion: "v1" }),
    rest,
  ),
  steps(
    "delete a collection with half a body",
    label("a", "x"),
    { method: "DELETE", path: configMaps, body: "{" },
    rest,
  ),
  steps(
    "delete a collection orphaning",
    label("a", "x"),
    configMap("a", { metadata: { finalizers: ["example.com/x"] } }),
    remove(configMaps, { orphanDependents: true }),
    rest,
  ),
  steps(
    "delete a collection at a revision not all objects have",
    label("a", "x"),
    label("b", "x"),
    remove(`${configMaps}?resourceVersion={rv:2}`),
    rest,
  ),
  steps("delete a collection at revision 0", label("a", "x"), remove(`${configMaps}?resourceVersion=0`), rest),
  steps("delete with a uid in the query", configMap("a"), remove(`${one}?uid=x`), remove(`${one}?uid={uid:1}`)),
  steps(
    "delete a collection with the right revision",
    label("a", "x"),
    label("b", "x"),
    remove(configMaps, { preconditions: { resourceVersion: "{rv:1}" } }),
    rest,
  ),
  steps("delete a collection of pods with no grace", ...onNode, remove(`${pods}?gracePeriodSeconds=0`), get(pods)),
  steps(
    "delete a collection of pods with a grace in the body",
    ...onNode,
    remove(pods, { gracePeriodSeconds: 5 }),
    get(pods),
  ),
  steps(
    "delete a collection of pods by a field",
    ...onNode,
    remove(`${pods}?fieldSelector=spec.nodeName%3Dn`),
    get(pods),
  ),
  steps(
    "delete a collection of pods by another field",
    ...onNode,
    remove(`${pods}?fieldSelector=spec.nodeName%3Dm`),
    get(pods),
  ),
  steps("delete a collection with a watch", label("a", "x"), remove(`${configMaps}?watch=true`)),
  steps("delete a collection with a time limit", label("a", "x"), remove(`${configMaps}?timeoutSeconds=5`), rest),
  steps("delete a collection as YAML", label("a", "x"), {
    ...remove(configMaps),
    headers: { Accept: "application/yaml" },
  }),
  steps("delete a collection as a table", label("a", "x"), {
    ...remove(configMaps),
    headers: { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" },
  }),
  steps("delete a collection as metadata", label("a", "x"), {
    ...remove(configMaps),
    headers: { Accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" },
  }),
  steps("delete the collection in a namespace that is not there", remove("/api/v1/namespaces/none-x/configmaps")),
  steps("delete the collection of all namespaces", remove("/api/v1/configmaps")),
  steps("delete the services as a collection", remove("/api/v1/namespaces/NS/services")),
];
