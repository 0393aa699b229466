/** ConfigMap through every verb, with the usual mistakes. */
import type { Case, Step } from "../case.js";
import { quietly } from "./steps.js";

const collection = "/api/v1/namespaces/NS/configmaps";
const one = `${collection}/a`;
const make: Step = {
  method: "POST",
  path: collection,
  body: { metadata: { name: "a" }, data: { k: "v" } },
  silent: true,
};
const mergePatch = { "Content-Type": "application/merge-patch+json" };
const table = { Accept: "application/json;as=Table;v=v1;g=meta.k8s.io" };
const partial = { Accept: "application/json;as=PartialObjectMetadata;v=v1;g=meta.k8s.io" };
const partialList = { Accept: "application/json;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io" };

function single(name: string, step: Step): Case {
  return { name, steps: [step] };
}

function onObject(name: string, ...steps: readonly Step[]): Case {
  return { name, steps: [make, ...steps] };
}

const post = (body: unknown, query = ""): Step => ({ method: "POST", path: collection + query, body });
const put = (body: unknown, query = ""): Step => ({ method: "PUT", path: one + query, body });
const get = (path: string, headers?: Readonly<Record<string, string>>): Step =>
  headers === undefined ? { method: "GET", path } : { method: "GET", path, headers };
const patch = (body: unknown, query = ""): Step => ({ method: "PATCH", path: one + query, body, headers: mergePatch });
const remove = (query = "", body?: unknown): Step =>
  body === undefined ? { method: "DELETE", path: one + query } : { method: "DELETE", path: one + query, body };

const creates: readonly Case[] = [
  single("create", post({ metadata: { name: "a" }, data: { k: "v" } })),
  single("create with kind and version", post({ kind: "ConfigMap", apiVersion: "v1", metadata: { name: "a" } })),
  single("create without a name", post({ metadata: {} })),
  single("create with generateName", post({ metadata: { generateName: "gen-" } })),
  single("create with a bad name", post({ metadata: { name: "A_b" } })),
  single("create with a resourceVersion", post({ metadata: { name: "a", resourceVersion: "1" } })),
  single("create in another namespace than the path's", post({ metadata: { name: "a", namespace: "other" } })),
  single("create of another kind", post({ kind: "Pod", apiVersion: "v1", metadata: { name: "a" } })),
  single("create of another version", post({ kind: "ConfigMap", apiVersion: "v2", metadata: { name: "a" } })),
  single("create with half a body", post("{")),
  single("create with an empty body", post("")),
  single("create with a list as body", post([])),
  single("create with null as body", post("null")),
  single("create of an unknown media type", { ...post("x"), headers: { "Content-Type": "text/x" } }),
  single(
    "create with unknown and duplicate fields, strict",
    post('{"metadata":{"name":"a"},"foo":1,"data":{"a":"b","a":"c"}}', "?fieldValidation=Strict"),
  ),
  single(
    "create with unknown and duplicate fields, warn",
    post('{"metadata":{"name":"a"},"foo":1,"data":{"a":"b","a":"c"}}'),
  ),
  single(
    "create with unknown and duplicate fields, ignored",
    post('{"metadata":{"name":"a"},"foo":1,"data":{"a":"b","a":"c"}}', "?fieldValidation=Ignore"),
  ),
  single("create with a bad fieldValidation", post({ metadata: { name: "a" } }, "?fieldValidation=Some")),
  single("create with a bad dryRun", post({ metadata: { name: "a" } }, "?dryRun=Some")),
  single("create with dryRun", post({ metadata: { name: "a" } }, "?dryRun=All")),
  single("create with a number for a string", post({ metadata: { name: "a" }, data: { k: 1 } })),
  single("create with bad labels", post({ metadata: { name: "a", labels: { "a b": "c" } } })),
  single("create with bad annotations", post({ metadata: { name: "a", annotations: { "a b": "c" } } })),
  single("create with bad finalizers", post({ metadata: { name: "a", finalizers: ["nope"] } })),
  single("create with bad owners", post({ metadata: { name: "a", ownerReferences: [{ kind: "Pod" }] } })),
  single("create as YAML", {
    ...post("metadata:\n  name: a\ndata:\n  k: v\n"),
    headers: { "Content-Type": "application/yaml" },
  }),
  onObject("create of what exists", post({ metadata: { name: "a" } })),
  onObject("create of what exists, dry run", post({ metadata: { name: "a" } }, "?dryRun=All")),
  single("create with null members", post({ metadata: { name: "a", labels: null, annotations: {} }, data: null })),
  single(
    "create with system metadata",
    post({
      metadata: {
        name: "a",
        uid: "x",
        generation: 7,
        creationTimestamp: "2020-01-01T00:00:00Z",
        deletionTimestamp: "2020-01-01T00:00:00Z",
        selfLink: "/x",
      },
    }),
  ),
  single("create in a namespace that is not there", {
    method: "POST",
    path: "/api/v1/namespaces/none/configmaps",
    body: { metadata: { name: "a" } },
  }),
  single("create without a namespace", {
    method: "POST",
    path: "/api/v1/configmaps",
    body: { metadata: { name: "a" } },
  }),
  single("create at an object's path", { method: "POST", path: one, body: { metadata: { name: "a" } } }),
];

