/** What random requests found on a server with every version and CBOR, each as short as it could be made. */
import type { Case } from "../case.js";
import {
  apply,
  configMap,
  configMaps,
  get,
  jsonPatch,
  partial,
  patch,
  post,
  put,
  quietly,
  remove,
  steps,
  strategicPatch,
} from "./steps.js";

const policies = "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies";
const services = "/api/v1/namespaces/NS/services";
const roles = "/apis/rbac.authorization.k8s.io/v1/namespaces/NS/roles";
const limits = "/api/v1/namespaces/NS/limitranges";
const storageVersions = "/apis/internal.apiserver.k8s.io/v1alpha1/storageversions";

const policy = {
  apiVersion: "admissionregistration.k8s.io/v1",
  kind: "ValidatingAdmissionPolicy",
  metadata: { name: "NS", labels: { a: "b" } },
  spec: {
    matchConstraints: {
      resourceRules: [{ apiGroups: ["x.io"], apiVersions: ["v1"], operations: ["CREATE"], resources: ["foos"] }],
    },
    validations: [{ expression: "true" }],
  },
  status: { observedGeneration: 5 },
};
const service = {
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "s", labels: { a: "b" } },
  spec: { type: "ExternalName", externalName: "a.b" },
  status: { loadBalancer: { ingress: [{ ip: "1.2.3.4" }] } },
};
const claims = "/apis/resource.k8s.io/v1/namespaces/NS/resourceclaimtemplates";
const claim = {
  metadata: { name: "a" },
  spec: { spec: { devices: { requests: [{ name: "r", exactly: { deviceClassName: "x" } }] } } },
};
const rules = "/apis/resource.k8s.io/v1alpha3/devicetaintrules";
const rule = {
  apiVersion: "resource.k8s.io/v1alpha3",
  kind: "DeviceTaintRule",
  metadata: { name: "NS" },
  spec: { deviceSelector: { driver: "a.b" }, taint: { key: "k", effect: "NoExecute" } },
};
const labelled = (name: string, labels: object): object => ({ metadata: { name, labels } });

