/** Versions and kinds that are served only when asked for, and what random requests found there. */
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
  table,
} from "./steps.js";

const core = "/api/v1/namespaces/NS";
const cbor = { Accept: "application/cbor" };
const json = { "Content-Type": "application/json" };
const yaml = { "Content-Type": "application/yaml" };
const cborApply = { "Content-Type": "application/apply-patch+cbor" };
const requests = "/apis/certificates.k8s.io/v1beta1/namespaces/NS/podcertificaterequests";
const slices = "/apis/resource.k8s.io/v1beta1/resourceslices";
const policies = "/apis/admissionregistration.k8s.io/v1alpha1/mutatingadmissionpolicies";
const candidates = "/apis/coordination.k8s.io/v1alpha2/namespaces/NS/leasecandidates";

const request = {
  apiVersion: "certificates.k8s.io/v1beta1",
  kind: "PodCertificateRequest",
  metadata: { name: "a", labels: { l: "1" } },
  spec: {
    signerName: "example.com/signer",
    podName: "p",
    podUID: "11111111-1111-4111-8111-111111111111",
    serviceAccountName: "s",
    serviceAccountUID: "22222222-2222-4222-8222-222222222222",
    nodeName: "n",
    nodeUID: "33333333-3333-4333-8333-333333333333",
    // A request without a subject, made for this file.
    stubPKCS10Request:
      "MIG6MGICAQAwADBZMBMGByqGSM49AgEGCCqGSM49AwEHA0IABHxRQjsSaX+Nn+Hbbr+POBP4liql4GX/LUCDBzekshl0qHOfVJCvIwCUx194EJpyWmJb6KhOfLl1BMrU+R3yos+gADAKBggqhkjOPQQDAgNIADBFAiEAzWo12un5WRMxQWZrcqTxwzgm3TQTLoJplFZ0NAabp3QCIDxxZqdonThDvDx4i8veP6RlRN1vpmJAeieGo5caRwt/",
  },
};
const { spec: _spec, ...bare } = request;
const metadata = {
  name: "a",
  labels: { m: "2" },
  annotations: { a: "2" },
  finalizers: ["example.com/b"],
  ownerReferences: [{ apiVersion: "v1", kind: "Pod", name: "p", uid: "44444444-4444-4444-8444-444444444444" }],
};

const timeAdded = "2024-01-01T00:00:00Z";
const slice = (name: string, more: object = {}): object => ({
  apiVersion: "resource.k8s.io/v1beta1",
  kind: "ResourceSlice",
  metadata: { name, ...more },
  spec: {
    driver: "a.b",
    pool: { name: "p", generation: 1, resourceSliceCount: 1 },
    nodeName: "n",
    // With a time of its own: one that the server fills in changes the spec whenever a second ends.
    devices: [{ name: "d", basic: { taints: [{ key: "k", effect: "NoSchedule", timeAdded }] } }],
  },
});

function policy(rules: object, more: object = {}): Step {
  return post(`${policies}?dryRun=All`, {
    apiVersion: "admissionregistration.k8s.io/v1alpha1",
    kind: "MutatingAdmissionPolicy",
    metadata: { name: "NS" },
    spec: { matchConstraints: { resourceRules: [rules] }, ...more },
  });
}

