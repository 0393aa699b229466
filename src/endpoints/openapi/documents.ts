/**
 * Makes OpenAPI documents from the records that are served. Nothing is kept here: a caller keeps the bytes. Loading a kind's schemas is
 * the only thing that waits.
 */
import type { JsonObject, Schema, TypeName } from "../../meta/schema.js";
import type { Descriptions, GroupDefinition, ResourceDefinition } from "../../registry/resource-definition.js";
import { describer } from "./descriptions.js";
import { coreVersionsPath, groupPath, groupsPath, issuerPaths, resourcesPath, versionPath } from "./info-paths.js";
import type { ApiPath } from "./model.js";
import { typeNamer } from "./names.js";
import { listTypeOf, type Place, rootOf } from "./place.js";
import { registeredGroupVersions } from "./registered-versions.js";
import { renderV2 } from "./render-v2.js";
import { type DocumentInfo, renderV3 } from "./render-v3.js";
import { resourcePaths } from "./resource-paths.js";
import { listSchema, type SchemaSource } from "./schema-writer.js";

/** The shared types, as generated from `_shared`. */
export interface SharedTypes {
  readonly schemas: Readonly<Record<TypeName, Schema>>;
  readonly openapiNames: Readonly<Record<TypeName, string>>;
  readonly descriptions?: Descriptions;
}

export interface DocumentOptions {
  /** With only what is served, in discovery order. */
  readonly groups: readonly GroupDefinition[];
  /** Every group there is a definition of, served or not: they name the packages of types. Default: `groups`. */
  readonly known?: readonly GroupDefinition[];
  readonly shared: () => Promise<SharedTypes>;
  readonly info: DocumentInfo;
  /** The service account issuer's paths are served. */
  readonly issuer: boolean;
  /** Requests and answers may be CBOR; kube-apiserver's are only with the feature gate CBORServingAndStorage. */
  readonly cbor: boolean;
}

/** A v3 document: `apis/apps/v1`, without slash at the ends, and what it depends on. */
export interface DocumentPart {
  readonly name: string;
  readonly resources: readonly ResourceDefinition[];
  readonly paths: () => readonly ApiPath[];
  readonly groupVersion?: { readonly group: string; readonly version: string };
}

/** Everything there is a v3 document of, by name. */
export function documentParts({ groups, issuer }: DocumentOptions): readonly DocumentPart[] {
  const plain = (path: ApiPath): DocumentPart => ({
    name: path.path.slice(1, -1),
    resources: [],
    paths: () => [path],
  });
  const parts = [plain(groupsPath()), plain(versionPath())];
  if (issuer) parts.push(...issuerPaths().map(plain));
  for (const group of groups) {
    parts.push(plain(group.name === "" ? coreVersionsPath() : groupPath(group.name)));
    for (const version of group.versions) parts.push(versionPart(group, version.name));
  }
  return parts.sort((a, b) => (a.name < b.name ? -1 : 1));
}

function versionPart(group: GroupDefinition, version: string): DocumentPart {
  const root = rootOf(group.name, version);
  const places = group.resources.flatMap((definition): Place[] =>
    definition.versions.filter((one) => one.name === version).map((one) => ({ definition, version: one, root })),
  );
  return {
    name: root.slice(1),
    resources: places.map((place) => place.definition),
    paths: () =>
      [resourcesPath(group.name, version), ...places.flatMap(resourcePaths)].sort((a, b) => (a.path < b.path ? -1 : 1)),
    groupVersion: { group: group.name, version },
  };
}

export async function buildV3(part: DocumentPart, options: DocumentOptions): Promise<JsonObject> {
  const core = { group: "", version: "v1" };
  const own = part.groupVersion;
  const isCore = own === undefined || own.group === "";
  const source = await sourceOf(part.resources, options, isCore ? [core] : [core, own]);
  return renderV3(spoken(part.paths(), options), source, options.info);
}

export async function buildV2(options: DocumentOptions): Promise<JsonObject> {
  const parts = documentParts(options);
  const resources = parts.flatMap((part) => part.resources);
  const source = await sourceOf(resources, options, registeredGroupVersions(options.known ?? options.groups));
  const paths = parts.flatMap((part) => part.paths());
  return renderV2(spoken(paths, options), source, options.info);
}

/** The paths with only those media types that are spoken. */
function spoken(paths: readonly ApiPath[], { cbor }: DocumentOptions): readonly ApiPath[] {
  if (cbor) return paths;
  const plain = (media: readonly string[]): readonly string[] => media.filter((type) => !type.includes("cbor"));
  return paths.map((path) => ({
    ...path,
    operations: path.operations.map((one) => ({
      ...one,
      consumes: plain(one.consumes),
      produces: plain(one.produces),
    })),
  }));
}

async function sourceOf(
  resources: readonly ResourceDefinition[],
  options: DocumentOptions,
  groupVersions: SchemaSource["groupVersions"],
): Promise<SchemaSource> {
  const { schemas: shared, openapiNames, descriptions = {} } = await options.shared();
  const types = new Map<TypeName, Schema>(Object.entries(shared));
  for (const definition of new Set(resources)) {
    const { schemas } = await definition.load();
    for (const [name, schema] of schemas) types.set(name, schema);
    for (const version of definition.versions) {
      if (!definition.verbs.includes("list")) continue;
      const place = { definition, version, root: "" };
      const kind = { group: definition.group, kind: definition.listKind, version: version.name };
      types.set(listTypeOf(place), listSchema(schemas.get(version.type), version.type, kind));
    }
  }
  return {
    typeOf: (name) => types.get(name),
    describe: await describer([...types.keys()], options.known ?? options.groups, descriptions),
    nameOf: typeNamer(options.known ?? options.groups, openapiNames),
    groupVersions,
  };
}
