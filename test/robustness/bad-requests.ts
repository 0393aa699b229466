/**
 * A hundred and more requests that ask for what cannot be answered: wrong paths, encodings, queries, bodies, headers. Well-formed as
 * HTTP (the transports' contract suite sends the others). `bad-requests.json` has what kube-apiserver 1.36.3 answers to each;
 * `record-bad-requests.ts` makes it.
 */

export interface BadRequest {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly string[];
  readonly body: string;
}

export interface RecordedAnswer {
  readonly code: number;
  /** Of the Status; absent when the answer is none. */
  readonly reason?: string;
  readonly message?: string;
}

const maps = "/api/v1/namespaces/bad-requests/configmaps";
const one = `${maps}/one`;
const deployments = "/apis/apps/v1/namespaces/bad-requests/deployments";
const map = (rest: string): string => `{"apiVersion":"v1","kind":"ConfigMap",${rest}}`;
const good = map('"metadata":{"name":"fresh"}');

/** The object that `one` names is there; nothing else is in its namespace. */
export const existing = map('"metadata":{"name":"one","namespace":"bad-requests"},"data":{"a":"b"}');

function get(target: string, ...headers: string[]): BadRequest {
  return { method: "GET", target, headers, body: "" };
}

function send(method: string, target: string, body: string, type = "application/json"): BadRequest {
  return { method, target, headers: [`Content-Type: ${type}`], body };
}

const paths: readonly BadRequest[] = [
  ...[
    "/nothing",
    "/api/",
    "/api/v2",
    "/api/v1/",
    "/apis/",
    "/apis/apps",
    "/apis/apps/v9",
    "/apis/nothing.example.com/v1",
  ].map((path) => get(path)),
  ...["/api/v1/nothings", "/api/v1/namespaces/default/nothings/x", "/apis/apps/v1/pods", "/api/v1//pods"].map((path) =>
    get(path),
  ),
  ...["/api/v1/namespaces/default/nodes", "/api/v1/configmaps/one", "/api/v1/nodes/n/nothing"].map((path) => get(path)),
  ...[`${one}/status`, `${one}/scale`, `${one}/a/b/c`, `${maps}/%ZZ`, `${maps}/%`, `${maps}/%2`, `${maps}/%00`].map(
    (path) => get(path),
  ),
  ...[
    `${maps}/..`,
    `${maps}/../..`,
    `${maps}/%2e%2e`,
    `${maps}/a%2Fb`,
    `${maps}/${"n".repeat(3000)}`,
    `${maps}/%F0%28`,
  ].map((path) => get(path)),
  ...[`${maps}/ONE`, `${maps}/one.`, `${maps}/-`, "/api/v1/namespaces//configmaps", "/apis/apps/v1/namespaces/x/"].map(
    (path) => get(path),
  ),
  ...["//api/v1/pods", "/API/v1/pods", "/api/V1/pods", "/api/v1/Pods", "/openapi/v3/nothing", "/livez/nothing"].map(
    (path) => get(path),
  ),
];

