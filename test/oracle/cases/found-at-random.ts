/** What random requests found (../random) and no other table says: each case is of one mended difference, with its neighbours. */
import type { Case, Step } from "../case.js";
import { aPod, pod, pods } from "./pods.js";
import {
  apply,
  configMap,
  configMaps,
  get,
  hex,
  jsonPatch,
  mergePatch,
  patch,
  post,
  put,
  remove,
  steps,
  strategicPatch,
} from "./steps.js";

const one = `${configMaps}/a`;
const yaml = { "Content-Type": "application/yaml" };
const dry = "?dryRun=All";
const accounts = "/api/v1/namespaces/NS/serviceaccounts";

function asked(method: string, path: string, body: string, headers: Step["headers"] = {}): Step {
  return { method, path, body, headers };
}

const pointers = ["x", "", "x/y"].flatMap((path) => [
  `[{"op":"copy","from":"${path}","path":"/metadata/labels/l"}]`,
  `[{"op":"move","from":"${path}","path":"/metadata/labels/l"}]`,
  `[{"op":"test","path":"${path}","value":1}]`,
  `[{"op":"add","path":"${path}","value":1}]`,
  `[{"op":"remove","path":"${path}"}]`,
  `[{"op":"replace","path":"${path}","value":1}]`,
]);

const owner = '{"uid":"u","name":"n","kind":"k","apiVersion":"v1","zz":1,"aa":2}';
/** What a patch goes through is told in the order of the names, its values as they are written. */
const unknownMembers = [
  '[{"op":"add","path":"/unknown","value":{"z":1,"b":2}},{"op":"add","path":"/another","value":1}]',
  '[{"op":"add","path":"/zeta","value":1},{"op":"add","path":"/metadata/xx","value":1},{"op":"add","path":"/metadata/aa","value":1}]',
  `[{"op":"add","path":"/metadata/ownerReferences","value":[${owner}]},{"op":"add","path":"/zeta","value":1}]`,
  `[{"op":"add","path":"/metadata/ownerReferences","value":[${owner}]},{"op":"add","path":"/metadata/ownerReferences/0/bb","value":1}]`,
  `[{"op":"add","path":"/metadata/ownerReferences","value":[${owner}]},{"op":"test","path":"/metadata/ownerReferences/0/zz","value":1}]`,
];

const orders = [
  '"finalizers":[],"$setElementOrder/finalizers":["example.com/a"]',
  '"finalizers":[],"$setElementOrder/finalizers":[]',
  '"$setElementOrder/finalizers":[]',
  '"finalizers":["a/b",1],"$setElementOrder/finalizers":[]',
  '"ownerReferences":[],"$setElementOrder/ownerReferences":[]',
];

const options = [
  '"preconditions":5,"orphanDependents":"x"',
  '"orphanDependents":"x","preconditions":5',
  '"gracePeriodSeconds":1.5,"preconditions":5',
  '"preconditions":{"uid":5},"dryRun":[1],"gracePeriodSeconds":1.5',
  '"dryRun":[1],"preconditions":{"uid":5},"gracePeriodSeconds":1.5',
  '"dryRun":["All",1,{}],"orphanDependents":5',
  '"preconditions":{"resourceVersion":[],"uid":5}',
  '"dryrun":["All"],"PropagationPolicy":5',
];

const times = ['"x"', "5", "{}", '"2020-01-01"', '""', "null", '"2020-01-01T00:00:00+02:00"', "1.5", "true", "[]"];

/** Every way of writing a record with such a time. */
function timeOfRecord(time: string): Case {
  const record = `[{"manager":"m","operation":"Update","apiVersion":"v1","time":${time},"fieldsType":"FieldsV1","fieldsV1":{"f:data":{}}}]`;
  const metadata = `{"name":"a","managedFields":${record}}`;
  const whole = `{"apiVersion":"v1","kind":"ConfigMap","metadata":${metadata}}`;
  return steps(
    `managedFields with the time ${time}`,
    configMap("a"),
    asked("PUT", `${one}${dry}`, whole),
    patch(`${one}${dry}`, `{"metadata":{"managedFields":${record}}}`, mergePatch),
    patch(`${one}${dry}`, `{"metadata":{"managedFields":${record}}}`, strategicPatch),
    patch(`${one}?dryRun=All&fieldManager=x&force=true`, whole, apply),
  );
}

const typesOfBodies = [
  '{"Kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}',
  '{"Kind":5,"apiVersion":"v1","metadata":{"name":"a"}}',
  '{"kind":"ConfigMap","Kind":"Pod","apiVersion":"v1","metadata":{"name":"a"}}',
  '{"apiVersion":false,"kind":{},"metadata":{"name":"a"}}',
  '{"kind":{},"apiVersion":false,"metadata":{"name":"a"}}',
  '{"apiVersion":"a/b/c","kind":{},"metadata":{"name":"a"}}',
  '{"apiVersion":"\\ud800","kind":"ConfigMap","metadata":{"name":"a"}}',
  '{"apiVersion":"\\udc80/1/1","kind":"ConfigMap","metadata":{"name":"a"}}',
  '{"KIND":"ConfigMap","APIVERSION":"v1","metadata":{"name":"a"}}',
  '{"kind":"\\ud800","apiVersion":"v1"}',
];