export const foundInEveryVersion: readonly Case[] = [
  steps(
    "a status of a policy that is not there",
    put(`${policies}/NS/status`, policy),
    patch(`${policies}/NS/status`, { metadata: { labels: { a: "b" } } }),
    patch(`${policies}/NS/status?fieldManager=m`, policy, apply),
    patch(`${policies}/NS/status?fieldManager=m`, policy, apply),
    remove(`${policies}/NS`),
  ),
  steps(
    "a status of a Service that is not there",
    patch(`${services}/s/status`, { metadata: { labels: { a: "b" } } }),
    put(`${services}/s/status?fieldManager=m`, service),
    remove(`${services}/s`),
    patch(`${services}/s/status?fieldManager=m`, service, apply),
    remove(`${services}/s`),
  ),
  steps(
    "a grace period of what is not being deleted",
    ...[5, -1].flatMap((deletionGracePeriodSeconds) => {
      const metadata = { name: "a", deletionGracePeriodSeconds };
      return [
        patch(`${limits}/a?fieldManager=m`, { apiVersion: "v1", kind: "LimitRange", metadata, spec: {} }, apply),
        remove(`${limits}/a?dryRun=All`),
        remove(`${limits}/a?propagationPolicy=Foreground`),
        quietly(patch(`${limits}/a`, { metadata: { finalizers: null } })),
      ];
    }),
  ),
  steps(
    "two mistakes in delete options",
    ...[
      '{"gracePeriodSeconds":1.5,"preconditions":{"uid":5}}',
      '{"preconditions":{"uid":5},"gracePeriodSeconds":1.5}',
      '{"dryRun":[5],"gracePeriodSeconds":"x"}',
      '{"orphanDependents":5,"dryRun":5,"propagationPolicy":5}',
      '{"propagationPolicy":5,"orphanDependents":5}',
    ].map((body) => ({ ...remove(`${configMaps}/none`), body, headers: { "Content-Type": "application/json" } })),
  ),
  steps(
    "pages whose selector matches nothing further",
    quietly(post(roles, labelled("a", { l: "1" }))),
    quietly(post(roles, labelled("b", {}))),
    quietly(post(roles, labelled("c", { l: "1" }))),
    quietly(post(roles, labelled("d", {}))),
    ...["1", "2", "3", "4"].flatMap((limit) => [
      get(`${roles}?limit=${limit}&labelSelector=l%3D1`),
      get(`${roles}?limit=${limit}&labelSelector=l%3D1&resourceVersion=0`),
      get(`${roles}?limit=${limit}&fieldSelector=metadata.name!%3Db`),
      get(`${roles}?limit=${limit}&fieldSelector=metadata.name%3Da`),
    ]),
    get(`${roles}?limit=1&labelSelector=!l&continue={continue:5}`),
    get(`${roles}?limit=1&labelSelector=l%3D1&continue={continue:5}`),
    get(`${roles}?limit=2&labelSelector=none&continue={continue:5}`),
  ),
  steps(
    "a page of one object as it was",
    configMap("a"),
    quietly(patch(`${configMaps}/a`, { data: { x: "y" } })),
    configMap("b"),
    get(`${configMaps}?limit=1&resourceVersion={rv:1}&fieldSelector=metadata.name%3Da`),
    get(`${configMaps}?limit=1&resourceVersion={rv:1}`),
    get(`${configMaps}?limit=1&resourceVersion={rv:1}&resourceVersionMatch=Exact&fieldSelector=metadata.name%3Da`),
  ),
  steps(
    "items of a set that stand there twice",
    post("/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices?dryRun=All", {
      metadata: { name: "a" },
      addressType: "IPv4",
      endpoints: [{ addresses: ["1.2.3.4", "1.2.3.4"] }],
    }),
    patch(
      "/apis/discovery.k8s.io/v1/namespaces/NS/endpointslices/a?fieldManager=m&dryRun=All",
      {
        apiVersion: "discovery.k8s.io/v1",
        kind: "EndpointSlice",
        metadata: { name: "a" },
        addressType: "IPv4",
        endpoints: [{ addresses: ["1.2.3.4", "1.2.3.4"] }],
      },
      apply,
    ),
    post("/apis/storage.k8s.io/v1/csidrivers?dryRun=All", {
      metadata: { name: "NS" },
      spec: { volumeLifecycleModes: ["Persistent", "Persistent"] },
    }),
    post("/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas?dryRun=All", {
      metadata: { name: "NS" },
      spec: {
        priorityLevelConfiguration: { name: "exempt" },
        matchingPrecedence: 5,
        rules: [
          {
            subjects: [{ kind: "User", user: { name: "x" } }],
            resourceRules: [
              { verbs: ["get", "get"], apiGroups: ["a", "a"], resources: ["b", "b"], namespaces: ["n", "n"] },
            ],
            nonResourceRules: [{ verbs: ["get", "get"], nonResourceURLs: ["/a", "/a"] }],
          },
        ],
      },
    }),
  ),
  steps(
    "Go's packages in messages",
    get(storageVersions, partial),
    post("/apis/events.k8s.io/v1/namespaces/NS/events", { apiVersion: "v1", kind: "Status", metadata: { name: "a" } }),
    post("/api/v1/namespaces/NS/events", { apiVersion: "v1", kind: "Status", metadata: { name: "a" } }),
    post(storageVersions, { apiVersion: "v1", kind: "Status", metadata: { name: "a" } }),
  ),
  steps(
    "an apply that says something twice and has no name",
    patch(
      `${configMaps}/a?fieldManager=m`,
      '{"apiVersion":"v1","apiVersion":"v1","kind":"ConfigMap","metadata":{}}',
      apply,
    ),
    patch(
      `${configMaps}/a?fieldManager=m&fieldValidation=Strict`,
      '{"apiVersion":"v1","apiVersion":"v1","kind":"ConfigMap","metadata":{"uid":"x"}}',
      apply,
    ),
  ),
  steps(
    "numbers beyond a double in patches",
    configMap("a"),
    patch(`${configMaps}/a?dryRun=All`, "9223372036854775808", jsonPatch),
    patch(`${configMaps}/a?dryRun=All`, "9007199254740993", jsonPatch),
    patch(`${configMaps}/a?dryRun=All`, "9007199254740993"),
    patch(`${configMaps}/a?dryRun=All`, '{"":9007199254740993,"$setElementOrder/":[{"name":"c"}]}', strategicPatch),
  ),
  steps(
    "YAML behind a bracket that closes it",
    ...[
      "{}",
      "x",
      " #c",
      "]",
      ",",
      "&a",
      "*a",
      "!t",
      "|",
      '"ok"',
      "'o' z",
      "\nx: y",
      "\n- a",
      "\n--- x",
      '"a',
      "'b",
      "- a",
      "? a",
      "%Y",
      "@",
    ].map((behind) =>
      patch(
        `${configMaps}/a?fieldManager=m&dryRun=All`,
        `{"apiVersion":"v1","kind":"ConfigMap","metadata":{"name":"a"}}${behind}`,
        apply,
      ),
    ),
  ),
  steps(
    "the revision of a deletion",
    post(claims, claim),
    configMap("a"),
    remove(`${claims}/a`),
    get(`${claims}?resourceVersion={rv:3}&resourceVersionMatch=Exact`),
    get(`${claims}?resourceVersion={rv:2}&resourceVersionMatch=Exact`),
  ),
  steps(
    "the time of its deletion in a status",
    quietly(post(rules, rule)),
    put(`${rules}/NS/status?fieldManager=m`, {
      ...rule,
      metadata: { name: "NS", deletionTimestamp: "2020-01-01T00:00:00Z" },
    }),
    patch(`${rules}/NS/status?fieldManager=m`, { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z" } }),
    patch(`${rules}/NS?fieldManager=m`, { metadata: { deletionTimestamp: "2020-01-01T00:00:00Z" } }),
    remove(`${rules}/NS`),
  ),
  steps(
    "a watch of a version of noughts with a token",
    ...["", "0", "00"].map((version) =>
      get(`${configMaps}?watch=1&timeoutSeconds=1&continue=x&resourceVersion=${version}`),
    ),
  ),
  steps(
    "a kind with half a character",
    post(configMaps, '{"apiVersion":"v1","kind":"\\ud800","metadata":{"name":"a"}}', {
      "Content-Type": "application/json",
    }),
  ),
];
