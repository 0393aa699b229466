/** Watches: where they start, what they select, what they say at their end, and the old paths. All end after a second. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, partial, patch, put, quietly, remove, steps, table } from "./steps.js";

const second = "watch=1&timeoutSeconds=1";
const from = (step: number, query = ""): Step => get(`${configMaps}?${second}&resourceVersion={rv:${step}}${query}`);

/** a and b are made, a is changed twice and deleted. */
const story: readonly Step[] = [
  configMap("a", { metadata: { labels: { l: "x" } } }),
  configMap("b"),
  quietly(patch(`${configMaps}/a`, { data: { k: "w" }, metadata: { labels: { l: "y" } } })),
  quietly(patch(`${configMaps}/a`, { metadata: { labels: { l: "x" } } })),
  quietly(patch(`${configMaps}/b`, { metadata: { labels: { l: "x" } } })),
  quietly(remove(`${configMaps}/a`)),
  // A consistent list waits for kube-apiserver's watch cache: a watch from "any state" would begin with an older one and be told the rest.
  quietly(get(configMaps)),
];

const starts: readonly Case[] = [
  steps("watch from a revision", ...story, from(1)),
  steps("watch from a revision, one object by its name", ...story, from(1, "&fieldSelector=metadata.name=a")),
  steps("watch from a revision, by labels that come and go", ...story, from(1, "&labelSelector=l=x")),
  steps("watch from a revision, by labels that are not", ...story, from(1, "&labelSelector=l!=x")),
  steps("watch from a revision, by a label that exists", ...story, from(1, "&labelSelector=l")),
  steps(
    "watch from a revision, by labels and fields",
    ...story,
    from(1, "&labelSelector=l=x&fieldSelector=metadata.name=b"),
  ),
  steps("watch from a revision with bookmarks", ...story, from(1, "&allowWatchBookmarks=true&labelSelector=none")),
  steps("watch from revision 0", ...story, quietly(get(configMaps)), get(`${configMaps}?${second}&resourceVersion=0`)),
  steps("watch from no revision", ...story, get(`${configMaps}?${second}`)),
  ...["", "&resourceVersion=0", "&sendInitialEvents=false&resourceVersionMatch=NotOlderThan"].map((start) =>
    steps(
      `watch with bookmarks, started by "${start}"`,
      ...story,
      quietly(get(configMaps)),
      get(`${configMaps}?${second}&allowWatchBookmarks=true${start}`),
    ),
  ),
  steps("watch from a future revision", ...story, get(`${configMaps}?${second}&resourceVersion=99999999999`)),
  steps("watch from a negative revision", get(`${configMaps}?${second}&resourceVersion=-1`)),
  steps("watch as metadata from a revision", ...story, {
    ...from(1),
    headers: partial,
  }),
  steps("watch as tables from a revision", ...story, { ...from(1, "&labelSelector=l=x"), headers: table }),
  steps("watch as tables with whole objects", ...story, { ...from(2, "&includeObject=Object"), headers: table }),
  steps("watch as tables without objects", ...story, { ...from(2, "&includeObject=None"), headers: table }),
  steps("watch as YAML", ...story, { ...from(4), headers: { Accept: "application/yaml" } }),
  steps("watch pretty", ...story, from(4, "&pretty=true")),
  steps("watch as something unknown", get(`${configMaps}?${second}`, { Accept: "text/x" })),
];

const initial = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan";
const streaming: readonly Case[] = [
  steps(
    "watch with initial events and bookmarks",
    ...story,
    get(`${configMaps}?${second}&${initial}&allowWatchBookmarks=true`),
  ),
  steps("watch with initial events, no bookmarks", ...story, get(`${configMaps}?${second}&${initial}`)),
  steps(
    "watch with initial events from a revision",
    ...story,
    get(`${configMaps}?${second}&${initial}&allowWatchBookmarks=true&resourceVersion={rv:2}`),
  ),
  steps(
    "watch with initial events as tables",
    ...story,
    get(`${configMaps}?${second}&${initial}&allowWatchBookmarks=true`, table),
  ),
  steps(
    "watch with initial events as metadata",
    ...story,
    get(`${configMaps}?${second}&${initial}&allowWatchBookmarks=true`, partial),
  ),
  steps(
    "watch with initial events by labels",
    ...story,
    get(`${configMaps}?${second}&${initial}&allowWatchBookmarks=true&labelSelector=none`),
  ),
  steps("watch without initial events", ...story, get(`${configMaps}?${second}&sendInitialEvents=false`)),
  steps(
    "watch without initial events from a revision",
    ...story,
    get(`${configMaps}?${second}&sendInitialEvents=false&resourceVersionMatch=NotOlderThan&resourceVersion={rv:4}`),
  ),
  ...["Exact", "Wrong"].map((match) =>
    steps(
      `watch with initial events and match ${match}`,
      get(`${configMaps}?${second}&sendInitialEvents=true&resourceVersionMatch=${match}`),
    ),
  ),
  steps("watch with initial events and a continue", get(`${configMaps}?${second}&${initial}&continue=x`)),
];

