/** CBOR through every verb. Only for servers that speak it (the feature gate CBORServingAndStorage). */
import type { Case, Step } from "../case.js";
import { cborBodyCases, hex } from "./cbor-bodies.js";
import { cborTypeCases } from "./cbor-types.js";
import { configMap, configMaps, get, type Headers, patch, quietly, remove, steps } from "./steps.js";

const secrets = "/api/v1/namespaces/NS/secrets";
const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const answered: Headers = { Accept: "application/cbor" };
const both: Headers = { ...answered, "Content-Type": "application/cbor" };
const applied: Headers = { ...answered, "Content-Type": "application/apply-patch+cbor" };

const send = (method: string, path: string, body: unknown, headers: Headers = both): Step => ({
  method,
  path,
  body,
  headers,
  form: "cbor",
});
const read = (path: string, headers: Headers = answered): Step => get(path, headers);

const secret = { apiVersion: "v1", kind: "Secret", metadata: { name: "s" }, data: { a: "aGk=", empty: "" } };
const watch = "watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da";
const as = (form: string): Headers => ({ Accept: `application/cbor;as=${form};v=v1;g=meta.k8s.io` });

const verbs: readonly Case[] = [
  steps(
    "cbor create, get, list, update and delete",
    send("POST", secrets, secret),
    read(`${secrets}/s`),
    read(secrets),
    get(`${secrets}/s`),
    send("PUT", `${secrets}/s`, { ...secret, data: { a: "aGkK" } }),
    send("PUT", `${secrets}/s?fieldValidation=Strict`, { ...secret, foo: 1 }),
    { ...remove(`${secrets}/s?dryRun=All`), headers: answered },
    { ...remove(`${secrets}/s`), headers: answered },
    { ...remove(`${secrets}/s`), headers: answered },
  ),
  steps(
    "cbor of a workload",
    send("POST", deployments, {
      apiVersion: "apps/v1",
      kind: "Deployment",
      metadata: { name: "d", annotations: { "example.com/long": "x".repeat(300) } },
      spec: {
        selector: { matchLabels: { a: "b" } },
        template: {
          metadata: { labels: { a: "b" } },
          spec: {
            containers: [
              { name: "c", image: "i", resources: { limits: { cpu: "500m" } }, ports: [{ containerPort: 80 }] },
            ],
          },
        },
      },
    }),
    read(`${deployments}/d`),
    read(`${deployments}/d/scale`),
    read(`${deployments}/d/status`),
    send("PUT", `${deployments}/d/scale`, { metadata: { name: "d" }, spec: { replicas: 3 } }),
    {
      ...patch(`${deployments}/d`, { spec: { replicas: 2 } }),
      headers: { ...answered, "Content-Type": "application/merge-patch+json" },
    },
    {
      ...patch(`${deployments}/d`, { spec: { replicas: "x" } }),
      headers: { ...answered, "Content-Type": "application/merge-patch+json" },
    },
    send(
      "PATCH",
      `${deployments}/d`,
      { spec: { replicas: 4 } },
      { ...answered, "Content-Type": "application/merge-patch+cbor" },
    ),
    send("PATCH", `${deployments}/d`, { spec: { replicas: 4 } }, both),
  ),
  steps(
    "cbor lists in other forms",
    configMap("a"),
    ...["PartialObjectMetadataList", "PartialObjectMetadata", "Table"].map((form) => read(configMaps, as(form))),
  ),
  steps(
    "cbor objects in other forms",
    configMap("a"),
    ...["PartialObjectMetadata", "PartialObjectMetadataList", "Table"].map((form) => read(`${configMaps}/a`, as(form))),
  ),
  steps("cbor of an empty list", read(configMaps), read(`${configMaps}?limit=1`)),
  steps(
    "cbor pages",
    configMap("a"),
    configMap("b"),
    read(`${configMaps}?limit=1`),
    read(`${configMaps}?limit=1&continue={continue:3}`),
  ),
  steps(
    "cbor watches",
    configMap("a"),
    read(`${configMaps}?${watch}`),
    read(`${configMaps}?${watch}`, { Accept: "application/cbor-seq" }),
    read(`${configMaps}?${watch}`, { Accept: "application/cbor;stream=watch" }),
    read(`${configMaps}?${watch}`, as("PartialObjectMetadata")),
    read(`${configMaps}?${watch}`, as("Table")),
    read(`${configMaps}?${watch}&resourceVersion=1`),
    read(`${configMaps}?${watch}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`),
    read(`${configMaps}?${watch}&resourceVersion=x`),
  ),
  steps(
    "cbor delete options",
    ...["a", "b", "c", "d"].map((name) => configMap(name)),
    send("DELETE", `${configMaps}/a`, { kind: "DeleteOptions", apiVersion: "v1", preconditions: { uid: "x" } }),
    send("DELETE", `${configMaps}/a`, { propagationPolicy: "Orphan" }),
    send("DELETE", `${configMaps}/b`, { foo: 1 }),
    send("DELETE", `${configMaps}/b`, { dryRun: ["Some"] }),
    send("DELETE", `${configMaps}/b`, { kind: "Pod", apiVersion: "v1" }),
    send("DELETE", `${configMaps}/b`, { propagationPolicy: 5 }),
    hex("DELETE", `${configMaps}/b`, "ff"),
    hex("DELETE", `${configMaps}/b`, "80"),
    hex("DELETE", `${configMaps}/b`, "d9d9f7"),
    send("DELETE", configMaps, { dryRun: ["All"] }),
    send("DELETE", configMaps, {}),
  ),
  steps(
    "cbor apply",
    send("PATCH", `${configMaps}/n?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", data: { k: "v" } }, applied),
    send("PATCH", `${configMaps}/n?fieldManager=o`, { apiVersion: "v1", kind: "ConfigMap", data: { k: "w" } }, applied),
    send(
      "PATCH",
      `${configMaps}/n?fieldManager=o&force=true`,
      { apiVersion: "v1", kind: "ConfigMap", data: { k: "w" } },
      applied,
    ),
    send("PATCH", `${configMaps}/n`, { apiVersion: "v1", kind: "ConfigMap" }, applied),
    send("PATCH", `${configMaps}/n?fieldManager=m`, { apiVersion: "v1", kind: "Pod" }, applied),
    send("PATCH", `${configMaps}/n?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", data: 5 }, applied),
    send("PATCH", `${configMaps}/n?fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", foo: 5 }, applied),
    send(
      "PATCH",
      `${configMaps}/n?fieldManager=m`,
      { apiVersion: "v1", kind: "ConfigMap" },
      { "Content-Type": "application/apply-patch+cbor" },
    ),
    { ...remove(`${configMaps}/n`), silent: true },
  ),
  steps(
    "cbor errors",
    read(`${configMaps}/none`),
    read("/apis/none/v1"),
    read("/api/v1/nothing"),
    read(`${configMaps}?labelSelector=,,(`),
    send("POST", configMaps, {}),
    send("POST", configMaps, { metadata: { name: "A_" } }),
  ),
  steps(
    "cbor of what is no object",
    read("/api"),
    read("/apis"),
    read("/apis/apps"),
    read("/api/v1"),
    read("/version"),
    read("/openapi/v2"),
    read("/openapi/v3"),
  ),
  steps(
    "cbor of aggregated discovery",
    read("/apis", { Accept: "application/cbor;g=apidiscovery.k8s.io;v=v2;as=APIGroupDiscoveryList" }),
  ),
  steps(
    "cbor of an event",
    send("POST", "/apis/events.k8s.io/v1/namespaces/NS/events", {
      metadata: { name: "e" },
      eventTime: "2020-01-01T00:00:00.123456Z",
      action: "a",
      reason: "r",
      type: "Normal",
      reportingController: "example.com/c",
      reportingInstance: "i",
      regarding: { kind: "Pod", name: "p", namespace: "NS" },
    }),
  ),
  steps(
    "cbor of a lease",
    send("POST", "/apis/coordination.k8s.io/v1/namespaces/NS/leases", {
      metadata: { name: "l" },
      spec: { acquireTime: "2020-01-01T00:00:00.000001Z", leaseDurationSeconds: 15 },
    }),
  ),
  steps(
    "cbor of raw data",
    send("POST", "/apis/apps/v1/namespaces/NS/controllerrevisions", {
      metadata: { name: "r" },
      revision: 1,
      data: {
        float: 1.5,
        whole: 3.0,
        negative: -1,
        large: 9007199254740991,
        small: 1e-7,
        text: "t",
        nothing: null,
        list: [1, "a", { b: true }],
        empty: {},
        none: [],
      },
    }),
    read("/apis/apps/v1/namespaces/NS/controllerrevisions/r"),
  ),
  steps(
    "a gzip answer in cbor",
    quietly(send("POST", configMaps, { metadata: { name: "big" }, data: { k: "0123456789abcdef".repeat(16_000) } })),
    read(`${configMaps}/big`, { ...answered, "Accept-Encoding": "gzip" }),
  ),
];

const accepts: readonly Case[] = [
  "application/cbor;q=0.5, application/json",
  "application/json;q=0.5, application/cbor",
  "application/cbor, application/json",
  "application/cbor;q=0",
  "application/cbor;q=x",
  "application/cbor; charset=utf-8",
  "application/cbor;pretty=1",
  "application/cbor-seq",
  "application/cbor;stream=watch",
  "application/*",
  "APPLICATION/CBOR",
  "application/cbor;as=Nothing;v=v1;g=meta.k8s.io",
].map((accept) =>
  steps(
    `cbor accepted as ${accept}`,
    configMap("a"),
    read(`${configMaps}/a`, { Accept: accept }),
    read(configMaps, { Accept: accept }),
    read(`${configMaps}/none`, { Accept: accept }),
  ),
);

const contentTypes: readonly Case[] = [
  "application/cbor;charset=utf-8",
  "APPLICATION/CBOR",
  "application/cbor-seq",
  "application/cbor;stream=watch",
  "application/json",
  "application/yaml",
  "",
].map((type) =>
  steps(
    `cbor sent as ${type || "nothing"}`,
    send("POST", `${configMaps}?dryRun=All`, { metadata: { name: "a" } }, { ...answered, "Content-Type": type }),
    { method: "POST", path: `${configMaps}?dryRun=All`, body: { metadata: { name: "a" } }, headers: both },
  ),
);

export const cborCases: readonly Case[] = [...verbs, ...accepts, ...contentTypes, ...cborBodyCases, ...cborTypeCases];