/** Everything YAML could take for something else, and everything that makes its writer quote, fold or escape. */
const difficultTexts = [
  ...["", "~", "null", "true", "Yes", "off", "y", "1", "-1", "1.5", "1e3", "0x1f", "010", "0o7", "1_000", ".5", ".inf"],
  ...["10:20", "2020-01-01", "2020-01-01T00:00:00Z", "<<", "=", "-", "- a", "-a", "?", "? a", ":", "a: b", "a:b", "a:"],
  ...[
    "#a",
    "a #b",
    "a#b",
    "*",
    "&a",
    "!a",
    "|",
    ">",
    "'",
    '"',
    "it's",
    "%a",
    "@a",
    "`a",
    "{",
    "}",
    "[",
    "]",
    ",",
    "a,b",
  ],
  ...[" a", "a ", "a\tb", "\t", "a\nb", "a\nb\n", "a\n\n", "\na", "a \nb", "a\n b", " a\nb", "\n", "a\u0001b", "ä€😀"],
  ...["\u00a0", "\u2028", "a\\b", "...", "---", "--- a", "0", "+1", "1.", "1e", "0b11", "1__0", "0x", "1:2:3"],
  ...[
    "word ".repeat(40).trim(),
    `it's ${"word ".repeat(40).trim()}`,
    `tab\t${"word ".repeat(40).trim()}`,
    "x".repeat(200),
  ],
  `two  spaces ${"wide  words ".repeat(20)}end`,
];

