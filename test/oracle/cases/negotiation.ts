/** What is asked for and what is sent, in every header and at every corner of a request line. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, type Headers, jsonPatch, patch, post, protobuf, remove, steps } from "./steps.js";

const one = `${configMaps}/a`;

const accepts: readonly Case[] = [
  "application/json;as=Table",
  "application/json;as=Table;v=v1",
  "application/json;as=Table;g=meta.k8s.io",
  "application/json;as=Table;v=;g=meta.k8s.io",
  "application/json;as=;v=v1;g=meta.k8s.io",
  "application/json;v=v1;g=meta.k8s.io",
  "application/json;as=PartialObjectMetadata",
  "application/json;as=APIGroupDiscoveryList;v=v2;g=apidiscovery.k8s.io",
  "application/json;as=Status;v=v1;g=meta.k8s.io",
  "application/yaml;as=Table;v=v1;g=meta.k8s.io",
  "application/yaml;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf",
  "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf;as=PartialObjectMetadataList;v=v1;g=meta.k8s.io",
  "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io, application/json",
  "application/vnd.kubernetes.protobuf;stream=watch",
  "application/json;q=0.1, application/yaml;q=0.9",
  "application/json;q=0.9, */*;q=1.0",
  "text/html;q=1, application/json;q=0.1",
  "*/*;q=0",
  "*/*;q=0.1, application/yaml",
  "application/*;q=0.1",
  "application/json ; charset=utf-8",
  'application/json;charset="utf-8"',
  "application/json;as=Table;v=v1;g=meta.k8s.io;charset=utf-8",
  "Application/JSON",
  "application/json;AS=Table;V=v1;G=meta.k8s.io",
  "application/json,",
  ",",
  "json",
  "application/json;stream=other",
  "application/json;unknown=1",
  "application/json;pretty=0",
  "application/json;pretty=true",
  `application/json;x=${"y".repeat(6000)}`,
].map((accept) =>
  steps(
    `accepting ${accept.slice(0, 90)}`,
    configMap("a"),
    get(one, { Accept: accept }),
    get(configMaps, { Accept: accept }),
    get(`${configMaps}/none`, { Accept: accept }),
    get(`${configMaps}?watch=1&timeoutSeconds=1&fieldSelector=metadata.name%3Da`, { Accept: accept }),
    post(`${configMaps}?dryRun=All`, { metadata: { name: "b" } }, { Accept: accept }),
    { ...remove(`${one}?dryRun=All`), headers: { Accept: accept } },
    get("/apis/apps/v1", { Accept: accept }),
    get("/version", { Accept: accept }),
    get("/apis/apps", { Accept: accept }),
  ),
);

const lines: readonly Case[] = [
  ["application/yaml", "application/json"],
  ["text/html", "application/json"],
  ["application/json;q=0.5", "application/yaml;q=0.9"],
].map((values) => steps(`accept lines ${values.join(" | ")}`, configMap("a"), get(one, { Accept: values })));

const sent = (type: string | readonly string[]): Headers => ({ "Content-Type": type });
const bodies: readonly Case[] = [
  "application/json;charset=utf-16",
  "application/json;",
  "application/json, application/yaml",
  "text/yaml",
  "application/x-yaml",
  "application/vnd.kubernetes.protobuf",
  "application/apply-patch+yaml",
  "application/json-patch+json",
  "*/*",
].map((type) =>
  steps(
    `sent as ${type}`,
    configMap("a"),
    post(`${configMaps}?dryRun=All`, { metadata: { name: "b" } }, sent(type)),
    { method: "PUT", path: `${one}?dryRun=All`, body: { metadata: { name: "a" } }, headers: sent(type) },
    { method: "DELETE", path: `${one}?dryRun=All`, body: {}, headers: sent(type) },
    patch(`${one}?dryRun=All`, {}, sent(type)),
    patch(`/api/v1/namespaces/NS/pods/none`, {}, sent(type)),
  ),
);

const patchTypes: readonly Case[] = [
  "application/merge-patch+json;charset=utf-8",
  "APPLICATION/MERGE-PATCH+JSON",
  "application/merge-patch+json, application/json-patch+json",
  "application/merge-patch+yaml",
  "application/apply-patch+json",
  "application/strategic-merge-patch+json ; x=y",
].map((type) =>
  steps(`patched as ${type}`, configMap("a"), patch(`${one}?fieldManager=m`, { data: { x: "y" } }, sent(type))),
);

const silentTypes: readonly Case[] = [
  steps("yaml without a content type", {
    ...post(`${configMaps}?dryRun=All`, "metadata:\n  name: b\n"),
    headers: sent(""),
  }),
  steps("json without a content type", {
    ...post(`${configMaps}?dryRun=All`, { metadata: { name: "b" } }),
    headers: sent(""),
  }),
  steps("delete options without a content type", configMap("a"), {
    ...remove(`${one}?dryRun=All`, {}),
    headers: sent(""),
  }),
  steps("a patch without a content type", configMap("a"), patch(one, {}, sent(""))),
];

