/** Paths and methods: discovery, versions, what names nothing, bad encodings, methods nobody serves. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, steps } from "./steps.js";

const ask = (method: string, path: string, headers?: Readonly<Record<string, string>>): Step =>
  headers === undefined ? { method, path } : { method, path, headers };

const discovery = "application/json;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList";
const oldDiscovery = "application/json;g=apidiscovery.k8s.io;v=v2beta1;as=APIGroupDiscoveryList";

/** Documents every server of that version has the same. */
const documents: readonly Case[] = [
  "/api",
  "/api/",
  "/api/v1",
  "/apis/",
  ...["apps", "batch", "autoscaling", "networking.k8s.io", "policy", "rbac.authorization.k8s.io", "storage.k8s.io"].map(
    (group) => `/apis/${group}`,
  ),
  ...["apps/v1", "batch/v1", "autoscaling/v1", "autoscaling/v2", "networking.k8s.io/v1", "policy/v1"].map(
    (version) => `/apis/${version}`,
  ),
  ...["rbac.authorization.k8s.io/v1", "storage.k8s.io/v1", "coordination.k8s.io/v1", "events.k8s.io/v1"].map(
    (version) => `/apis/${version}`,
  ),
  ...["authentication.k8s.io/v1", "authorization.k8s.io/v1", "node.k8s.io/v1", "scheduling.k8s.io/v1"].map(
    (version) => `/apis/${version}`,
  ),
  "/apis/apps/v1/",
].map((path) => steps(`discovery at ${path}`, get(path)));

const nothing: readonly Case[] = [
  "/nothing",
  "/api/v2",
  "/api/v1/nothing",
  "/apis/none.example.com",
  "/apis/none.example.com/v1",
  "/apis/apps/v2",
  "/apis/apps/v1/nothing",
  "/apis/apps/v1/namespaces/NS/nothing/a",
  "/apis/apps/v1/namespaces/NS/deployments/a/nothing",
  "/apis/apps/v1/namespaces/NS/deployments/a/status/more",
  "/api/v1/namespaces/NS/configmaps/a/b/c",
  "/api/v1/namespaces/NS/",
  "/api/v1/namespaces/NS/configmaps/",
  "/api/v1/namespaces/NS/configmaps/a/",
  "/api/v1//configmaps",
  "//api/v1/configmaps?limit=1",
  "/api/v1/namespaces/NS/configmaps/%zz",
  "/api/v1/namespaces/NS/configmaps/a%2Fb",
  "/api/v1/namespaces/NS/configmaps/%61",
  "/api/v1/namespaces/NS/configmaps/a%00b",
  "/api/v1/namespaces/NS/configmaps/%C3%A4",
  "/api/v1/namespaces/NS/configmaps?limit=%zz",
  "/api/v1/namespaces/NS/../namespaces",
  "/api/v1/./namespaces/NS/configmaps",
  "/API/v1/configmaps",
  "/api/v1/ConfigMaps",
  "/api/v1/namespaces/NS/nodes",
  "/api/v1/nodes/a/b",
  "/api/v1/configmaps/a",
  "/openapi/v3/none",
  "/openapi/v4",
  "/swagger.json",
  "/healthz/none",
  "/readyz/ping",
  "/livez/ping",
  "/healthz/ping",
  "/livez",
  "/readyz",
  "/healthz",
  "/livez?exclude=ping",
  "/version/",
  "/version/x",
  "/metrics/x",
].map((path) => steps(`get ${path}`, get(path)));

const methods: readonly Case[] = [
  steps("head of an object", configMap("a"), ask("HEAD", `${configMaps}/a`)),
  steps("head of a list", configMap("a"), ask("HEAD", configMaps)),
  steps("head of what is not there", ask("HEAD", `${configMaps}/a`)),
  steps("head of discovery", ask("HEAD", "/api/v1")),
  steps("options of an object", configMap("a"), ask("OPTIONS", `${configMaps}/a`)),
  steps("options of a list", ask("OPTIONS", configMaps)),
  steps("an unknown method", ask("PROPFIND", configMaps)),
  steps("an unknown method on an object", configMap("a"), ask("LOCK", `${configMaps}/a`)),
  steps("post to discovery", { method: "POST", path: "/api/v1", body: {} }),
  steps("delete the version", ask("DELETE", "/version")),
  steps("post to the version", { method: "POST", path: "/version", body: {} }),
  steps("put a list", { method: "PUT", path: configMaps, body: { metadata: { name: "a" } } }),
  steps("post to a status", { method: "POST", path: "/api/v1/namespaces/NS/pods/a/status", body: {} }),
  steps("post to a health check", { method: "POST", path: "/livez", body: {} }),
  steps("post a cluster object into a namespace", {
    method: "POST",
    path: "/api/v1/namespaces/NS/nodes",
    body: { metadata: { name: "a" } },
  }),
  steps("post to what cannot be created", { method: "POST", path: "/api/v1/componentstatuses", body: {} }),
];