const reads: readonly Case[] = [
  {
    name: "difficult texts as YAML",
    steps: [
      post({
        metadata: {
          name: "a",
          annotations: Object.fromEntries(difficultTexts.map((text, index) => [`t${index}`, text])),
        },
        data: Object.fromEntries(
          ["a1", "a10", "a2", "A", "b", "a-b", "a.b", "a_b", "1", "01", "10", "true", "null"].map((key) => [key, "v"]),
        ),
      }),
      get(one, { Accept: "application/yaml" }),
    ],
  },
  single("a long key as YAML", {
    ...post({ metadata: { name: "a" }, data: { ["k".repeat(130)]: "v", ["l".repeat(128)]: "w\nx" } }),
    headers: { Accept: "application/yaml" },
  }),
  onObject("get", get(one)),
  onObject("get as table", get(one, table)),
  onObject("get as table with the object", get(`${one}?includeObject=Object`, table)),
  onObject("get as table without the object", get(`${one}?includeObject=None`, table)),
  onObject("get as metadata", get(one, partial)),
  onObject("get as metadata list", get(one, partialList)),
  onObject("get as YAML", get(one, { Accept: "application/yaml" })),
  onObject("get as HTML", get(one, { Accept: "text/html" })),
  onObject("get pretty", get(`${one}?pretty=true`)),
  onObject("get at a future revision", get(`${one}?resourceVersion=99999999`)),
  onObject("get at a bad revision", get(`${one}?resourceVersion=abc`)),
  single("get what is not there", get(one)),
  single("get from a resource that is not there", get("/api/v1/namespaces/NS/nothings/a")),
  single("get from a group that is not there", get("/apis/none.example.com/v1/things")),
  single("get from a version that is not there", get("/apis/apps/v9/deployments")),
  single("get a namespaced object without namespace", get("/api/v1/configmaps/a")),
  single("get a cluster object with namespace", get("/api/v1/namespaces/NS/nodes/a")),
  single("get an unknown subresource", get(`${one}/nothing`)),
  onObject("list", get(collection)),
  onObject("list as table", get(collection, table)),
  onObject("list as metadata", get(collection, partialList)),
  onObject("list as metadata of one", get(collection, partial)),
  onObject("list as YAML", get(collection, { Accept: "application/yaml" })),
  onObject("list a page", post({ metadata: { name: "b" } }), get(`${collection}?limit=1`)),
  // A list at no revision first: at 0 a cache may answer that has not heard of the object yet.
  onObject("list at revision 0", quietly(get(collection)), get(`${collection}?resourceVersion=0`)),
  onObject("list with a bad limit", get(`${collection}?limit=x`)),
  onObject("list with a negative limit", get(`${collection}?limit=-1`)),
  onObject("list with a bad continue", get(`${collection}?continue=xx`)),
  onObject("list with a bad revision", get(`${collection}?resourceVersion=abc`)),
  onObject("list at a future revision", get(`${collection}?resourceVersion=99999999`)),
  onObject("list with a match but no revision", get(`${collection}?resourceVersionMatch=Exact`)),
  onObject("list with an unknown match", get(`${collection}?resourceVersionMatch=Some&resourceVersion=1`)),
  onObject("list exactly at 0", get(`${collection}?resourceVersionMatch=Exact&resourceVersion=0`)),
  onObject("list with sendInitialEvents", get(`${collection}?sendInitialEvents=true`)),
  onObject("list by name", get(`${collection}?fieldSelector=metadata.name%3Da`)),
  onObject("list by another name", get(`${collection}?fieldSelector=metadata.name!%3Da`)),
  onObject("list by an unknown field", get(`${collection}?fieldSelector=a%3Db`)),
  onObject("list by a broken field selector", get(`${collection}?fieldSelector=a`)),
  onObject("list by a broken label selector", get(`${collection}?labelSelector=a,,(`)),
  onObject("list by labels", get(`${collection}?labelSelector=a%20in%20(b)`)),
  onObject("watch for a second", get(`${collection}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da`)),
  onObject("watch one the old way", get(`/api/v1/watch/namespaces/NS/configmaps/a?timeoutSeconds=1`)),
  onObject("watch as table", get(`${collection}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da`, table)),
  onObject("watch as metadata", get(`${collection}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da`, partial)),
  onObject(
    "watch with initial events",
    get(
      `${collection}?watch=1&timeoutSeconds=1&sendInitialEvents=true&allowWatchBookmarks=true&resourceVersionMatch=NotOlderThan&fieldSelector=metadata.name%3Da`,
    ),
  ),
  onObject(
    "watch with initial events but no match",
    get(`${collection}?watch=1&timeoutSeconds=1&sendInitialEvents=true`),
  ),
  onObject("watch with a bad revision", get(`${collection}?watch=1&timeoutSeconds=1&resourceVersion=abc`)),
  onObject(
    "watch with a match",
    get(`${collection}?watch=1&timeoutSeconds=1&resourceVersionMatch=Exact&resourceVersion=1`),
  ),
];