export const everyVersionCases: readonly Case[] = [
  steps(
    "a request's status keeps its metadata",
    quietly(post(`${requests}?fieldManager=first`, request)),
    patch(`${requests}/a/status?fieldManager=m&force=true`, { ...bare, metadata }, apply),
    patch(`${requests}/a/status?fieldManager=n&force=true`, { ...request, metadata }, apply),
    patch(`${requests}/a/status?fieldManager=o`, { metadata }),
    put(`${requests}/a/status?fieldManager=p`, { ...request, metadata }),
    put(`${requests}/a/status?fieldManager=p`, { ...request, spec: { ...request.spec, nodeName: "o" }, metadata }),
    patch(`${requests}/a?fieldManager=q`, { metadata }),
    patch(`${requests}/a/status?fieldManager=r`, {
      metadata: { labels: null, finalizers: null, ownerReferences: null },
    }),
    get(`${requests}/a`),
    patch(`${requests}/a`, { metadata: { finalizers: null } }),
    remove(`${requests}/a`),
  ),
  steps(
    "a failed JSON patch of a kind and a version, as CBOR",
    configMap("a"),
    ...[
      [{ op: "remove", path: "/kind" }],
      [
        { op: "remove", path: "/kind" },
        { op: "copy", path: "/apiVersion", from: "" },
      ],
      [{ op: "copy", path: "/apiVersion", from: "" }],
      [{ op: "replace", path: "/kind", value: 5 }],
      [{ op: "test", path: "/kind", value: 5 }],
      [{ op: "remove", path: "/none" }],
      [{ op: "remove", path: "" }],
      [{ op: "replace", path: "", value: 5 }],
      [{ op: "add", path: "/data", value: 5 }],
      [{ op: "none" }],
      5,
    ].map((body) => patch(`${configMaps}/a?dryRun=All`, body, { ...jsonPatch, ...cbor })),
    patch(`${configMaps}/a?dryRun=All`, { kind: 5 }, { "Content-Type": "application/merge-patch+json", ...cbor }),
    patch(`${configMaps}/a?dryRun=All`, { data: 5 }, { "Content-Type": "application/merge-patch+json", ...cbor }),
  ),
  steps(
    "an apply that says who manages it, as CBOR",
    ...[
      [1.5],
      [],
      5,
      [{}],
      {},
      [[]],
      ["x"],
      [{}, 5],
      [{ manager: 5 }],
      [{ fieldsV1: 5 }],
      null,
      [null],
      "x",
      true,
      [true],
    ].flatMap((managedFields) => {
      const body = { apiVersion: "v1", kind: "ConfigMap", metadata: { name: "b", managedFields } };
      const path = `${configMaps}/b?dryRun=All&fieldManager=m`;
      return [{ ...patch(path, body, cborApply), form: "cbor" } as const, patch(path, body, apply)];
    }),
  ),
  steps(
    "a slice with a link to itself",
    post(`${slices}?dryRun=All`, slice("NS", { selfLink: "/x" })),
    put(`${slices}/NS?dryRun=All`, slice("NS", { selfLink: "/x" })),
    quietly(post(slices, slice("NS"))),
    put(`${slices}/NS`, slice("NS", { selfLink: "/x" })),
    put(`${slices}/NS`, slice("NS", { selfLink: "/x", labels: { a: "b" } })),
    put(`${slices}/NS`, slice("NS", { selfLink: "/x", managedFields: [] })),
    put(`${slices}/NS`, slice("NS", { selfLink: "/x", generation: 7, labels: { a: "c" }, managedFields: [] })),
    { ...put(`${slices}/NS?fieldValidation=Ignore`, slice("NS", { selfLink: "/x" })), headers: yaml },
    remove(`${slices}/NS`),
    put(`${slices}/NS`, slice("NS", { selfLink: "/x" })),
    patch(`${slices}/NS`, { metadata: { selfLink: "/y" } }),
    get(`${slices}/NS`),
    get(`${slices.replace("v1beta1", "v1")}/NS`),
    remove(`${slices}/NS`),
  ),
  steps(
    "types of fields in versions of their own",
    policy({ apiGroups: ["x.io"], apiVersions: { name: "x" } }),
    policy({ apiGroups: 5 }),
    policy({ operations: 5 }),
    policy({ resources: ["a", 5] }),
    policy({ scope: 5 }),
    policy({ resourceNames: 5 }),
    policy({}, { mutations: 5 }),
    policy({}, { mutations: [{ patchType: 5 }] }),
    policy({}, { mutations: [{ applyConfiguration: { expression: 5 } }] }),
    policy({}, { mutations: [{ jsonPatch: { expression: 5 } }] }),
    policy({}, { variables: [{ name: 5 }] }),
    policy({}, { matchConditions: [{ name: 5 }] }),
    policy({}, { paramKind: { kind: 5 } }),
    policy({}, { failurePolicy: 5 }),
    policy({}, { reinvocationPolicy: 5 }),
    policy({}, { matchConstraints: { namespaceSelector: { matchLabels: { a: 5 } } } }),
    policy({}, { matchConstraints: { excludeResourceRules: [{ scope: 5 }] } }),
    ...[{ strategy: -1 }, { leaseName: 5 }, { binaryVersion: [] }, { renewTime: 5 }, { pingTime: {} }].map((spec) =>
      post(`${candidates}?dryRun=All`, { metadata: { name: "a" }, spec }),
    ),
  ),
  steps(
    "a number too large after another mistake",
    configMap("a"),
    ...[
      '{"metadata":{"name":[[]]},"data":1e400}',
      '{"data":1e400,"metadata":{"name":[[]]}}',
      '{"data":5,"metadata":{"name":[[]]}}',
      '{"metadata":{"name":"b","finalizers":1e400}}',
      '{"metadata":{"name":"b"},"data":{"a":1e400}}',
      '{"metadata":{"name":"b"},"immutable":1e400}',
      '{"metadata":{"name":"b","generation":1e400}}',
      '{"metadata":{"name":"b"},"none":1e400}',
      '{"metadata":{"name":"b","generation":1.5},"none":1e400}',
      '{"metadata":{"name":"b"},"none":1e400,"data":5}',
    ].map((body) => post(`${configMaps}?dryRun=All`, body, json)),
    ...[
      '[{"op":"replace","path":"/data/k","value":"2"},{"op":"test","path":"/kind","value":1e400}]',
      '[{"op":"test","path":"/kind","value":1e400}]',
      '[{"op":"add","path":"/data/x","value":{"a":[1e400]}}]',
      '[{"op":5,"path":"/data/x","value":1e400}]',
      '[{"op":"none","path":"/data/x","none":1e400}]',
      '[{"op":"replace","path":1e400,"value":"2"}]',
      '[5,{"op":"test","path":"/kind","value":1e400}]',
      '[{"op":"test","path":"/kind","value":{"a":[1e400]}}]',
      '{"op":1e400}',
    ].map((body) => patch(`${configMaps}/a?dryRun=All`, body, jsonPatch)),
    patch(`${configMaps}/a?dryRun=All`, '{"data":{"a":1e400}}'),
    patch(`${configMaps}/a?dryRun=All`, '{"metadata":{"name":[]},"data":{"a":1e400}}'),
  ),
  steps(
    "numbers too large in patches whose fields nobody checks",
    configMap("a"),
    ...[
      '[{"op":"add","path":"/data/x","value":1e400}]',
      '[{"op":"add","path":"/none","value":1e400}]',
      '[{"op":"add","path":"/metadata/generation","value":1e400}]',
      '[{"op":"test","path":"/kind","value":1e400}]',
      '[{"op":"add","path":"/data","value":1e400}]',
      '[{"op":"add","path":"/none","value":{"a":[1e400]}}]',
    ].map((body) => patch(`${configMaps}/a?dryRun=All&fieldValidation=Ignore`, body, jsonPatch)),
  ),
  ...["pods", "events"].map((plural) =>
    steps(
      `a watch of ${plural} with a token and a version`,
      configMap("a"),
      ...[
        "",
        "&resourceVersion=0",
        "&resourceVersion={rv:1}",
        "&resourceVersion=%20",
        "&resourceVersion=x",
        "&resourceVersion=-1",
        "&resourceVersionMatch=x",
      ].flatMap((version) =>
        ["", "&resourceVersionMatch=NotOlderThan", "&resourceVersionMatch=NotOlderThan&sendInitialEvents=1"].map(
          (more) => get(`${core}/${plural}?watch=1&timeoutSeconds=1&continue=x${version}${more}`),
        ),
      ),
    ),
  ),
  steps(
    "a claim's status as a table",
    get("/apis/resource.k8s.io/v1beta1/namespaces/NS/resourceclaims/none/status", table),
    get("/apis/resource.k8s.io/v1/namespaces/NS/resourceclaims/none/status", table),
  ),
];
