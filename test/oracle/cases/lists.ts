/** Lists: revision × match × limit, paging with writes in between, selectors with every operator. */
import type { Case, Step } from "../case.js";
import { configMap, configMaps, get, partialList, patch, post, quietly, remove, steps, table } from "./steps.js";

const labelled = (name: string, labels: Record<string, string>): Step => configMap(name, { metadata: { labels } });

const five: readonly Step[] = ["a", "b", "c", "d", "e"].map((name) => configMap(name));

const revisions = ["", "0", "{rv:1}", "{rv:5}", "99999999999", "-1", "1x"] as const;
const matches = ["", "Exact", "NotOlderThan", "Wrong"] as const;
const limits = ["", "2", "0"] as const;

/** Every combination, with two writes after the revisions named. */
const matrix: readonly Case[] = revisions.flatMap((revision) =>
  matches.map((match) =>
    steps(
      `list at revision "${revision.replace(/\{rv:(\d)\}/, "of step $1")}" with match "${match}", each limit`,
      ...five,
      quietly(remove(`${configMaps}/a`)),
      quietly(patch(`${configMaps}/b`, { data: { k: "w" } })),
      quietly(get(configMaps)),
      ...limits.map((limit) => get(listPath({ resourceVersion: revision, resourceVersionMatch: match, limit }))),
    ),
  ),
);

function listPath(options: Readonly<Record<string, string>>): string {
  const query = Object.entries(options).filter(([, value]) => value !== "");
  return `${configMaps}?${query.map(([name, value]) => `${name}=${value}`).join("&")}`;
}

const paging: readonly Case[] = [
  steps(
    "pages of two, nothing written in between",
    ...five,
    get(`${configMaps}?limit=2`),
    get(`${configMaps}?limit=2&continue={continue:6}`),
    get(`${configMaps}?limit=2&continue={continue:7}`),
  ),
  steps(
    "pages of two, with writes in between",
    ...five,
    get(`${configMaps}?limit=2`),
    quietly(remove(`${configMaps}/c`)),
    quietly(post(configMaps, { metadata: { name: "bb" } })),
    quietly(patch(`${configMaps}/d`, { data: { k: "changed" } })),
    get(`${configMaps}?limit=2&continue={continue:6}`),
    get(`${configMaps}?limit=2&continue={continue:10}`),
    get(configMaps),
  ),
  steps("a page larger than the list", ...five, get(`${configMaps}?limit=9`)),
  steps("a page as large as the list", ...five, get(`${configMaps}?limit=5`)),
  steps(
    "the rest of the list without a limit",
    ...five,
    get(`${configMaps}?limit=2`),
    get(`${configMaps}?continue={continue:6}`),
  ),
  steps(
    "a continue with a revision",
    ...five,
    get(`${configMaps}?limit=2`),
    get(`${configMaps}?limit=2&continue={continue:6}&resourceVersion=1`),
    get(`${configMaps}?limit=2&continue={continue:6}&resourceVersion=0`),
    get(`${configMaps}?limit=2&continue={continue:6}&resourceVersionMatch=Exact&resourceVersion=1`),
  ),
  steps(
    "pages with a selector say nothing of what remains",
    ...["a", "b", "c", "d"].map((name, index) => labelled(name, { odd: String(index % 2) })),
    get(`${configMaps}?limit=1&labelSelector=odd=1`),
    get(`${configMaps}?limit=1&labelSelector=odd=1&continue={continue:5}`),
    get(`${configMaps}?limit=1&fieldSelector=metadata.name!=a`),
  ),
  steps("pages as tables", ...five, get(`${configMaps}?limit=2`, table)),
  steps("pages as metadata", ...five, get(`${configMaps}?limit=2`, partialList)),
  steps("an empty list in every form", get(configMaps), get(configMaps, table), get(configMaps, partialList)),
  steps(
    "an empty list of a kind without columns of its own",
    get("/api/v1/namespaces/NS/limitranges", table),
    get("/api/v1/namespaces/NS/limitranges", partialList),
  ),
  ...["eyJ2IjoiYSJ9", "eyJ2IjoibWV0YS5rOHMuaW8vdjEifQ", "W10", "a", "%25", "bnVsbA"].map((token) =>
    steps(`list with the continue token ${token}`, get(`${configMaps}?continue=${token}`)),
  ),
  steps("list with limit and continue of another resource", ...five, get(`${configMaps}?limit=2`), {
    method: "GET",
    path: "/api/v1/namespaces/NS/secrets?continue={continue:6}&limit=2",
  }),
  steps("list with timeoutSeconds", get(`${configMaps}?timeoutSeconds=1`), get(`${configMaps}?timeoutSeconds=x`)),
  steps("list across namespaces by field", get("/api/v1/configmaps?fieldSelector=metadata.namespace=NS")),
  steps("list with an unknown parameter", get(`${configMaps}?nothing=1`)),
  steps("list with a repeated parameter", ...five, get(`${configMaps}?limit=2&limit=3`)),
  steps("list with an empty limit", ...five, get(`${configMaps}?limit=&continue=`)),
];

const objects: readonly Step[] = [
  labelled("one", { app: "web", tier: "front", n: "1" }),
  labelled("two", { app: "web", n: "2" }),
  labelled("three", { app: "db", n: "10" }),
  configMap("none"),
];

const labelSelectors = [
  "app=web",
  "app==web",
  "app!=web",
  "app in (web)",
  "app in (web,db)",
  "app notin (web)",
  "app",
  "!app",
  "app,!tier",
  "app=web,tier=front",
  "app in ()",
  "app in (web",
  "n>1",
  "n<10",
  "n>x",
  "app=",
  "=web",
  "app=web,",
  ",",
  "a b=c",
  "app=we b",
  "x/y/z=1",
  "app in (web),n in (1,2)",
  "app = web",
  " app in ( web , db ) ",
  "app!in(web)",
  "-app=web",
  "app>=1",
] as const;

const fieldSelectors = [
  "metadata.name=one",
  "metadata.name==one",
  "metadata.name!=one",
  "metadata.name=one,metadata.namespace=NS",
  "metadata.name=one,metadata.name=two",
  "metadata.namespace=other",
  "metadata.name",
  "metadata.name=",
  "metadata.name=a\\,b",
  "metadata.name=a\\x",
  "metadata.uid=x",
  "metadata.labels.app=web",
  "status.phase=Running",
  ",",
  "=one",
  "metadata.name in (one)",
  "metadata.name=one,",
] as const;

const selectors: readonly Case[] = [
  ...labelSelectors.map((selector) =>
    steps(
      `list by the labels "${selector}"`,
      ...objects,
      get(`${configMaps}?labelSelector=${encodeURIComponent(selector)}`),
    ),
  ),
  ...fieldSelectors.map((selector) =>
    steps(
      `list by the fields "${selector}"`,
      ...objects,
      get(`${configMaps}?fieldSelector=${encodeURIComponent(selector)}`),
    ),
  ),
];

export const listCases: readonly Case[] = [...matrix, ...paging, ...selectors];
