/** Options of lists and watches that make no sense, or only with others: what is said of each, and what comes of it. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, partial, partialList, patch, quietly, remove, steps, table } from "./steps.js";

const five: readonly Step[] = ["a", "b", "c", "d", "e"].map((name) => configMap(name));
const second = "watch=1&timeoutSeconds=1";
const future = "99999999999";

const list = (query: string): Step => get(`${configMaps}?${query}`);
const watch = (query: string): Step => list(`${second}&${query}`);

function token(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

const v = "meta.k8s.io/v1";

/** Continue tokens nobody was given. */
const tokens: readonly Case[] = (
  [
    ["that goes on at the newest state", token({ v, rv: -1, start: "b\u0000" })],
    ["that goes on at the newest state, between two names", token({ v, rv: -1, start: "bb" })],
    ["that goes on behind the last name", token({ v, rv: -1, start: "z\u0000" })],
    ["of revision 0", token({ v, rv: 0, start: "b\u0000" })],
    ["of revision -2", token({ v, rv: -2, start: "b\u0000" })],
    ["of a future revision", token({ v, rv: Number(future), start: "b\u0000" })],
    ["with a revision that is text", token({ v, rv: "7", start: "b" })],
    ["with a revision that is no integer", token({ v, rv: 1.5, start: "b" })],
    ["without a revision", token({ v, start: "b" })],
    ["without a start", token({ v, rv: -1 })],
    ["with an empty start", token({ v, rv: -1, start: "" })],
    ["with a start outside", token({ v, rv: -1, start: "../secrets/a" })],
    ["with a start inside a dot", token({ v, rv: -1, start: "./b" })],
    ["with a start that is a number", token({ v, rv: -1, start: 1 })],
    ["of another version", token({ v: "meta.k8s.io/v2", rv: -1, start: "b" })],
    ["with a member nobody knows", token({ v, rv: -1, start: "b", more: true })],
    ["in other capitals", token({ V: v, RV: -1, START: "b" })],
    ["that is half an object", token('{"v":"meta')],
    ["that is an object and more", token(`${JSON.stringify({ v, rv: -1, start: "b" })}{}`)],
    ["that is an array", token([])],
    ["that is text", token('"x"')],
    ["that is empty JSON", token("")],
    ["with padding", `${token({ v, rv: -1, start: "b" })}%3D`],
    ["in the other alphabet", "ab%2Bc"],
    ["with a line end", "YWJj%0A"],
  ] as const
).map(([name, text]) => steps(`a continue token ${name}`, ...five, list(`limit=2&continue=${text}`)));

const pages: readonly Case[] = [
  steps(
    "a continue token used twice, on another namespace and on all of them",
    ...five,
    list("limit=2"),
    list("limit=1&continue={continue:6}"),
    list("limit=1&continue={continue:6}"),
    get("/api/v1/namespaces/none/configmaps?limit=2&continue={continue:6}"),
    get("/api/v1/configmaps?limit=2&continue={continue:6}&fieldSelector=metadata.namespace=NS"),
  ),
  steps(
    "a continue token with a selector it was not made for",
    ...five,
    list("limit=2"),
    list("limit=2&continue={continue:6}&fieldSelector=metadata.name=a"),
    list("limit=2&continue={continue:6}&fieldSelector=metadata.name!=d"),
    list("limit=2&continue={continue:6}&labelSelector=none"),
  ),
  steps(
    "a continue token with each match",
    ...five,
    list("limit=2"),
    ...["Exact", "NotOlderThan", "Wrong"].map((match) =>
      list(`limit=2&continue={continue:6}&resourceVersionMatch=${match}`),
    ),
  ),
  steps(
    "pages at an old revision",
    ...five,
    quietly(remove(`${configMaps}/b`)),
    list("limit=2&resourceVersion={rv:5}&resourceVersionMatch=Exact"),
    list("limit=2&continue={continue:7}"),
    list("limit=2&resourceVersion={rv:3}"),
    list("limit=2&continue={continue:9}"),
  ),
  steps(
    "pages of what is selected, at an old revision",
    ...five,
    quietly(patch(`${configMaps}/a`, { metadata: { labels: { l: "x" } } })),
    quietly(patch(`${configMaps}/c`, { metadata: { labels: { l: "x" } } })),
    quietly(patch(`${configMaps}/e`, { metadata: { labels: { l: "x" } } })),
    quietly(patch(`${configMaps}/c`, { metadata: { labels: null } })),
    list("limit=1&labelSelector=l=x&resourceVersion={rv:8}&resourceVersionMatch=Exact"),
    list("limit=1&labelSelector=l=x&continue={continue:10}"),
    list("limit=1&labelSelector=l=x&continue={continue:11}"),
    list("limit=2&labelSelector=l=x"),
    list("limit=1&labelSelector=l=x&resourceVersion=0"),
  ),
  ...["-1", "x", "1.5", "99999999999999999999", "9223372036854775807", "+2", "%202", "0x2", "1e3"].map((limit) =>
    steps(`list with the limit ${decodeURIComponent(limit)}`, ...five, list(`limit=${limit}`)),
  ),
  ...["0", "-1", "31536000", "9223372036854775807", "9223372036854775808", "1.5", "1s", ""].map((timeout) =>
    steps(`list with timeoutSeconds "${timeout}"`, ...five, list(`timeoutSeconds=${timeout}`)),
  ),
  ...["1s", "0", "0s", "-1s", "x", "1", "2h", "1m1s", "61s", ""].map((timeout) =>
    steps(`requests with timeout "${timeout}"`, configMap("a"), list(`timeout=${timeout}`), {
      method: "GET",
      path: `${configMaps}/a?timeout=${timeout}`,
    }),
  ),
];

