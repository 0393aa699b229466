/**
 * The query's `timeout`: every form of it in every verb, among other mistakes. What expires is asked with a nanosecond, which is over
 * before any server can answer.
 */
import type { Case, Step } from "../case.js";
import { apply, configMap, configMaps, get, mergePatch, patch, post, quietly, remove, steps } from "./steps.js";

const values: readonly string[] = [
  ...["timeout=1ns", "timeout=1n", "timeout=0", "timeout=0s", "timeout=-0", "timeout=-1s", "timeout=-1", "timeout=+1h"],
  ...["timeout=5", "timeout=5h", "timeout=1h2m3.5s", "timeout=.5h", "timeout=1e9s", "timeout=5S", "timeout=%205s"],
  ...["timeout", "timeout=", "timeout=x&timeout=1h", "timeout=1h&timeout=x", "timeout=&timeout=x", "Timeout=x"],
  ...["timeout=%zz", "timeout=x;y", "timeout=99999999999h", "timeout=9223372036854775807ns"],
];

const one = `${configMaps}/a`;

/** Each verb once, and paths that are no resources. */
function everyVerb(query: string): readonly Step[] {
  const at = (path: string): string => `${path}${path.includes("?") ? "&" : "?"}${query}`;
  return [
    configMap("a"),
    get(at(one)),
    { method: "HEAD", path: at(one) },
    get(at(configMaps)),
    get(at(`${configMaps}?watch=0`)),
    get(at(`${configMaps}?watch=1&timeoutSeconds=1`)),
    get(at("/api/v1/watch/namespaces/NS/configmaps?timeoutSeconds=1")),
    post(at(configMaps), { metadata: { name: "b" } }),
    { method: "PUT", path: at(one), body: { metadata: { name: "a" }, data: { q: "r" } } },
    patch(at(one), { data: { s: "t" } }),
    patch(at(`${one}?fieldManager=m`), { apiVersion: "v1", kind: "ConfigMap", data: { x: "y" } }, apply),
    get(at("/api/v1/namespaces/NS/status")),
    patch(at("/api/v1/namespaces/NS/status"), { metadata: { labels: { l: "m" } } }),
    get(at("/apis/apps/v1/namespaces/NS/deployments/none/scale")),
    remove(at(`${configMaps}/b`)),
    remove(at(configMaps)),
    get(at("/healthz")),
    get(at("/apis/apps/v1")),
    get(at("/nothing")),
    // What was not begun in time was not done either.
    get(configMaps),
  ];
}

const text = { "Content-Type": "text/plain" };

/** Which of two mistakes is told. */
const amongOthers: readonly Case[] = ["timeout=x", "timeout=1ns"].map((query) =>
  steps(
    `another mistake beside ${query}`,
    configMap("a"),
    get(`/api/v1/nothing?${query}`),
    get(`/apis/no.such.group/v1/nothing?${query}`),
    get(`${configMaps}?${query}&limit=x`),
    get(`${configMaps}?${query}&labelSelector=!!`),
    get(`${configMaps}?${query}&resourceVersion=x`),
    get(`${one}?${query}`, { Accept: "text/html" }),
    get(`${one}?${query}`, { Accept: "application/yaml" }),
    get(`${one}?${query}`, { Accept: "application/vnd.kubernetes.protobuf" }),
    get(`${one}?${query}&pretty=true`),
    get(`${one}?${query}`, { Authorization: "Bearer wrong" }),
    get(`${one}?${query}&watch=1`),
    get(`${configMaps}?${query}&watch=0&watch=1`),
    get(`${configMaps}?${query}&watch=FALSE`),
    { method: "POST", path: `${one}?${query}`, body: {} },
    { method: "PUT", path: `${configMaps}?${query}`, body: {} },
    post(`${configMaps}?${query}`, "{"),
    post(`${configMaps}?${query}`, "x", text),
    post(`${configMaps}?${query}&dryRun=x`, { metadata: { name: "b" } }),
    post(`${configMaps}?${query}&watch=1`, { metadata: { name: "b" } }),
    patch(`${one}?${query}`, "x", mergePatch),
    remove(`${configMaps}/none?${query}`),
    quietly(get(configMaps)),
  ),
);

export const timeoutCases: readonly Case[] = [
  ...values.map((query) => steps(`every verb with ${query}`, ...everyVerb(query))),
  ...amongOthers,
];
