/** Every verb and the usual mistakes, on every kind of ./kinds.ts. */
import type { Case, Shown, Step } from "../case.js";
import { type IsServed, type Kind, kindsServed } from "./kinds.js";
import {
  apply,
  get,
  jsonPatch,
  partial,
  partialList,
  patch,
  post,
  protobuf,
  put,
  quietly,
  remove,
  steps,
  strategicPatch,
  table,
} from "./steps.js";

export function kindCases(isServed: IsServed): readonly Case[] {
  const kinds = kindsServed(isServed);
  return kinds.flatMap((kind) => [...casesOf(kind), ...versionCases(kind, kinds)]);
}

const casesOf = (kind: Kind): readonly Case[] => [
  ...sampleCases(kind),
  reading(kind),
  createMistakes(kind),
  nameMistakes(kind),
  updating(kind),
  updateMistakes(kind),
  patching(kind),
  applying(kind),
  deleting(kind),
  finalizing(kind),
  deletingCollection(kind),
  watching(kind),
  ...statusCases(kind),
];

function minimal(kind: Kind): Shown {
  return kind.samples.get("minimal") as Shown;
}

function pathOf(kind: Kind): string {
  return `${kind.collection}/${String(minimal(kind).metadata.name)}`;
}

/** The steps that make one object; the answer to `made` is the last of them. */
function making(kind: Kind, labels: Record<string, string> = {}): readonly Step[] {
  const body = minimal(kind);
  const labelled = { ...body, metadata: { ...body.metadata, labels: { set: "NS", ...labels } } };
  return [...kind.before, quietly(post(kind.collection, labelled))];
}

function sampleCases(kind: Kind): readonly Case[] {
  return [...kind.samples].map(([file, sample]) =>
    steps(`${kind.title}: create the ${file} sample`, ...kind.before, post(kind.collection, sample)),
  );
}

function reading(kind: Kind): Case {
  const one = pathOf(kind);
  const listed = `${kind.collection}?labelSelector=set=NS`;
  return steps(
    `${kind.title}: get and list in every form`,
    ...making(kind),
    get(one),
    get(one, table),
    get(`${one}?includeObject=Object`, table),
    get(one, partial),
    get(listed),
    get(listed, table),
    get(listed, partialList),
    get(one, { Accept: "application/yaml" }),
    get(one, protobuf),
    get(listed, protobuf),
    get(`${one}/nothing`),
    get(`${kind.collection}/NS-none`),
  );
}

/** All are dry runs: some servers accept what others refuse. */
function createMistakes(kind: Kind): Case {
  const body = minimal(kind);
  const collection = `${kind.collection}?dryRun=All`;
  const { kind: _kind, apiVersion: _apiVersion, ...untyped } = body;
  return steps(
    `${kind.title}: create with mistakes in the body`,
    ...kind.before,
    post(`${collection}&fieldValidation=Strict`, { ...body, unknown: 1 }),
    post(collection, { ...body, unknown: 1 }),
    post(collection, untyped),
    post(collection, { ...body, kind: "Other" }),
    post(collection, { ...body, apiVersion: "example.com/v1" }),
    post(collection, { ...body, metadata: 5 }),
    post(collection, { ...body, metadata: { ...body.metadata, labels: { a: 1 } } }),
    post(collection, { ...body, metadata: { ...body.metadata, namespace: "other" } }),
    post(collection, "x"),
  );
}

function nameMistakes(kind: Kind): Case {
  const body = minimal(kind);
  const collection = `${kind.collection}?dryRun=All`;
  const named = (metadata: object): Step => post(collection, { ...body, metadata: { ...metadata } });
  return steps(
    `${kind.title}: create under odd names`,
    ...kind.before,
    named({}),
    named({ name: "UPPER" }),
    named({ name: "a.b.c" }),
    named({ name: "a/b" }),
    named({ name: "1a" }),
    named({ name: "x".repeat(64) }),
    named({ name: "x".repeat(254) }),
    named({ name: body.metadata.name, uid: "x", resourceVersion: "7" }),
    named({ name: body.metadata.name, labels: { "a b": "c" }, finalizers: ["x"] }),
  );
}