const revisions: readonly Case[] = [
  ...["+1", "1.0", "%201", "18446744073709551615", "18446744073709551616", "0x1", "null"].map((revision) =>
    steps(
      `the revision "${decodeURIComponent(revision)}" in each read`,
      configMap("a"),
      get(`${configMaps}/a?resourceVersion=${revision}`),
      list(`resourceVersion=${revision}`),
      watch(`resourceVersion=${revision}&fieldSelector=metadata.name=none`),
    ),
  ),
  steps(
    "a future revision in each read",
    configMap("a"),
    get(`${configMaps}/a?resourceVersion=${future}`),
    get(`${configMaps}/none?resourceVersion=${future}`),
    list(`resourceVersion=${future}&labelSelector=a`),
    list(`resourceVersion=${future}&resourceVersionMatch=Exact`),
    watch(
      `resourceVersion=${future}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
    ),
  ),
  steps("an object read with a match", configMap("a"), get(`${configMaps}/a?resourceVersionMatch=Exact`)),
  steps("an object read with a match and a revision", configMap("a"), {
    method: "GET",
    path: `${configMaps}/a?resourceVersion={rv:1}&resourceVersionMatch=NotOlderThan`,
  }),
  steps("an object read with a continue, a limit and a selector", configMap("a"), {
    method: "GET",
    path: `${configMaps}/a?continue=x&limit=x&labelSelector=none&fieldSelector=a=b`,
  }),
];

/** Every way to ask a list or a watch for initial events. */
const initialEvents: readonly Case[] = ["list", "watch"].flatMap((verb) =>
  ["true", "false", "1", "0", "maybe", ""].map((value) =>
    steps(
      `${verb} with sendInitialEvents "${value}" and every match`,
      configMap("a"),
      ...["", "Exact", "NotOlderThan", "Wrong"].flatMap((match) =>
        ["", "0", "{rv:1}"].map((revision) =>
          (verb === "list" ? list : watch)(
            `sendInitialEvents=${value}${match === "" ? "" : `&resourceVersionMatch=${match}`}${
              revision === "" ? "" : `&resourceVersion=${revision}`
            }&fieldSelector=metadata.name=a`,
          ),
        ),
      ),
    ),
  ),
);

const watchOptions: readonly Case[] = [
  // Below 0 kube-apiserver ends at once, with or without an error in the stream: that is a race in it.
  ...["1.5", "9223372036854775808"].map((timeout) =>
    steps(`watch with timeoutSeconds "${timeout}"`, configMap("a"), list(`watch=1&timeoutSeconds=${timeout}`)),
  ),
  ...["Exact", "NotOlderThan", "Wrong"].map((match) =>
    steps(
      `watch with the match ${match} alone`,
      configMap("a"),
      watch(`resourceVersionMatch=${match}`),
      watch(`resourceVersionMatch=${match}&resourceVersion={rv:1}`),
      watch(`resourceVersionMatch=${match}&resourceVersion={rv:1}&limit=1`),
    ),
  ),
  ...["true", "false", "maybe", "", "0", "False", "FALSE", "f"].map((value) =>
    steps(
      `watch with allowWatchBookmarks "${value}"`,
      configMap("a"),
      watch(`allowWatchBookmarks=${value}&resourceVersion={rv:1}`),
      watch(`allowWatchBookmarks=${value}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan`),
    ),
  ),
  ...["False", "FALSE", "f", "no", "TRUE", "t"].map((value) =>
    steps(`a list with watch "${value}"`, configMap("a"), list(`watch=${value}&timeoutSeconds=1`)),
  ),
  steps(
    "watch by a name and what contradicts it",
    configMap("a"),
    configMap("b"),
    watch("fieldSelector=metadata.name=a,metadata.name=b"),
    watch("fieldSelector=metadata.name!=a"),
    watch("fieldSelector=metadata.name=a,metadata.namespace=other"),
    watch("fieldSelector=metadata.name=A%20b"),
    watch("fieldSelector=metadata.name="),
    watch("fieldSelector=metadata.name=a&labelSelector=none"),
  ),
  steps(
    "watch of cluster-scoped objects by name",
    get(`/api/v1/namespaces?${second}&fieldSelector=metadata.name=NS`),
    get(`/api/v1/namespaces?${second}&fieldSelector=metadata.name=none`),
    get("/api/v1/namespaces?fieldSelector=metadata.name=NS"),
    get("/api/v1/namespaces?fieldSelector=metadata.name=NS&limit=1"),
    get(`/api/v1/namespaces?${second}&fieldSelector=metadata.namespace=NS`),
  ),
  steps(
    "lists and watches of one name across namespaces",
    configMap("only-here-NS"),
    configMap("other"),
    get("/api/v1/configmaps?fieldSelector=metadata.name=only-here-NS"),
    get(`/api/v1/configmaps?${second}&resourceVersion={rv:1}&fieldSelector=metadata.name=only-here-NS`),
    get("/api/v1/configmaps?fieldSelector=metadata.name=other,metadata.namespace=NS"),
    get("/api/v1/configmaps?limit=1&fieldSelector=metadata.namespace=NS"),
  ),
];

/** a is made, changed twice so that it leaves and comes back, and deleted. */
const story: readonly Step[] = [
  configMap("a", { metadata: { labels: { l: "x" } } }),
  quietly(patch(`${configMaps}/a`, { metadata: { labels: { l: "y" } } })),
  quietly(patch(`${configMaps}/a`, { metadata: { labels: { l: "x" } } })),
  quietly(remove(`${configMaps}/a`)),
  configMap("b"),
];

const acceptOf = (form: string, version: string) => ({
  Accept: `application/json;as=${form};v=${version};g=meta.k8s.io`,
});
const from = "resourceVersion={rv:1}";
const initialInOrder = "sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true";
const old = "/api/v1/watch/namespaces/NS/configmaps";
const at = `timeoutSeconds=1&${from}`;
const forms: readonly Case[] = [
  ...["Table", "PartialObjectMetadata", "PartialObjectMetadataList"].flatMap((form) =>
    ["v1", "v1beta1", "v2"].map((version) =>
      steps(
        `lists and watches as ${form} of ${version}`,
        ...story,
        { ...watch(`${from}&labelSelector=l=x`), headers: acceptOf(form, version) },
        { ...list("limit=1"), headers: acceptOf(form, version) },
        get(`${configMaps}/b`, acceptOf(form, version)),
      ),
    ),
  ),
  ...[
    "",
    ";stream=watch",
    ";as=PartialObjectMetadata;v=v1;g=meta.k8s.io",
    ";as=PartialObjectMetadataList;v=v1beta1;g=meta.k8s.io",
  ].map((parameters) => {
    const headers = { Accept: `application/vnd.kubernetes.protobuf${parameters}` };
    return steps(
      `lists and watches as protobuf${parameters}`,
      ...story,
      { ...watch(`${from}&labelSelector=l=x`), headers },
      { ...watch(initialInOrder), headers },
      { ...list("limit=1"), headers },
      get(`${configMaps}/b`, headers),
      get(`${configMaps}/none`, headers),
      { ...list("limit=x"), headers },
      { ...watch("resourceVersionMatch=Exact"), headers },
      { ...watch(`${initialInOrder}&resourceVersion=${future}`), headers },
      get(`${old}/b?${at}`, headers),
    );
  }),
  ...["None", "Metadata", "Object", "Wrong", ""].map((include) =>
    steps(
      `lists and watches as Table with includeObject "${include}"`,
      ...story,
      { ...watch(`${from}&includeObject=${include}`), headers: table },
      { ...list(`limit=1&includeObject=${include}`), headers: table },
      get(`${configMaps}/b?includeObject=${include}`, table),
    ),
  ),
  steps(
    "initial events in each form, with nothing to show",
    ...[table, partial, partialList].map((headers) => ({
      ...watch("sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true"),
      headers,
    })),
  ),
  steps(
    "initial events as Table of a kind with columns of its own",
    get(
      `/api/v1/namespaces?${second}&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&fieldSelector=metadata.name=NS`,
      table,
    ),
  ),
  ...["application/json;stream=watch", "application/json;stream=other", "application/yaml;stream=watch", "*/*"].map(
    (accept) => steps(`watch as ${accept}`, ...story, { ...watch(from), headers: { Accept: accept } }),
  ),
  ...[
    "application/vnd.kubernetes.protobuf;as=Table;v=v1;g=meta.k8s.io",
    "application/cbor",
    "application/cbor-seq",
  ].map((accept) =>
    steps(
      `lists and watches as ${accept}`,
      ...story,
      { ...watch(from), headers: { Accept: accept } },
      get(configMaps, { Accept: accept }),
    ),
  ),
];

const deployments = "/apis/apps/v1/watch/namespaces/NS/deployments";
const oldPaths: readonly Case[] = [
  steps(
    "the old watch of one object and what contradicts it",
    ...story,
    get(`${old}/b?${at}`),
    get(`${old}/none?${at}`),
    get(`${old}/b?${at}&fieldSelector=metadata.name=b`),
    get(`${old}/b?${at}&fieldSelector=metadata.name=a`),
    get(`${old}/b?${at}&fieldSelector=metadata.namespace=NS`),
    get(`${old}/b?${at}&fieldSelector=metadata.name!=a`),
    get(`${old}/a?${at}&labelSelector=l=x`),
    get(`${old}/A_b?${at}`),
  ),
  steps(
    "the old watch and the options of a list",
    ...story,
    get(`${old}?${at}&watch=false`),
    get(`${old}?${at}&watch=0&limit=1`),
    get(`${old}?${at}&continue=x`),
    get(`${old}?${at}&resourceVersionMatch=Exact`),
    get(`${old}?${at}&sendInitialEvents=true`),
    get(`${old}?timeoutSeconds=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`),
    get(`${old}?timeoutSeconds=x`),
    get(`${old}?timeoutSeconds=1&resourceVersion=x`),
    get(`${old}?timeoutSeconds=1&labelSelector=a+b`),
  ),
  steps(
    "the old watch in each form",
    ...story,
    get(`${old}?${at}`, table),
    get(`${old}?${at}`, partial),
    get(`${old}/b?${at}`, partial),
    get(`${old}?${at}`, { Accept: "application/yaml" }),
    get(`${old}?${at}`, { Accept: "text/x" }),
  ),
  steps(
    "the old watch of cluster-scoped objects",
    get("/api/v1/watch/namespaces/NS?timeoutSeconds=1&resourceVersion=0"),
    get("/api/v1/watch/namespaces/none?timeoutSeconds=1"),
    get("/api/v1/watch/namespaces?timeoutSeconds=1&fieldSelector=metadata.name=NS"),
    get("/api/v1/watch/namespaces/NS/status?timeoutSeconds=1"),
    get("/apis/rbac.authorization.k8s.io/v1/watch/clusterroles/none?timeoutSeconds=1"),
    get("/apis/rbac.authorization.k8s.io/v1/watch/clusterroles?timeoutSeconds=1&fieldSelector=metadata.name=none"),
  ),
  steps(
    "the old watch of what is not there, or not where it says",
    get("/api/v1/watch/nothings?timeoutSeconds=1"),
    get("/api/v1/watch/configmaps/a?timeoutSeconds=1"),
    get("/api/v1/watch/namespaces/NS/nodes?timeoutSeconds=1"),
    get(`${old}/a/status?timeoutSeconds=1`),
    get(`${old}/a/scale?timeoutSeconds=1`),
    get("/apis/apps/v1/watch?timeoutSeconds=1"),
    get("/api/v1/watch/?timeoutSeconds=1"),
    get("/apis/none/v1/watch/things?timeoutSeconds=1"),
    get("/api/v1/watch/bindings?timeoutSeconds=1"),
    get("/api/v1/watch/componentstatuses?timeoutSeconds=1"),
    get("/apis/authorization.k8s.io/v1/watch/subjectaccessreviews?timeoutSeconds=1"),
    get("/api/v1/watch/watch/configmaps?timeoutSeconds=1"),
  ),
  steps(
    "writes to old watch paths",
    ...["POST", "PUT", "PATCH", "DELETE"].flatMap((method): readonly Step[] => [
      { method, path: deployments, body: {} },
      { method, path: `${deployments}/a`, body: {} },
    ]),
    { method: "OPTIONS", path: deployments },
  ),
];

export const listOptionCases: readonly Case[] = [
  ...tokens,
  ...pages,
  ...revisions,
  ...initialEvents,
  ...watchOptions,
  ...forms,
  ...oldPaths,
];
