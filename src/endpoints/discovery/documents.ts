/**
 * Discovery documents, plain (`APIGroupList`, `APIResourceList` …) and aggregated (`APIGroupDiscoveryList`), from the records that are
 * served. Pure; shapes and order are kube-apiserver's, held against its recorded answers by test/unit/endpoints/discovery.test.ts.
 */
import { createHash } from "node:crypto";
import { formatGroupVersion } from "../../meta/object.js";
import {
  type GroupDefinition,
  type ResourceDefinition,
  type Subresource,
  storedIdentity,
  type Verb,
} from "../../registry/resource-definition.js";

export interface GroupVersionForDiscovery {
  readonly groupVersion: string;
  readonly version: string;
}

export interface ApiGroup {
  readonly name: string;
  readonly versions: readonly GroupVersionForDiscovery[];
  readonly preferredVersion: GroupVersionForDiscovery;
}

/** The answer at `/apis/<group>` without kind and apiVersion; undefined for the core group. */
export function apiGroup(group: GroupDefinition): ApiGroup {
  const versions = group.versions.map(({ name }) => ({
    groupVersion: formatGroupVersion(group.name, name),
    version: name,
  }));
  return { name: group.name, versions, preferredVersion: versions[0] as GroupVersionForDiscovery };
}

/** `/apis`. */
export function apiGroupList(groups: readonly GroupDefinition[]): object {
  const named = groups.filter((group) => group.name !== "");
  return { kind: "APIGroupList", apiVersion: "v1", groups: named.map(apiGroup) };
}

/** `/api`. */
export function apiVersions(groups: readonly GroupDefinition[], serverAddress: string): object {
  const core = groups.find((group) => group.name === "");
  return {
    kind: "APIVersions",
    versions: core?.versions.map(({ name }) => name) ?? [],
    serverAddressByClientCIDRs: [{ clientCIDR: "0.0.0.0/0", serverAddress }],
  };
}

/** `/apis/<group>/<version>` and `/api/v1`; `hashes`: with the storageVersionHash of each resource. */
export function apiResourceList(
  group: GroupDefinition,
  version: string,
  { hashes }: { readonly hashes: boolean },
): object {
  const resources = resourcesIn(group, version).flatMap((resource) => [
    { ...plainResource(resource), ...(hashes ? hashOf(resource) : {}) },
    ...sorted(resource.subresources).map((subresource) => plainSubresource(resource, subresource)),
  ]);
  const groupVersion = formatGroupVersion(group.name, version);
  // The core group's list has no apiVersion: it is older than the field.
  const head = group.name === "" ? { kind: "APIResourceList" } : { kind: "APIResourceList", apiVersion: "v1" };
  return { ...head, groupVersion, resources };
}

/** `/api` and `/apis` with `as=APIGroupDiscoveryList`. */
export function groupDiscoveryList(groups: readonly GroupDefinition[], version: "v2" | "v2beta1"): object {
  const items = groups.map((group) => ({
    metadata: group.name === "" ? {} : { name: group.name },
    versions: group.versions.map(({ name }) => ({
      version: name,
      resources: resourcesIn(group, name).map(aggregatedResource),
      freshness: "Current",
    })),
  }));
  return { kind: "APIGroupDiscoveryList", apiVersion: `apidiscovery.k8s.io/${version}`, metadata: {}, items };
}

function resourcesIn(group: GroupDefinition, version: string): readonly ResourceDefinition[] {
  return group.resources
    .filter((resource) => resource.versions.some(({ name }) => name === version))
    .sort((a, b) => compare(a.plural, b.plural));
}

function plainResource(resource: ResourceDefinition): object {
  return {
    name: resource.plural,
    singularName: resource.singular,
    namespaced: resource.namespaced,
    kind: resource.kind,
    verbs: sortedVerbs(resource.verbs),
    ...namesOf(resource),
  };
}

function hashOf(resource: ResourceDefinition): object {
  return resource.storagePrefix === null ? {} : { storageVersionHash: storageVersionHash(resource) };
}

function plainSubresource(resource: ResourceDefinition, { name, verbs, bodyKind }: Subresource): object {
  return {
    name: `${resource.plural}/${name}`,
    singularName: "",
    namespaced: resource.namespaced,
    ...foreignGroup(resource, bodyKind),
    kind: bodyKind?.kind ?? resource.kind,
    verbs: sortedVerbs(verbs),
  };
}

/** Group and version are told only where they are not the resource's own. */
function foreignGroup(resource: ResourceDefinition, kind: Subresource["bodyKind"]): object {
  return kind === undefined || kind.group === resource.group ? {} : { group: kind.group, version: kind.version };
}

function aggregatedResource(resource: ResourceDefinition): object {
  const { plural, kind, namespaced, singular, verbs } = resource;
  return {
    resource: plural,
    responseKind: { group: "", version: "", kind },
    scope: namespaced ? "Namespaced" : "Cluster",
    singularResource: singular,
    verbs: sortedVerbs(verbs),
    ...namesOf(resource),
    ...(resource.subresources.length === 0
      ? {}
      : { subresources: sorted(resource.subresources).map((sub) => aggregatedSubresource(resource, sub)) }),
  };
}

function aggregatedSubresource(resource: ResourceDefinition, { name, verbs, bodyKind }: Subresource): object {
  const foreign = bodyKind !== undefined && bodyKind.group !== resource.group;
  return {
    subresource: name,
    responseKind: {
      group: foreign ? bodyKind.group : "",
      version: foreign ? bodyKind.version : "",
      kind: bodyKind?.kind ?? resource.kind,
    },
    verbs: sortedVerbs(verbs),
  };
}

function namesOf({ shortNames, categories }: ResourceDefinition): object {
  return {
    ...(shortNames.length === 0 ? {} : { shortNames }),
    ...(categories.length === 0 ? {} : { categories }),
  };
}

/** Lets clients see that the stored version changed: the start of a hash of group, version and kind. */
export function storageVersionHash(definition: ResourceDefinition): string {
  const stored = storedIdentity(definition);
  const digest = createHash("sha256").update(`${stored.group}/${stored.version}/${stored.kind}`).digest();
  return digest.subarray(0, 8).toString("base64");
}

function sorted(subresources: readonly Subresource[]): readonly Subresource[] {
  return [...subresources].sort((a, b) => compare(a.name, b.name));
}

function sortedVerbs(verbs: readonly Verb[]): readonly Verb[] {
  return [...verbs].sort(compare);
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