function updating(kind: Kind): Case {
  const one = pathOf(kind);
  const { change } = kind;
  const last = making(kind).length - 1;
  const labelled = (shown: readonly Shown[]): Shown => {
    const object = shown[last] as Shown;
    return { ...object, metadata: { ...object.metadata, labels: { set: "NS", added: "yes" } } };
  };
  const unconditional = (shown: readonly Shown[]): Shown => {
    const { resourceVersion: _revision, ...metadata } = (shown[last] as Shown).metadata;
    return { ...(shown[last] as Shown), metadata };
  };
  return steps(
    `${kind.title}: update`,
    ...making(kind),
    put(one, labelled),
    put(one, (shown: readonly Shown[]) => shown[last]),
    put(one, unconditional),
    ...(change === undefined ? [] : [patch(one, change), get(one), patch(one, change), get(one, table)]),
  );
}

function updateMistakes(kind: Kind): Case {
  const one = pathOf(kind);
  const last = making(kind).length - 1;
  const withMetadata = (metadata: object) => (shown: readonly Shown[]) => {
    const object = shown[last] as Shown;
    return { ...object, metadata: { ...object.metadata, ...metadata } };
  };
  return steps(
    `${kind.title}: update with mistakes`,
    ...making(kind),
    put(one, withMetadata({ name: "other" })),
    put(one, withMetadata({ namespace: "other" })),
    put(one, withMetadata({ uid: "other" })),
    put(one, withMetadata({ resourceVersion: "1" })),
    put(one, withMetadata({ creationTimestamp: "2020-01-01T00:00:00Z" })),
    put(one, withMetadata({ generation: 77 })),
    put(one, withMetadata({ labels: { "a b": "c" } })),
    put(`${kind.collection}/NS-none`, { ...minimal(kind), metadata: { ...minimal(kind).metadata, name: "NS-none" } }),
    put(`${one}?fieldValidation=Strict`, (shown: readonly Shown[]) => ({ ...(shown[last] as Shown), unknown: 1 })),
  );
}

function patching(kind: Kind): Case {
  const one = pathOf(kind);
  return steps(
    `${kind.title}: patch`,
    ...making(kind),
    patch(one, { metadata: { labels: { merged: "1", set: null }, annotations: { a: "b" } } }),
    patch(one, [{ op: "add", path: "/metadata/labels/json", value: "2" }], jsonPatch),
    patch(one, [{ op: "remove", path: "/metadata/labels/none" }], jsonPatch),
    patch(one, { metadata: { labels: { strategic: "3" }, finalizers: ["example.com/a"] } }, strategicPatch),
    patch(one, { metadata: { $deleteFromPrimitiveList: 1, finalizers: [] } }, strategicPatch),
    patch(one, { metadata: { "$deleteFromPrimitiveList/finalizers": ["example.com/a"] } }, strategicPatch),
    patch(one, { metadata: { name: "other" } }),
    patch(one, { unknown: 1 }),
    patch(`${one}?dryRun=All`, { metadata: { labels: { dry: "run" } } }),
    patch(`${kind.collection}/NS-none`, {}),
    get(one),
  );
}

/** Applied by two, one of them also to what the other made. */
function applying(kind: Kind): Case {
  const one = pathOf(kind);
  const body = minimal(kind);
  const { kind: name, apiVersion } = body;
  const labelled = (labels: object) => ({ kind: name, apiVersion, metadata: { name: body.metadata.name, labels } });
  return steps(
    `${kind.title}: apply`,
    ...kind.before,
    // Made by PATCH, so it is taken away by name.
    patch(`${one}?fieldManager=first`, { ...body, metadata: { ...body.metadata, labels: { set: "NS" } } }, apply),
    patch(`${one}?fieldManager=second`, labelled({ set: "other" }), apply),
    patch(`${one}?fieldManager=second&force=true`, labelled({ set: "other", more: "b" }), apply),
    patch(`${one}?fieldManager=second`, { ...labelled({ set: "other" }), ...kind.change }, apply),
    patch(`${one}?fieldManager=first`, body, apply),
    patch(`${one}?fieldManager=first`, { ...body, unknown: 1 }, apply),
    patch(`${one}/status?fieldManager=third`, { ...labelled({}), status: kind.status ?? {} }, apply),
    get(one, table),
    remove(`${one}?gracePeriodSeconds=0`),
  );
}