const updates: readonly Case[] = [
  onObject("put", put({ metadata: { name: "a" }, data: { k: "w" } })),
  onObject("put nothing new", put({ metadata: { name: "a" }, data: { k: "v" } })),
  onObject("put under another name", put({ metadata: { name: "b" } })),
  onObject("put without a name", put({ metadata: {} })),
  onObject("put in another namespace", put({ metadata: { name: "a", namespace: "other" } })),
  onObject("put over another revision", put({ metadata: { name: "a", resourceVersion: "1" } })),
  onObject("put over another uid", put({ metadata: { name: "a", uid: "x" } })),
  onObject("put with a bad revision", put({ metadata: { name: "a", resourceVersion: "abc" } })),
  onObject("put to the collection", { method: "PUT", path: collection, body: {} }),
  single("put what is not there", put({ metadata: { name: "a" } })),
  onObject(
    "put a finalizer, delete, take it off",
    put({ metadata: { name: "a", finalizers: ["example.com/x"] } }),
    remove(),
    put({ metadata: { name: "a", finalizers: ["example.com/x", "example.com/y"] } }),
    patch({ metadata: { finalizers: null } }),
    get(one),
  ),
  onObject(
    "put immutable, then change",
    put({ metadata: { name: "a" }, data: { k: "v" }, immutable: true }),
    patch({ data: { k: "w" } }),
  ),
  onObject("patch", patch({ data: { k: "w", l: "m" } })),
  onObject("patch nothing", patch({})),
  onObject("patch the name", patch({ metadata: { name: "b" } })),
  onObject("patch the namespace", patch({ metadata: { namespace: "b" } })),
  onObject("patch over another revision", patch({ metadata: { resourceVersion: "1" } })),
  onObject("patch with a wrong type", patch({ data: 5 })),
  onObject("patch with an unknown field, strict", patch({ foo: 1 }, "?fieldValidation=Strict")),
  onObject("patch with an unknown field", patch({ foo: 1 })),
  onObject("patch with half a body", { ...patch("{") }),
  onObject("patch with another media type", { ...patch({}), headers: { "Content-Type": "application/foo" } }),
  single("patch what is not there", patch({ data: {} })),
  onObject("patch with dryRun", patch({ data: { z: "z" } }, "?dryRun=All"), get(one)),
  onObject("json patch", {
    ...patch([{ op: "add", path: "/data/x", value: "y" }]),
    headers: { "Content-Type": "application/json-patch+json" },
  }),
  onObject("json patch with a failing test", {
    ...patch([{ op: "test", path: "/data/k", value: "y" }]),
    headers: { "Content-Type": "application/json-patch+json" },
  }),
  onObject("strategic patch", {
    ...patch({ data: { k: null, x: "y" } }),
    headers: { "Content-Type": "application/strategic-merge-patch+json" },
  }),
];

const deletes: readonly Case[] = [
  onObject("delete", remove()),
  onObject("delete twice", remove(), remove()),
  onObject("delete with dryRun", remove("?dryRun=All"), get(one)),
  onObject("delete with a wrong uid", remove("", { preconditions: { uid: "x" } })),
  onObject("delete with a wrong revision", remove("", { preconditions: { resourceVersion: "1" } })),
  onObject("delete with an unknown policy", remove("", { propagationPolicy: "x" })),
  onObject("delete with an unknown dryRun", remove("?dryRun=x")),
  onObject("delete with unknown options", remove("", { foo: 1 })),
  onObject("delete with half a body", remove("", "{")),
  onObject("delete in the foreground", remove("?propagationPolicy=Foreground"), get(one), remove()),
  onObject("delete, orphaning", remove("", { propagationPolicy: "Orphan" }), get(one)),
  onObject("delete, orphaning the old way", remove("", { orphanDependents: true })),
  onObject("delete with both policies", remove("", { orphanDependents: true, propagationPolicy: "Orphan" })),
  onObject("delete the collection", { method: "DELETE", path: collection }, get(collection)),
  onObject(
    "delete the collection by label",
    { method: "DELETE", path: `${collection}?labelSelector=a%3Db` },
    get(collection),
  ),
  onObject("delete a namespace's collection of all namespaces", { method: "DELETE", path: "/api/v1/configmaps" }),
];

const forms: readonly (readonly [string, Readonly<Record<string, string>>])[] = [
  ["a table", table],
  ["metadata", partial],
  ["a list's metadata", partialList],
];

/** Writes answer in the form that was asked for; metadata-only clients (garbage collectors) patch so. */
const writtenForms: readonly Case[] = forms.flatMap(([form, headers]) => {
  const asked = (step: Step): Step => ({ ...step, headers: { ...step.headers, ...headers } });
  return [
    single(`create, answered as ${form}`, asked(post({ metadata: { name: "a" } }))),
    single(`create with dryRun, answered as ${form}`, asked(post({ metadata: { name: "a" } }, "?dryRun=All"))),
    onObject(`put, answered as ${form}`, asked(put({ metadata: { name: "a" }, data: { k: "w" } }))),
    onObject(`patch, answered as ${form}`, asked(patch({ data: { l: "w" } }))),
    onObject(`patch, answered as ${form} with the object`, asked(patch({ data: { l: "w" } }, "?includeObject=Object"))),
    onObject(
      `delete with a finalizer, answered as ${form}`,
      patch({ metadata: { finalizers: ["a.b/c"] } }),
      asked(remove()),
    ),
    onObject(`delete, answered as ${form}`, asked(remove())),
    onObject(`delete the collection, answered as ${form}`, asked({ method: "DELETE", path: collection }), get(one)),
  ];
});

export const basicCases: readonly Case[] = [...creates, ...reads, ...updates, ...deletes, ...writtenForms];