const services = "/api/v1/namespaces/NS/services";
const serviceWithStatus = JSON.stringify({
  apiVersion: "v1",
  kind: "Service",
  metadata: { name: "a", labels: { l: "1" } },
  spec: { ports: [{ port: 1 }] },
  status: {
    conditions: [{ type: "x", status: "True", reason: "R", message: "", lastTransitionTime: "2020-01-01T00:00:00Z" }],
  },
});

/** Of the envelope, and of a ResourceQuota with an odd quantity. */
const oddMessages = [
  "0c",
  "00",
  "0a0100",
  "0a010c",
  "0a020801",
  "1001",
  "0801",
  "1701",
  ...["0a03612e6212020a00", "0a03612e6212020a78", "0a03612e6212030a2031", "0a03612e6212020801", "0a03612e621200"].map(
    quotaWith,
  ),
];

/** `entry`: of the hard limits, in hexadecimal digits. */
function quotaWith(entry: string): string {
  const inside = (tag: string, content: string): string =>
    `${tag}${(content.length / 2).toString(16).padStart(2, "0")}${content}`;
  const object = inside("0a", "0a0873616d706c652d62") + inside("12", inside("0a", entry));
  return `0a130a027631120d5265736f7572636551756f7461${inside("12", object)}`;
}

export const foundAtRandomCases: readonly Case[] = [
  steps(
    "json patches with pointers that are none",
    configMap("a", { metadata: { labels: { l: "1" } } }),
    ...pointers.map((body) => patch(`${one}${dry}`, body, jsonPatch)),
  ),
  steps(
    "json patches through unknown members",
    configMap("a"),
    ...unknownMembers.map((body) => patch(`${one}${dry}`, body, jsonPatch)),
  ),
  steps(
    "orders of lists without items",
    configMap("a"),
    ...orders.map((body) => patch(`${one}${dry}`, `{"metadata":{${body}}}`, strategicPatch)),
  ),
  steps(
    "delete with several mistakes in its options",
    configMap("a"),
    ...options.flatMap((members) =>
      [{ "Content-Type": "application/json" }, yaml].map((headers) =>
        asked("DELETE", `${one}${dry}`, `{"kind":"DeleteOptions","apiVersion":"v1",${members}}`, headers),
      ),
    ),
  ),
  ...times.map(timeOfRecord),
  steps(
    "bodies that say their kind in odd ways",
    ...typesOfBodies.flatMap((body) => [
      asked("POST", `${configMaps}${dry}`, body),
      asked("POST", `${configMaps}${dry}`, body, yaml),
    ]),
  ),
  steps(
    "protobuf that is faulty in its small messages",
    ...oddMessages.map((message) =>
      hex("PUT", `/api/v1/namespaces/NS/resourcequotas/sample-b${dry}`, `6b387300${message}`, {
        "Content-Type": "application/vnd.kubernetes.protobuf",
      }),
    ),
  ),
  steps(
    "a service made by its status",
    asked("PUT", `${services}/a/status${dry}`, serviceWithStatus),
    asked("PUT", `${services}/a/status`, serviceWithStatus.replace('"name":"a"', '"name":"a","uid":"x"')),
    asked("PUT", `${services}/a/status`, serviceWithStatus.replace('"name":"a"', '"name":"b"')),
    asked("PUT", `${services}/a/status`, serviceWithStatus),
    get(`${services}/a`),
    asked("PUT", `${services}/a/status`, serviceWithStatus),
    patch(`${services}/b/status?fieldManager=x`, serviceWithStatus.replace('"name":"a"', '"name":"b"'), apply),
    post(`${configMaps}/a/status`, {}),
  ),
  steps(
    "a revision of what a dry run would make by PUT or apply",
    ...["5", "05", "0", "x"].flatMap((resourceVersion) => {
      const metadata = { name: "a", resourceVersion };
      return [
        patch(`${one}${dry}&fieldManager=m`, { apiVersion: "v1", kind: "ConfigMap", metadata }, apply),
        put(`/apis/coordination.k8s.io/v1/namespaces/NS/leases/a${dry}`, { metadata }),
        post(`${configMaps}${dry}`, { metadata }),
      ];
    }),
  ),
  steps(
    "a deletion that takes its own finalizer back ends at once, as the object was stored",
    ...["Orphan", "Foreground"].flatMap((propagationPolicy) => [
      post(accounts, { metadata: { name: "a" } }),
      remove(`${accounts}/a`, { propagationPolicy }),
      remove(`${accounts}/a`, { orphanDependents: false }),
      get(`${accounts}/a`),
    ]),
  ),
  steps(
    "a pod's deletion that takes its own finalizer back, and what is seen of it",
    ...aPod(),
    remove(pod, { propagationPolicy: "Orphan" }),
    remove(pod, { propagationPolicy: "Background", gracePeriodSeconds: 0 }),
    get(pod),
    get(`${pods}?watch=1&timeoutSeconds=1&resourceVersion={rv:2}`),
  ),
];
