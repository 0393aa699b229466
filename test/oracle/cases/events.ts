/** Events, the same objects in two groups with two sets of rules; and components, which are asked and not stored. */
import type { Case, Step } from "../case.js";
import {
  get,
  type Headers,
  partial,
  partialList,
  patch,
  post,
  protobuf,
  put,
  quietly,
  remove,
  steps,
  table,
} from "./steps.js";

const core = "/api/v1/namespaces/NS/events";
const events = "/apis/events.k8s.io/v1/namespaces/NS/events";
const time = "2026-01-01T00:00:00.000000Z";
const involvedObject = { kind: "Pod", apiVersion: "v1", namespace: "NS", name: "p", uid: "u", fieldPath: "spec.x" };

const old = (more: object = {}): object => ({
  metadata: { name: "e" },
  involvedObject,
  reason: "R",
  message: "m",
  type: "Normal",
  source: { component: "c", host: "h" },
  firstTimestamp: "2026-01-01T00:00:00Z",
  lastTimestamp: "2026-01-01T00:00:01Z",
  count: 2,
  ...more,
});
const recent = (more: object = {}): object => ({
  metadata: { name: "e" },
  eventTime: time,
  reportingController: "example.com/c",
  reportingInstance: "c-1",
  action: "Do",
  reason: "R",
  regarding: involvedObject,
  note: "m",
  type: "Normal",
  ...more,
});

const oneStorage: readonly Case[] = [
  steps(
    "a core event seen in both groups",
    post(core, old()),
    get(`${events}/e`),
    get(`${core}/e`),
    get(`${core}/e`, table),
    get(`${events}/e`, table),
  ),
  steps(
    "a new event seen in both groups",
    post(events, recent()),
    get(`${events}/e`),
    get(`${core}/e`),
    get(`${core}/e`, table),
  ),
  steps(
    "a new event in a series",
    quietly(post(events, recent())),
    patch(`${events}/e`, { series: { count: 2, lastObservedTime: time } }),
    patch(`${events}/e`, { series: { count: 3, lastObservedTime: "2026-01-02T00:00:00.000000Z" } }),
    get(`${core}/e`),
    patch(`${events}/e`, { series: null }),
  ),
  steps(
    "deprecated fields of new events",
    post(events, recent({ deprecatedCount: 1, deprecatedSource: { component: "c" } })),
  ),
  steps(
    "delete an event through the other group",
    quietly(post(events, recent())),
    remove(`${core}/e`),
    get(`${events}/e`),
  ),
  steps("delete the collection of events", quietly(post(events, recent())), remove(events), get(core)),
  steps("put an event that is not there", put(`${core}/e`, old())),
  steps("put a new event that is not there", put(`${events}/e`, recent())),
];

/** What is taken away or changed → accepted by which group. */
const mistakes: readonly (readonly [string, object])[] = [
  ["no eventTime", { eventTime: null }],
  ["no reportingController", { reportingController: "" }],
  ["an odd reportingController", { reportingController: "a b" }],
  ["no reportingInstance", { reportingInstance: "" }],
  ["a long reportingInstance", { reportingInstance: "x".repeat(129) }],
  ["no action", { action: "" }],
  ["a long action", { action: "x".repeat(129) }],
  ["no reason", { reason: "" }],
  ["a long reason", { reason: "x".repeat(129) }],
  ["a long note", { note: "x".repeat(1025) }],
  ["no type", { type: "" }],
  ["another type", { type: "Other" }],
  ["no regarding", { regarding: {} }],
  ["regarding of another namespace", { regarding: { ...involvedObject, namespace: "other" } }],
  ["regarding of no namespace", { regarding: { kind: "Pod", apiVersion: "v1", name: "p" } }],
  ["regarding of a cluster kind", { regarding: { kind: "Node", apiVersion: "v1", name: "n" } }],
  [
    "regarding of an unknown kind",
    { regarding: { kind: "Foo", apiVersion: "example.com/v1", name: "n", namespace: "NS" } },
  ],
  ["regarding of an unknown version", { regarding: { kind: "Node", apiVersion: "v9", name: "n", namespace: "NS" } }],
  ["a series of one", { series: { count: 1, lastObservedTime: time } }],
  ["a series without a time", { series: { count: 2 } }],
  ["a first timestamp", { deprecatedFirstTimestamp: "2026-01-01T00:00:00Z" }],
  ["a last timestamp", { deprecatedLastTimestamp: "2026-01-01T00:00:00Z" }],
  ["a count", { deprecatedCount: 2 }],
  ["a source", { deprecatedSource: { component: "c" } }],
  [
    "everything missing",
    { eventTime: null, reportingController: "", reportingInstance: "", action: "", reason: "", type: "" },
  ],
];

const coreName: Readonly<Record<string, string>> = {
  note: "message",
  regarding: "involvedObject",
  reportingController: "reportingComponent",
  deprecatedSource: "source",
  deprecatedFirstTimestamp: "firstTimestamp",
  deprecatedLastTimestamp: "lastTimestamp",
  deprecatedCount: "count",
};
const asCore = (event: object): object =>
  Object.fromEntries(Object.entries(event).map(([field, value]) => [coreName[field] ?? field, value]));