const queries: readonly BadRequest[] = [
  ...["limit=x", "limit=-1", "limit=1.5", "limit=99999999999999999999", "continue=garbage", "continue=e30"].map(
    (query) => get(`${maps}?${query}`),
  ),
  ...[
    "resourceVersion=x",
    "resourceVersion=-1",
    "resourceVersionMatch=Exact",
    "resourceVersion=1&resourceVersionMatch=Nothing",
  ].map((query) => get(`${maps}?${query}`)),
  ...[
    "resourceVersion=0&resourceVersionMatch=Exact",
    "continue=x&resourceVersion=1",
    "timeoutSeconds=x",
    "watch=maybe&timeoutSeconds=1",
  ].map((query) => get(`${maps}?${query}`)),
  ...[
    "labelSelector=a%20b",
    "labelSelector=a%3D%3D%3Db",
    "labelSelector=a+in+(",
    "labelSelector=-a",
    "labelSelector=a%3Db%3Dc",
  ].map((query) => get(`${maps}?${query}`)),
  ...["fieldSelector=a", "fieldSelector=data.a%3Db", "fieldSelector=metadata.name%3E1", "labelSelector=%ZZ"].map(
    (query) => get(`${maps}?${query}`),
  ),
  ...["watch=1&resourceVersion=x", "watch=1&sendInitialEvents=true", "sendInitialEvents=true", "watch=1&limit=x"].map(
    (query) => get(`${maps}?${query}`),
  ),
  ...["watch=1&allowWatchBookmarks=maybe&timeoutSeconds=1", "watch=1&resourceVersionMatch=NotOlderThan"].map((query) =>
    get(`${maps}?${query}`),
  ),
  get(`${one}?resourceVersion=x`),
  get(`${one}?resourceVersion=99999999999999999999999`),
  send("POST", `${maps}?dryRun=Some`, good),
  send("POST", `${maps}?fieldValidation=Sometimes`, good),
  send("POST", `${maps}?dryRun=All&dryRun=None`, good),
  send("PATCH", `${one}?force=maybe`, "{}", "application/merge-patch+json"),
  send("PATCH", `${one}?force=true`, "{}", "application/merge-patch+json"),
  send("DELETE", `${one}?gracePeriodSeconds=x`, ""),
  send("DELETE", `${one}?propagationPolicy=Sideways`, ""),
  send("DELETE", `${one}?orphanDependents=true&propagationPolicy=Orphan`, ""),
];

const bodies: readonly BadRequest[] = [
  ...[
    "",
    " ",
    "{",
    "}",
    "[]",
    "null",
    "1",
    '"text"',
    "{}x",
    "{'a':1}",
    '{"a":}',
    "\0",
    "\x80\xff",
    "{}{}",
    "[".repeat(20_000),
  ].map((body) => send("POST", maps, body)),
  ...[
    '"metadata":[]',
    '"metadata":"x"',
    '"metadata":{"name":1}',
    '"metadata":{"name":{}}',
    '"data":1',
    '"data":{"a":1}',
  ].map((rest) => send("POST", maps, map(rest))),
  ...[
    '"data":{"a":null}',
    '"metadata":null',
    '"metadata":{}',
    '"metadata":{"name":""}',
    '"metadata":{"name":"A_b"}',
  ].map((rest) => send("POST", maps, map(rest))),
  ...['"metadata":{"name":"x","namespace":"other"}', '"metadata":{"name":"x","labels":{"a b":"c"}}'].map((rest) =>
    send("POST", maps, map(rest)),
  ),
  ...[
    '"metadata":{"name":"x","labels":{"a":"b c"}}',
    '"metadata":{"name":"x","labels":[]}',
    '"metadata":{"name":"x","resourceVersion":"5"}',
  ].map((rest) => send("POST", maps, map(rest))),
  ...['"metadata":{"name":"x","finalizers":["a"]}', '"metadata":{"name":"x","creationTimestamp":"yesterday"}'].map(
    (rest) => send("POST", maps, map(rest)),
  ),
  ...[
    '"metadata":{"name":"x","ownerReferences":[{}]}',
    '"metadata":{"name":"one"}',
    '"immutable":"yes","metadata":{"name":"x"}',
  ].map((rest) => send("POST", maps, map(rest))),
  ...['"binaryData":{"a":"%%%"},"metadata":{"name":"x"}', '"data":{"a/b":"c"},"metadata":{"name":"x"}'].map((rest) =>
    send("POST", maps, map(rest)),
  ),
  send("POST", maps, '{"apiVersion":"v2","kind":"ConfigMap","metadata":{"name":"x"}}'),
  send("POST", maps, '{"apiVersion":"v1","kind":"Secret","metadata":{"name":"x"}}'),
  send("POST", maps, '{"apiVersion":"a/b/c","kind":"ConfigMap","metadata":{"name":"x"}}'),
  send("POST", `${maps}?fieldValidation=Strict`, map('"metadata":{"name":"x"},"extra":1')),
  send("POST", `${maps}?fieldValidation=Strict`, map('"metadata":{"name":"x"},"data":{},"data":{}')),
  send("POST", "/api/v1/namespaces/not-there/configmaps", good),
  send(
    "POST",
    deployments,
    '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":{"replicas":"two"}}',
  ),
  send("POST", deployments, '{"apiVersion":"apps/v1","kind":"Deployment","metadata":{"name":"x"},"spec":[]}'),
  send("PUT", one, good),
  send("PUT", one, map('"metadata":{"name":"one","resourceVersion":"1"}')),
  send("PUT", one, map('"metadata":{"name":"one","uid":"other"}')),
  send("PUT", `${maps}/two`, map('"metadata":{"name":"two"}')),
  send("PUT", one, map('"data":{}')),
  send("DELETE", one, "{"),
  send("DELETE", one, '{"apiVersion":"v1","kind":"DeleteOptions","preconditions":{"uid":"other"}}'),
  send("DELETE", one, '{"apiVersion":"v1","kind":"DeleteOptions","gracePeriodSeconds":"x"}'),
  send("DELETE", `${maps}/two`, ""),
];

