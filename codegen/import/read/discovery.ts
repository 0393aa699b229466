/**
 * Discovery answers (`kubectl get --raw /apis/apps/v1`), which know what OpenAPI does not: short names, categories,
 * exact verbs, order.
 */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Verb } from "../../../src/registry/resource-definition.js";
import type { ResourceFacts, ResourceMap } from "./openapi-paths.js";
import { isMap } from "./openapi-schema.js";

export interface Discovery {
  /** Group names in order, with their versions in order of preference. */
  readonly groups: ReadonlyMap<string, readonly string[]>;
  readonly lists: readonly ResourceList[];
}

interface ResourceList {
  readonly group: string;
  readonly version: string;
  readonly resources: readonly ApiResource[];
}

interface ApiResource {
  readonly name: string;
  readonly singularName?: string;
  readonly namespaced: boolean;
  readonly kind: string;
  readonly group?: string;
  readonly version?: string;
  readonly verbs: readonly Verb[];
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly storageVersionHash?: string;
}

/** Takes one answer, a list of them, or a map of them by path. */
export function readDiscovery(document: JsonValue): Discovery {
  const groups = new Map<string, readonly string[]>();
  const lists: ResourceList[] = [];
  for (const answer of answersIn(document)) {
    if (answer["kind"] === "APIVersions") groups.set("", (answer["versions"] ?? []) as string[]);
    else if (answer["kind"] === "APIGroupList") addGroups(answer, groups);
    else if (answer["kind"] === "APIResourceList") {
      const [group, version] = splitGroupVersion(String(answer["groupVersion"]));
      lists.push({ group, version, resources: (answer["resources"] ?? []) as unknown as ApiResource[] });
    }
  }
  return { groups, lists };
}

/** Writes what discovery says over what the paths say. */
export function applyDiscovery(discovery: Discovery, resources: ResourceMap): void {
  for (const list of discovery.lists) {
    for (const resource of list.resources) {
      const [plural = "", sub] = resource.name.split("/");
      const facts = factsFor(resources, { ...list, plural });
      if (sub === undefined) {
        facts.kind = resource.kind;
        facts.namespaced = resource.namespaced;
        facts.verbs.clear();
        for (const verb of resource.verbs) facts.verbs.add(verb);
        facts.shortNames = resource.shortNames ?? [];
        facts.categories = resource.categories ?? [];
        if (resource.singularName !== undefined && resource.singularName !== "") facts.singular = resource.singularName;
        if (resource.storageVersionHash !== undefined) facts.storageVersionHash = resource.storageVersionHash;
      } else {
        const { group = list.group, version = list.version, kind } = resource;
        const { answers, query = new Map() } = facts.subresources.get(sub) ?? {};
        facts.subresources.set(sub, { body: { group, version, kind }, verbs: new Set(resource.verbs), answers, query });
      }
    }
  }
}

function factsFor(resources: ResourceMap, of: { group: string; version: string; plural: string }): ResourceFacts {
  const key = `${of.group}/${of.version}/${of.plural}`;
  const found = resources.get(key);
  if (found !== undefined) return found;
  const { group, version, plural } = of;
  const made = { group, version, plural, kind: "", namespaced: false, verbs: new Set<Verb>(), subresources: new Map() };
  resources.set(key, made);
  return made;
}

function answersIn(document: JsonValue): JsonObject[] {
  if (Array.isArray(document)) return document.filter(isMap);
  if (!isMap(document)) return [];
  return typeof document["kind"] === "string" ? [document] : Object.values(document).filter(isMap);
}

function addGroups(answer: JsonObject, groups: Map<string, readonly string[]>): void {
  const list = answer["groups"] as unknown as readonly { name: string; versions: readonly { version: string }[] }[];
  for (const group of list)
    groups.set(
      group.name,
      group.versions.map((one) => one.version),
    );
}

export function splitGroupVersion(groupVersion: string): [group: string, version: string] {
  const [first = "", second] = groupVersion.split("/");
  return second === undefined ? ["", first] : [first, second];
}