const validation: readonly Case[] = [
  ...mistakes.flatMap(([name, change]) => [
    steps(`new event with ${name}`, post(events, recent(change))),
    steps(`core event with ${name}`, post(core, asCore(recent(change)))),
    steps(`old core event with ${name}`, post(core, asCore({ ...recent(change), eventTime: null }))),
  ]),
  ...(
    [
      ["another note", { note: "n" }],
      ["another reason", { reason: "S" }],
      ["another action", { action: "S" }],
      ["another time", { eventTime: "2026-01-02T00:00:00.000000Z" }],
      ["another regarding", { regarding: { ...involvedObject, name: "q" } }],
      ["another related", { related: { kind: "Pod", name: "q" } }],
      ["another type", { type: "Warning" }],
      ["another controller", { reportingController: "example.com/d" }],
      ["another instance", { reportingInstance: "c-2" }],
      ["a label", { metadata: { labels: { a: "b" } } }],
      ["a count", { deprecatedCount: 3 }],
      ["a series", { series: { count: 2, lastObservedTime: time } }],
    ] as const
  ).flatMap(([name, change]) => [
    steps(`patch a new event with ${name}`, quietly(post(events, recent())), patch(`${events}/e`, change)),
    steps(
      `patch a new event through core with ${name}`,
      quietly(post(events, recent())),
      patch(`${core}/e`, asCore(change)),
    ),
    steps(`patch an old event with ${name}`, quietly(post(core, old())), patch(`${core}/e`, asCore(change))),
    steps(`patch an old event through events with ${name}`, quietly(post(core, old())), patch(`${events}/e`, change)),
  ]),
  steps("an event of another namespace", post(core, old({ metadata: { name: "e", namespace: "other" } }))),
  steps(
    "an event in the default namespace about the cluster",
    post(core, old({ involvedObject: { kind: "Node", name: "n" } })),
  ),
  steps("an event under an odd name", post(core, old({ metadata: { name: "A_b c" } }))),
  steps("a new event under an odd name", post(events, recent({ metadata: { name: "A_b c" } }))),
];

const listed = (path: string, field: string): Step => get(`${path}?fieldSelector=${field}`);
const fields: readonly Case[] = [
  ...[
    "involvedObject.kind=Pod",
    "involvedObject.name=p",
    "involvedObject.namespace!=x",
    "involvedObject.uid=u",
    "involvedObject.apiVersion=v1",
    "involvedObject.resourceVersion=",
    "involvedObject.fieldPath=spec.x",
    "reason=R",
    "reportingComponent=",
    "source=c",
    "type=Normal",
    "regarding.kind=Pod",
    "reportingController=c",
    "metadata.name=e",
  ].flatMap((field) => [
    steps(`core events by ${field}`, quietly(post(core, old())), listed(core, field)),
    steps(`new events by ${field}`, quietly(post(core, old())), listed(events, field)),
  ]),
  ...[
    "regarding.name=p",
    "regarding.namespace!=x",
    "reportingController=example.com/c",
    "reportingController=",
    "source=c",
  ].map((field) =>
    steps(
      `events of both kinds by ${field}`,
      quietly(post(events, recent())),
      quietly(post(core, old({ metadata: { name: "f" } }))),
      listed(events, field),
    ),
  ),
  ...["source=example.com/c", "reportingComponent=example.com/c", "source="].map((field) =>
    steps(
      `core events of both kinds by ${field}`,
      quietly(post(events, recent())),
      quietly(post(core, old({ metadata: { name: "f" } }))),
      listed(core, field),
    ),
  ),
];

const protobufPartialList: Headers = {
  Accept: "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
};

const statuses = "/api/v1/componentstatuses";
/** Not all at once: there they come in any order. */
const components: readonly Case[] = [
  steps("a component that is not there", get(`${statuses}/x`)),
  steps("watch the components", get(`${statuses}?watch=1&timeoutSeconds=1`)),
  steps("components by labels", get(`${statuses}?labelSelector=a%3Db`)),
  steps("components by name", get(`${statuses}?fieldSelector=metadata.name%3Detcd-0`)),
  steps("delete a component", remove(`${statuses}/etcd-0`)),
  steps("components by an unknown field", get(`${statuses}?fieldSelector=a%3Db`)),
  steps("the store as a component", get(`${statuses}/etcd-0`)),
  steps("the store as a component, as a table", get(`${statuses}/etcd-0`, table)),
  steps(
    "the store as a component, in other forms",
    ...[protobuf, partial, partialList, protobufPartialList].flatMap((form) => [
      get(`${statuses}/etcd-0`, form),
      get(`${statuses}?fieldSelector=metadata.name%3Detcd-0`, form),
      get(`${statuses}?fieldSelector=metadata.name%3Dnone`, form),
      get(`${statuses}/none`, form),
    ]),
  ),
];

export const eventCases: readonly Case[] = [...oneStorage, ...validation, ...fields, ...components];