const accepts: readonly Case[] = [
  "text/html",
  "application/json;q=0.5, application/yaml",
  "application/yaml;q=0.5, application/json",
  "application/*",
  "*/*",
  "text/*",
  "application/json;as=Nothing;v=v1;g=meta.k8s.io",
  "application/json;as=Table;v=v9;g=meta.k8s.io",
  "application/json;as=Table;v=v1beta1;g=meta.k8s.io",
  "application/json;as=Table;v=v1;g=other.io",
  "application/json;as=Table;g=meta.k8s.io;v=v1, application/json",
  "application/json;as=PartialObjectMetadata;v=v1beta1;g=meta.k8s.io",
  "application/json;charset=utf-8",
  "application/json;stream=watch",
  "application/json;pretty=1",
  "nonsense",
  ";",
  "application/json;q=0",
  "application/json;q=x",
].map((accept) =>
  steps(
    `accept ${accept}`,
    configMap("a"),
    get(`${configMaps}/a`, { Accept: accept }),
    get(configMaps, { Accept: accept }),
    get(`${configMaps}/none`, { Accept: accept }),
    get("/api/v1", { Accept: accept }),
  ),
);

const contentTypes: readonly Case[] = [
  "application/json",
  "application/json; charset=utf-8",
  "application/json;stream=watch",
  "APPLICATION/JSON",
  "text/json",
  "text/plain",
  "application/x-www-form-urlencoded",
  "application/merge-patch+json",
  "nonsense",
  ";",
  "",
  "application/yaml",
].flatMap((type) => [
  steps(`create as ${type || "nothing"}`, {
    method: "POST",
    path: configMaps,
    body: { metadata: { name: "a" } },
    headers: { "Content-Type": type },
  }),
  steps(`patch as ${type || "nothing"}`, configMap("a"), {
    method: "PATCH",
    path: `${configMaps}/a`,
    body: { data: { x: "y" } },
    headers: { "Content-Type": type },
  }),
]);

const forms: readonly Case[] = [
  ...["true", "1", "false", "0", "x", ""].map((pretty) =>
    steps(`get with pretty=${pretty}`, configMap("a"), get(`${configMaps}/a?pretty=${pretty}`)),
  ),
  steps("get as curl", configMap("a"), get(`${configMaps}/a`, { "User-Agent": "curl/8" })),
  steps("get as a browser", configMap("a"), get(`${configMaps}/a`, { "User-Agent": "Mozilla/5.0" })),
  steps("an error pretty", get(`${configMaps}/none?pretty=true`)),
  steps("a large answer, gzipped", bigConfigMap(), get(`${configMaps}/big`, { "Accept-Encoding": "gzip" })),
  steps("a large answer, as it is", bigConfigMap(), get(`${configMaps}/big`)),
  steps("a small answer, gzip accepted", configMap("a"), get(`${configMaps}/a`, { "Accept-Encoding": "gzip" })),
  steps(
    "a large answer with gzip refused",
    bigConfigMap(),
    get(`${configMaps}/big`, { "Accept-Encoding": "gzip;q=0" }),
  ),
  steps("without credentials", get(configMaps, { Authorization: "" })),
  steps("with a wrong token", get(configMaps, { Authorization: "Bearer wrong" })),
  steps("with a wrong scheme", get(configMaps, { Authorization: "Basic eDp5" })),
  steps("discovery aggregated at /api", get("/api", { Accept: discovery })),
  steps("discovery aggregated of old at /api", get("/api", { Accept: oldDiscovery })),
];

function bigConfigMap(): Step {
  return configMap("big", { data: { big: "0123456789abcdef".repeat(16_000) } });
}

export const pathCases: readonly Case[] = [...documents, ...nothing, ...methods, ...accepts, ...contentTypes, ...forms];