function deleting(kind: Kind): Case {
  const one = pathOf(kind);
  return steps(
    `${kind.title}: delete`,
    ...making(kind),
    remove(`${one}?dryRun=All`),
    remove(one, { preconditions: { uid: "x" } }),
    remove(one),
    remove(one),
    get(one),
  );
}

function finalizing(kind: Kind): Case {
  const one = pathOf(kind);
  return steps(
    `${kind.title}: delete with a finalizer`,
    ...making(kind),
    quietly(patch(one, { metadata: { finalizers: ["example.com/hold"] } })),
    remove(`${one}?gracePeriodSeconds=0`),
    get(one),
    patch(one, { metadata: { labels: { still: "changes" } } }),
    patch(one, { metadata: { finalizers: ["example.com/hold", "example.com/more"] } }),
    patch(one, { metadata: { finalizers: null } }),
    get(one),
  );
}

function deletingCollection(kind: Kind): Case {
  const listed = `${kind.collection}?labelSelector=set=NS`;
  return steps(
    `${kind.title}: delete the collection`,
    ...making(kind),
    { method: "DELETE", path: `${listed}&dryRun=All` },
    { method: "DELETE", path: `${listed}&propagationPolicy=Some` },
    { method: "DELETE", path: listed },
    get(listed),
  );
}

function watching(kind: Kind): Case {
  const one = encodeURIComponent(`metadata.name=${String(minimal(kind).metadata.name)}`);
  const watch = `${kind.collection}?watch=1&timeoutSeconds=1&fieldSelector=${one}`;
  return steps(`${kind.title}: watch`, ...making(kind), get(watch, table));
}

function statusCases(kind: Kind): readonly Case[] {
  const { status } = kind;
  const has = kind.definition.subresources.some(({ name }) => name === "status");
  const one = pathOf(kind);
  if (!has) return [];
  if (status === undefined) return [steps(`${kind.title}: get the status`, ...making(kind), get(`${one}/status`))];
  const last = making(kind).length - 1;
  const withStatus = (shown: readonly Shown[]): Shown => {
    const object = shown[last] as Shown;
    const { resourceVersion: _revision, ...metadata } = object.metadata;
    return { ...object, metadata: { ...metadata, labels: { set: "NS", by: "status" } }, status };
  };
  return [
    steps(`${kind.title}: create with a status`, ...kind.before, post(kind.collection, { ...minimal(kind), status })),
    steps(
      `${kind.title}: status subresource`,
      ...making(kind),
      get(`${one}/status`),
      put(one, withStatus),
      put(`${one}/status`, withStatus),
      get(one, table),
      patch(`${one}/status`, { status: { unknown: 1 } }),
      patch(`${one}/status`, { ...kind.change, status }),
      patch(one, { status: null }),
      patch(`${one}/status`, { metadata: { finalizers: ["example.com/a"], labels: { c: "d" } } }),
      remove(`${one}/status`),
      post(`${one}/status`, {}),
    ),
  ];
}

/** Written in one version, read in another. */
function versionCases(kind: Kind, kinds: readonly Kind[]): readonly Case[] {
  const others = kinds.filter((other) => other.definition === kind.definition && other.title !== kind.title);
  return others.map((other) =>
    steps(
      `${kind.title}: read as ${other.title}`,
      ...making(kind),
      get(pathOf(other)),
      get(`${other.collection}?labelSelector=set=NS`),
      patch(pathOf(other), { metadata: { labels: { other: "version" } } }),
      get(pathOf(kind)),
    ),
  );
}