const oldPaths: readonly Case[] = [
  steps("the old watch of a collection", ...story, get("/api/v1/watch/namespaces/NS/configmaps?timeoutSeconds=1")),
  steps("the old watch of one object", ...story, get("/api/v1/watch/namespaces/NS/configmaps/b?timeoutSeconds=1")),
  steps(
    "the old watch of all namespaces",
    ...story,
    get("/api/v1/watch/configmaps?timeoutSeconds=1&fieldSelector=metadata.namespace=NS"),
  ),
  steps(
    "the old watch of another group",
    get("/apis/apps/v1/watch/namespaces/NS/deployments?timeoutSeconds=1"),
    get("/apis/apps/v1/watch/namespaces/NS/nothings?timeoutSeconds=1"),
  ),
  steps("the old watch of one namespace", get("/api/v1/watch/namespaces/NS?timeoutSeconds=1")),
  steps("the old watch with a write", { method: "POST", path: "/api/v1/watch/namespaces/NS/configmaps", body: {} }),
  steps("the old watch of nothing", get("/api/v1/watch")),
];

const odd: readonly Case[] = [
  steps("watch one by its path", configMap("a"), get(`${configMaps}/a?${second}`)),
  steps("watch with watch=true", configMap("a"), get(`${configMaps}?watch=true&timeoutSeconds=1`)),
  steps("watch with watch=false", configMap("a"), get(`${configMaps}?watch=false&timeoutSeconds=1`)),
  steps("watch with watch=0", configMap("a"), get(`${configMaps}?watch=0`)),
  steps("watch with an empty watch", configMap("a"), get(`${configMaps}?watch=&timeoutSeconds=1`)),
  steps("watch with watch=maybe", configMap("a"), get(`${configMaps}?watch=maybe&timeoutSeconds=1`)),
  steps("watch with a limit", configMap("a"), configMap("b"), get(`${configMaps}?${second}&limit=1`)),
  steps("watch with a continue", get(`${configMaps}?${second}&continue=x`)),
  steps("watch with a bad timeout", get(`${configMaps}?watch=1&timeoutSeconds=x`)),
  steps("watch by an unknown field", get(`${configMaps}?${second}&fieldSelector=a=b`)),
  steps("watch by a broken label selector", get(`${configMaps}?${second}&labelSelector=a+b`)),
  steps("watch in a namespace that is not there", get(`/api/v1/namespaces/none/configmaps?${second}`)),
  steps("watch of a resource that cannot", get(`/api/v1/componentstatuses?${second}`)),
  steps(
    "watch sees an object with finalizers go in two steps",
    configMap("a", { metadata: { finalizers: ["example.com/x"] } }),
    quietly(remove(`${configMaps}/a`)),
    quietly(patch(`${configMaps}/a`, { metadata: { finalizers: null } })),
    from(1),
  ),
  steps(
    "watch sees an update that changes nothing not at all",
    configMap("a"),
    quietly(put(`${configMaps}/a`, { metadata: { name: "a" }, data: { k: "v" } })),
    quietly(patch(`${configMaps}/a`, {})),
    from(1),
  ),
  steps(
    "watch sees each object of a deleted collection",
    configMap("a"),
    configMap("b"),
    quietly({ method: "DELETE", path: configMaps }),
    from(2),
  ),
];

export const watchCases: readonly Case[] = [...starts, ...streaming, ...oldPaths, ...odd];