const big = configMap("big", { data: { big: "0123456789abcdef".repeat(16_000) } });
const encodings: readonly Case[] = [
  "gzip, deflate, br",
  "deflate",
  "*",
  "identity",
  "GZIP",
  "gzip;q=0.5",
  "br, gzip;q=0.1",
  "",
].map((encoding) =>
  steps(
    `a large answer for gzip as "${encoding}"`,
    big,
    get(`${configMaps}/big`, { "Accept-Encoding": encoding }),
    get(configMaps, { "Accept-Encoding": encoding }),
    get(`${configMaps}/big`, { ...protobuf, "Accept-Encoding": encoding }),
    get(`${configMaps}/none`, { "Accept-Encoding": encoding }),
    get("/apis/apps/v1", { "Accept-Encoding": encoding }),
  ),
);

const ask = (method: string, path: string): Step => ({ method, path });
const methods: readonly Case[] = ["HEAD", "OPTIONS", "TRACE", "PROPFIND"].flatMap((method) =>
  [one, configMaps, `${configMaps}/none`, "/api/v1", "/apis", "/version", "/livez", "/nothing", "/openapi/v2", "/"].map(
    (path) => steps(`${method} of ${path}`, configMap("a"), ask(method, path)),
  ),
);

const long = "n".repeat(300);
const paths: readonly Case[] = [
  `${configMaps}/${long}`,
  `${configMaps}/${"n".repeat(5000)}`,
  `${configMaps}?labelSelector=${"l%3Dm,".repeat(1000)}x`,
  `/api/v1/namespaces/${long}/configmaps`,
  `/apis/${long}/v1/things`,
  "/api//v1/namespaces/NS/configmaps",
  "/api/v1/namespaces/NS//configmaps/a",
  "/api/v1/namespaces/NS/configmaps//a",
  "/api/v1/namespaces/NS/configmaps/./a",
  "/api/v1/namespaces/NS/configmaps/../secrets",
  "/api/v1/namespaces/NS/configmaps/%2e%2e/secrets",
  "/api/v1/namespaces/NS/configmaps/a;b=c",
  "/api/v1/namespaces/NS/configmaps/a%20b",
  "/api/v1/namespaces/NS/configmaps/a+b",
  "/api/v1/namespaces/NS/configmaps/a%3Fb",
  "/api/v1/namespaces/NS/configmaps/a%25b",
  "/api/v1/namespaces/NS/configmaps/%ff",
  "/api/v1/namespaces/NS/configmaps/a?",
  "/api/v1/namespaces/NS/configmaps/a?=",
  "/api/v1/namespaces/NS/configmaps/a?&&",
  "/api/v1/namespaces/NS/configmaps/a?a;b",
  "/api/v1/namespaces/NS/configmaps/a#b",
  "/apis/",
  "/api/",
  "/apis/apps/",
  "/apis/apps/v1/namespaces/NS/",
  "/api/v1/namespaces/NS/pods/a/log",
  "/api/v1/namespaces/NS/pods/a/exec",
  "/api/v1/namespaces/NS/pods/a/proxy/x/y",
  "/api/v1/proxy/namespaces/NS/pods/a",
  "/api/v1/watch/namespaces/NS/nothing",
  "/api/v1/watch",
].map((path) => steps(`path ${path.length > 90 ? `${path.slice(0, 80)} (${path.length})` : path}`, get(path)));

const body = { metadata: { name: "b" } };
const queries: readonly Case[] = [
  "pretty=true&pretty=false",
  "fieldManager=a&fieldManager=b",
  `fieldManager=${"m".repeat(129)}`,
  "fieldManager=%07",
  "fieldManager=",
  "fieldManager=ä",
  "dryRun=All&dryRun=All",
  "dryRun=All&dryRun=Some",
  "dryRun=",
  "dryRun",
  "fieldValidation=Strict&fieldValidation=Ignore",
  "fieldValidation=strict",
  "unknown=1&unknown=2",
  "force=true",
  "force=x",
  "limit=1",
  "timeout=1s",
  "timeout=x",
  "timeout=-1s",
  "timeoutSeconds=x",
  "kind=x&apiVersion=y",
  "%zz=1",
  "a=%zz",
].map((query) =>
  steps(
    `asked with ${query.slice(0, 60)}`,
    configMap("a"),
    post(`${configMaps}?${query}`, body),
    { method: "PUT", path: `${one}?${query}`, body: { metadata: { name: "a" }, data: { q: "r" } } },
    patch(`${one}?${query}`, [{ op: "add", path: "/data", value: { k: "p" } }], jsonPatch),
    patch(`${one}?${query}`, { data: { s: "t" } }),
    get(`${one}?${query}`),
    get(`${configMaps}?${query}`),
    remove(`${one}?${query}`),
  ),
);

export const negotiationCases: readonly Case[] = [
  ...accepts,
  ...lines,
  ...bodies,
  ...patchTypes,
  ...silentTypes,
  ...encodings,
  ...methods,
  ...paths,
  ...queries,
];