const patches: readonly BadRequest[] = [
  ...["", "{", "[]", "null", "1", '{"data":1}', '{"metadata":{"name":"two"}}', '{"metadata":{"uid":"x"}}'].map((body) =>
    send("PATCH", one, body, "application/merge-patch+json"),
  ),
  ...["", "{}", "1", '[{"op":"fly","path":"/a"}]', '[{"op":"remove","path":"/data/none"}]', '[{"path":"/a"}]'].map(
    (body) => send("PATCH", one, body, "application/json-patch+json"),
  ),
  ...[
    '[{"op":"test","path":"/data/a","value":"z"}]',
    '[{"op":"add","path":"data"}]',
    '[{"op":"copy","from":"/x","path":"/y"}]',
  ].map((body) => send("PATCH", one, body, "application/json-patch+json")),
  ...["", "[", "[]", '{"$patch":"fly"}', '{"data":{"$patch":"fly"}}', '{"metadata":{"labels":[]}}'].map((body) =>
    send("PATCH", one, body, "application/strategic-merge-patch+json"),
  ),
  send("PATCH", one, "{}"),
  send("PATCH", one, "{}", "text/plain"),
  send("PATCH", maps, "{}", "application/merge-patch+json"),
  send("PATCH", `${maps}/two`, "{}", "application/merge-patch+json"),
];

const heads: readonly BadRequest[] = [
  ...[
    "text/html",
    "application/json;as=Nothing;g=meta.k8s.io;v=v1",
    "image/*",
    "application/json;as=Table;v=v9;g=meta.k8s.io",
  ].map((accept) => get(one, `Accept: ${accept}`)),
  ...["garbage", ";;;", "application/json;as=Table", "*/*;q=x"].map((accept) => get(one, `Accept: ${accept}`)),
  ...["text/plain", "application/xml", "garbage", "multipart/form-data", "application/vnd.kubernetes.protobuf"].map(
    (type) => send("POST", maps, good, type),
  ),
  ...["POST", "PUT", "BREW", "OPTIONS", "TRACE", "get"].map((method) =>
    send(method, method === "POST" ? one : "/api/v1/pods", good),
  ),
  send("PUT", maps, good),
  send("DELETE", "/api/v1/configmaps", ""),
  send("POST", "/api/v1/configmaps", good),
  send("POST", "/version", "{}"),
  get(one, "Authorization: Bearer wrong"),
  get(one, "Authorization: Basic %%%"),
];

export const badRequests: readonly BadRequest[] = [...paths, ...queries, ...bodies, ...patches, ...heads];

/** Says which it is; the key of its recorded answer. */
export function nameOf({ method, target, headers, body }: BadRequest): string {
  const shown = (text: string): string => (text.length > 90 ? `${text.slice(0, 80)}… (${text.length})` : text);
  const usual = headers.filter((header) => header !== "Content-Type: application/json");
  return [method, shown(target), ...usual, ...(body === "" ? [] : [JSON.stringify(shown(body))])].join(" ");
}
