/** The resources of an OpenAPI document, from its paths: what is served, in which scope, with which verbs. */
import type { JsonObject } from "../../../src/meta/schema.js";
import type { Verb } from "../../../src/registry/resource-definition.js";
import { getOrAdd } from "../../../src/util/get-or-add.js";
import { type AnswerFacts, noteAnswer } from "./openapi-answers.js";
import { type GroupVersionKindName, gvksOf } from "./openapi-names.js";
import { isMap } from "./openapi-schema.js";

export interface ResourceFacts {
  readonly group: string;
  readonly version: string;
  readonly plural: string;
  kind: string;
  namespaced: boolean;
  readonly verbs: Set<Verb>;
  readonly subresources: Map<string, SubresourceFacts>;
  /** Facts only discovery knows. */
  singular?: string;
  shortNames?: readonly string[];
  categories?: readonly string[];
  storageVersionHash?: string;
}

export interface SubresourceFacts extends AnswerFacts {
  body: GroupVersionKindName | undefined;
  readonly verbs: Set<Verb>;
}

/** Keyed `group/version/plural`. */
export type ResourceMap = Map<string, ResourceFacts>;

/** `/apis/apps/v1/namespaces/{namespace}/deployments/{name}/status`. */
const shape = new RegExp(
  [
    "^/(?:api|apis/(?<group>[^/{]+))/(?<version>v[^/{]+)/(?<watch>watch/)?",
    "(?<scope>namespaces/\\{namespace\\}/)?(?<plural>[^/{]+)(?<item>/\\{name\\}(?:/(?<sub>[^/{]+))?)?$",
  ].join(""),
);

const methods: Readonly<Record<"collection" | "item", Readonly<Record<string, Verb>>>> = {
  collection: { get: "list", post: "create", delete: "deletecollection" },
  item: { get: "get", put: "update", patch: "patch", delete: "delete", post: "create" },
};

/** `document`: v2 or v3; its shared parameters are looked up in it. */
export function readPaths(document: JsonObject, resources: ResourceMap): void {
  const { paths } = document;
  if (!isMap(paths)) return;
  for (const [path, operations] of Object.entries(paths)) {
    const match = shape.exec(path)?.groups;
    if (match !== undefined && isMap(operations)) readPath(match, operations, { document, resources });
  }
}

interface Reading {
  readonly document: JsonObject;
  readonly resources: ResourceMap;
}

function readPath(
  match: Readonly<Record<string, string | undefined>>,
  operations: JsonObject,
  { document, resources }: Reading,
): void {
  const { group = "", version = "", plural = "", sub } = match;
  const key = `${group}/${version}/${plural}`;
  let facts = resources.get(key);
  if (facts === undefined) {
    facts = { group, version, plural, kind: "", namespaced: false, verbs: new Set(), subresources: new Map() };
    resources.set(key, facts);
  }
  if (match["scope"] !== undefined) facts.namespaced = true;
  if (match["watch"] !== undefined) {
    facts.verbs.add("watch");
    return;
  }
  const byMethod = methods[match["item"] === undefined ? "collection" : "item"];
  for (const [method, operation] of Object.entries(operations)) {
    const verb = byMethod[method];
    if (verb === undefined || !isMap(operation)) continue;
    const gvk = gvksOf(operation)[0];
    if (sub === undefined) {
      facts.verbs.add(verb);
      if (verb === "list" && takesWatch(operation, operations)) facts.verbs.add("watch");
      if (gvk !== undefined) facts.kind = gvk.kind;
    } else noteAnswer(addSubresource(facts, sub, { verb, gvk }), { document, operation, operations });
  }
}

function addSubresource(
  facts: ResourceFacts,
  name: string,
  of: { verb: Verb; gvk: GroupVersionKindName | undefined },
): SubresourceFacts {
  const found = getOrAdd(
    facts.subresources,
    name,
    (): SubresourceFacts => ({ body: undefined, verbs: new Set(), answers: undefined, query: new Map() }),
  );
  found.verbs.add(of.verb);
  found.body ??= of.gvk;
  return found;
}

function takesWatch(operation: JsonObject, operations: JsonObject): boolean {
  const all = [operation["parameters"], operations["parameters"]].flatMap((list) => (Array.isArray(list) ? list : []));
  return all.some((one) => {
    if (!isMap(one)) return false;
    return one["name"] === "watch" || /\/watch(-[^/]*)?$/.test(String(one["$ref"] ?? ""));
  });
}
