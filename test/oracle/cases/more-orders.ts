/** More of what random requests found (../random): options beside media types, versions of reads, fields of selectors, subresources. */
import { groups } from "../../../src/generated/index.js";
import type { Case, Step } from "../case.js";
import {
  apply,
  configMap,
  configMaps,
  get,
  jsonPatch,
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
const core = "/api/v1/namespaces/NS";
const events = "/apis/events.k8s.io/v1/namespaces/NS/events";
const deployments = "/apis/apps/v1/namespaces/NS/deployments";
const plain = { "Content-Type": "text/plain" };
const template = { metadata: { labels: { a: "b" } }, spec: { containers: [{ name: "c", image: "i" }] } };
const deployment = {
  apiVersion: "apps/v1",
  kind: "Deployment",
  metadata: { name: "a" },
  spec: { selector: { matchLabels: { a: "b" } }, template },
};
const scale = { apiVersion: "autoscaling/v1", kind: "Scale", metadata: { name: "a", namespace: "NS" } };
const event = {
  apiVersion: "v1",
  kind: "Event",
  metadata: { name: "a", namespace: "NS" },
  involvedObject: { kind: "Pod", name: "x", namespace: "NS" },
};

const badOptions = ["dryRun=x", "fieldManager=a%01", "fieldValidation=x", "dryRun=&dryRun=All", "fieldManager="];

function asked(method: string, path: string, body: unknown, headers: Step["headers"] = {}): Step {
  return { method, path, headers, ...(body === undefined ? {} : { body }) };
}

/** All that is listed by selectors, one version each. */
function fieldCases(): readonly Case[] {
  return groups.flatMap(({ resources }) =>
    resources.flatMap(({ group, plural, kind, namespaced, verbs, versions }) =>
      versions
        .filter(() => verbs.includes("list"))
        .map(({ name }) => {
          const root = group === "" ? `/api/${name}` : `/apis/${group}/${name}`;
          const collection = `${root}${namespaced ? "/namespaces/NS" : ""}/${plural}`;
          const asks = (selector: string): Step =>
            get(`${collection}?labelSelector=none%3Dnone&fieldSelector=${encodeURIComponent(selector)}`);
          return steps(
            `${group === "" ? name : `${group}/${name}`} ${kind}: fields that are none`,
            asks("none=x"),
            asks("metadata.none=x"),
            asks("spec.none!=x"),
            asks("metadata.name=x,none=y"),
            asks("=x"),
          );
        }),
    ),
  );
}

/** Who owns the number after each kind of write of the Scale, of a parent that one made and another applied to. */
function ownersThroughScale(how: string): Case {
  const said = [{ replicas: 2 }, {}, { replicas: 3 }, { replicas: 0 }, { replicas: 4 }];
  const write = (spec: object, manager: string): Step => {
    const path = `${deployments}/a/scale?fieldManager=${manager}`;
    if (how === "updates") return put(path, { ...scale, spec });
    return how === "patches" ? patch(path, { spec }) : patch(`${path}&force=true`, { ...scale, spec }, apply);
  };
  return steps(
    `who owns the replicas: ${how}`,
    ...["Update", "Apply", "nobody"].flatMap((made) => [
      ...(made === "Apply"
        ? [
            patch(
              `${deployments}/a?fieldManager=first`,
              { ...deployment, spec: { ...deployment.spec, replicas: 2 } },
              apply,
            ),
          ]
        : [
            post(`${deployments}?fieldManager=first`, {
              ...deployment,
              metadata: { name: "a", ...(made === "nobody" ? { managedFields: [{}] } : {}) },
              spec: { ...deployment.spec, replicas: 2 },
            }),
          ]),
      ...said.flatMap((spec) => [write(spec, "second"), get(`${deployments}/a`)]),
      write({ replicas: 5 }, "third"),
      get(`${deployments}/a`),
      patch(`${deployments}/a?fieldManager=first`, { metadata: { labels: { x: "y" } } }),
      remove(`${deployments}/a`),
    ]),
  );
}

export const moreOrderCases: readonly Case[] = [
  ...badOptions.map((option) =>
    steps(
      `a media type nobody reads beside ${option}`,
      configMap("a"),
      asked("POST", `${configMaps}?${option}`, "x", plain),
      asked("PUT", `${one}?${option}`, "x", plain),
      asked("PATCH", `${one}?${option}`, "x", plain),
      asked("POST", `${core}/pods/none/eviction?${option}`, "x", plain),
      asked("POST", `${core}/pods/none/binding?${option}`, "x", plain),
      asked("PUT", `${core}/pods/none/status?${option}`, "x", plain),
      asked("PUT", `${deployments}/none/scale?${option}`, "x", plain),
      asked("PATCH", `${deployments}/none/scale?${option}`, "x", plain),
      asked("POST", `/api/v1/namespaces/NS/serviceaccounts/none/token?${option}`, "x", plain),
      asked("POST", `/apis/authorization.k8s.io/v1/selfsubjectaccessreviews?${option}`, "x", plain),
      asked("DELETE", `${one}?${option}`, "x", plain),
      asked("DELETE", `${configMaps}?${option}`, "x", plain),
    ),
  ),
  steps(
    "a version that is none, read and written",
    quietly(post(`${core}/events`, event)),
    configMap("a"),
    ...[`${core}/events/a`, `${events}/a`, one].flatMap((path) => [
      get(`${path}?resourceVersion=x`),
      get(`${path}?resourceVersion=-1`),
      get(`${path}?resourceVersion=1.5`),
      get(`${path}?resourceVersion=18446744073709551616`),
      get(`${path}?resourceVersion=99999999999`),
      get(`${path}?resourceVersion=0`),
      get(`${path}?resourceVersion=x`, table),
      patch(`${path}?resourceVersion=x&dryRun=All`, {}),
      get(`${path.replace(/\/a$/, "/none")}?resourceVersion=x`),
      get(`${path.replace(/\/a$/, "")}?resourceVersion=x`),
      get(`${path.replace(/\/a$/, "")}?resourceVersion=99999999999`),
    ]),
  ),
  steps(
    "a workload sent to its scale",
    quietly(post(deployments, deployment)),
    put(`${deployments}/a/scale`, deployment),
    put(`${deployments}/a/scale`, { ...deployment, kind: "Other" }),
    put(`${deployments}/a/scale`, { ...scale, apiVersion: "v1" }),
    put(`${deployments}/a/scale`, { ...scale, apiVersion: "apps/v1" }),
    put(`${deployments}/a/scale`, { ...scale, apiVersion: "apps/v1beta1", spec: { replicas: 2 } }),
    put(`${deployments}/a/scale`, { ...scale, apiVersion: "extensions/v1beta1", spec: { replicas: 2 } }),
    put(`${deployments}/a/scale`, { metadata: scale.metadata, spec: { replicas: 2 } }),
    put(`${deployments}/a/scale`, { ...scale, kind: "ConfigMap", apiVersion: "v1" }),
    patch(`${deployments}/a/scale`, { kind: "Deployment", apiVersion: "apps/v1" }),
    patch(`${deployments}/a/scale`, { kind: "Deployment" }),
    patch(`${deployments}/a/scale`, { apiVersion: "v1" }),
    patch(`${deployments}/a/scale`, { spec: { template } }),
    patch(`${deployments}/a/scale?fieldManager=m`, deployment, apply),
    patch(`${deployments}/a/scale?fieldManager=m&force=true`, { ...scale, spec: { replicas: 4 } }, apply),
    get(`${deployments}/a`),
    put(`${deployments}/a/status`, scale),
    put(`${deployments}/a/status`, { ...scale, kind: "ConfigMap", apiVersion: "v1" }),
    patch(`${deployments}/a/status`, { kind: "Scale", apiVersion: "autoscaling/v1" }),
  ),
  steps(
    "a patch that changes what it is",
    configMap("a"),
    quietly(post(deployments, deployment)),
    ...[one, `${deployments}/a/status`, `${deployments}/a/scale`].flatMap((path) =>
      [
        { kind: "PodTemplate", apiVersion: "v1" },
        { kind: "Nothing" },
        { apiVersion: "v2" },
        { apiVersion: "/" },
        { apiVersion: "autoscaling/v1", kind: "Scale" },
        { kind: null, apiVersion: null },
        { kind: "" },
        { kind: 5 },
        { apiVersion: "a/b/c" },
      ].flatMap((body) => [
        patch(path, body),
        patch(path, body, strategicPatch),
        patch(
          path,
          Object.entries(body).map(([name, value]) => ({ op: "replace", path: `/${name}`, value })),
          jsonPatch,
        ),
      ]),
    ),
  ),
  steps(
    "more orders of refusals",
    configMap("a"),
    put(one, { metadata: { namespace: "other" } }),
    put(one, { metadata: { namespace: "other", name: "b" } }),
    patch(one, { metadata: { namespace: "other", name: "b" } }),
    patch(
      `${one}?fieldManager=m`,
      { apiVersion: "v1", kind: "ConfigMap", metadata: { namespace: "other", name: "b" } },
      apply,
    ),
    get(`${configMaps}?continue=e30&resourceVersion=5`),
    get(`${configMaps}?continue=x&resourceVersion=x`),
    remove(`${configMaps}?fieldSelector=none%3Dx`, "{}{"),
    remove(`${configMaps}?labelSelector=%3D%3D`, "{}{"),
    patch(`${one}?dryRun=All`, { zed: 1, metadata: { none: 1, annotations: null }, Name: 1, list: [{ b: 1, a: 1 }] }),
    quietly(post(deployments, deployment)),
    patch(`${deployments}/a?dryRun=All`, {
      zed: 1,
      Name: 1,
      spec: { z: 1, b: 1, template: { spec: { containers: [{ name: "c", image: "i", z: 1, b: 2 }], none: 1 } } },
    }),
    ...[table, { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io,application/json" }].flatMap((headers) => [
      get(`${core}/pods/none/resize`, headers),
      get(`${core}/pods/none/ephemeralcontainers`, headers),
      get(`${core}/pods/none/status`, headers),
      { ...patch(`${core}/pods/none/resize?dryRun=x`, {}), headers: { ...headers, "Content-Type": "text/plain" } },
    ]),
    ...["deployments", "replicasets", "statefulsets", "daemonsets"].map((plural) =>
      get(
        `/apis/apps/v1/namespaces/NS/${plural}?watch=1&timeoutSeconds=1&resourceVersionMatch=NotOlderThan&sendInitialEvents=1&allowWatchBookmarks=1&labelSelector=none`,
      ),
    ),
  ),
  steps(
    "versions that are none, in bodies",
    ...["a/b/c", "a/b/c/d", "/"].flatMap((apiVersion) => [
      post(`${configMaps}?dryRun=All`, { apiVersion, kind: "ConfigMap", metadata: { name: "a" } }),
      post(`${configMaps}?dryRun=All`, `apiVersion: ${apiVersion}`, { "Content-Type": "application/yaml" }),
      patch(`${one}?dryRun=All&fieldManager=m`, { apiVersion, kind: "ConfigMap", metadata: { name: "a" } }, apply),
      remove(`${one}?dryRun=All`, { apiVersion, kind: "DeleteOptions" }),
    ]),
  ),
  ...["updates", "patches", "applies"].map((how) => ownersThroughScale(how)),
  steps(
    "who owns the replicas after patches of the scale",
    quietly(post(`${deployments}?fieldManager=first`, { ...deployment, spec: { ...deployment.spec, replicas: 2 } })),
    patch(`${deployments}/a/scale?fieldManager=second`, { metadata: { labels: { x: "y" } } }),
    get(`${deployments}/a`),
    patch(`${deployments}/a/scale?fieldManager=third`, { spec: { replicas: 2 } }),
    get(`${deployments}/a`),
    patch(`${deployments}/a/scale?fieldManager=third`, { spec: { replicas: 3 } }),
    get(`${deployments}/a`),
    patch(`${deployments}/a/scale?fieldManager=fourth`, { spec: { replicas: null } }),
    get(`${deployments}/a`),
    put(`${deployments}/a/scale?fieldManager=fifth`, { ...scale, spec: { replicas: 0 } }),
    get(`${deployments}/a`),
    put(`${deployments}/a/scale?fieldManager=sixth`, { ...scale, spec: {} }),
    get(`${deployments}/a`),
    patch(`${deployments}/a?fieldManager=seventh`, { spec: { replicas: 5 } }),
    patch(`${deployments}/a/scale?fieldManager=eighth`, { metadata: { annotations: { x: "y" } } }),
    get(`${deployments}/a`),
  ),
  steps(
    "who owns what of an empty spec",
    post("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions?fieldManager=m", {
      metadata: { name: "x.NS" },
      spec: {},
    }),
    patch("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/x.NS?fieldManager=n", { spec: {} }),
    patch(
      "/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/y.NS?fieldManager=m",
      {
        apiVersion: "internal.apiserver.k8s.io/v1alpha1",
        kind: "StorageVersion",
        metadata: { name: "y.NS" },
        spec: {},
      },
      apply,
    ),
    put("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/x.NS?fieldManager=o", {
      metadata: { name: "x.NS" },
      spec: {},
    }),
    put("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/x.NS?fieldManager=o", {
      metadata: { name: "x.NS", labels: { a: "b" } },
    }),
    patch("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/x.NS/status?fieldManager=o", {
      status: { commonEncodingVersion: "" },
    }),
    remove("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/x.NS"),
    remove("/apis/internal.apiserver.k8s.io/v1alpha1/storageversions/y.NS"),
  ),
  ...fieldCases(),
];
