/**
 * OpenAPI documents (v2 or v3, several of one server together) → a draft of definitions. Discovery, protobuf numbers,
 * columns and selectable fields are taken in where given; without them the paths say what they can.
 */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Column } from "../../../src/registry/resource-definition.js";
import { getOrAdd } from "../../../src/util/get-or-add.js";
import { compareVersions, dirOfGroup, openapiPackageOf } from "../../load/conventions.js";
import type { GroupFileContent } from "../../load/load-definitions.js";
import type { Draft, GroupDraft, ImportWarning, KindDraft } from "../draft.js";
import { applyDiscovery, type Discovery, readDiscovery } from "./discovery.js";
import { kindContent } from "./kind-content.js";
import { gvksOf, OpenapiNames, sharedNames, type TypePlace } from "./openapi-names.js";
import { type ResourceFacts, type ResourceMap, readPaths } from "./openapi-paths.js";
import { convertSchema, isMap, lastSegment } from "./openapi-schema.js";
import { addNumbers, type ProtobufFile } from "./protobuf-numbers.js";
import { anyJsonTypes, specialTypes } from "./shared-types.js";

export interface OpenapiSources {
  readonly documents: readonly JsonObject[];
  readonly discovery?: JsonValue;
  /**
   * Discovery of a server with default settings: group versions that are not in it are marked as not served by
   * default.
   */
  readonly discoveryDefault?: JsonValue;
  readonly protobuf?: ProtobufFile;
  /** Collection path (`/apis/apps/v1/deployments`) → columns. */
  readonly columns?: Readonly<Record<string, readonly Column[]>>;
  /** Collection path → labels. */
  readonly selectableFields?: Readonly<Record<string, readonly string[]>>;
  /** Takes in the shared types (`_shared`) too; only the built-in definitions have them. */
  readonly withShared?: boolean;
}

export function importOpenapi(sources: OpenapiSources): Draft {
  const warnings: ImportWarning[] = [];
  const schemas: Record<string, JsonObject> = {};
  const resources: ResourceMap = new Map();
  for (const document of sources.documents) {
    Object.assign(schemas, schemasOf(document));
    readPaths(document, resources);
  }
  const discovery = sources.discovery === undefined ? undefined : readDiscovery(sources.discovery);
  if (discovery !== undefined) applyDiscovery(discovery, resources);
  const names = new OpenapiNames(schemas);
  const types = convertTypes(schemas, { names, sources, warnings, resources });
  const groups = groupsOf({ types, names, resources, sources, discovery, warnings });
  if (groups.length === 0) warnings.push({ where: "document", message: "no type has a group, version and kind" });
  return { groups, warnings };
}

function schemasOf(document: JsonObject): Record<string, JsonObject> {
  const components = document["components"];
  const found = isMap(components) ? components["schemas"] : document["definitions"];
  return isMap(found) ? (found as Record<string, JsonObject>) : {};
}

interface Conversion {
  readonly names: OpenapiNames;
  readonly sources: OpenapiSources;
  readonly warnings: ImportWarning[];
  readonly resources: ResourceMap;
}

/** Folder → version → type → schema. */
type TypesByVersion = Map<string, Map<string, Record<string, JsonObject>>>;

function convertTypes(schemas: Readonly<Record<string, JsonObject>>, context: Conversion): TypesByVersion {
  const result: TypesByVersion = new Map();
  const kinds = new Set([...context.resources.values()].map((one) => `${one.group}/${one.version}/${one.kind}`));
  for (const [name, schema] of Object.entries(schemas)) {
    const place = context.names.place(name);
    if (place.dir === "meta" && context.sources.withShared !== true) continue;
    if (isListOf(schema, context.names, kinds)) continue;
    const dir = place.dir === "meta" ? "_shared" : place.dir;
    const versions = getOrAdd(result, dir, () => new Map<string, Record<string, JsonObject>>());
    getOrAdd(versions, place.version, (): Record<string, JsonObject> => ({}))[place.short] = convertType(
      { name, schema, place },
      context,
      kinds,
    );
  }
  return result;
}

interface NamedSchema {
  readonly name: string;
  readonly schema: JsonObject;
  readonly place: TypePlace;
}

function convertType(
  { name, schema, place }: NamedSchema,
  context: Conversion,
  kinds: ReadonlySet<string>,
): JsonObject {
  const special = place.dir === "meta" ? specialTypes[place.short] : anyJsonTypes[place.short];
  if (special !== undefined && !isMap(schema["properties"])) return { ...special };
  const converted = convertSchema(schema, name, {
    ref: (target) => shortRef(context.names.place(target), place),
    warn: (warning) => context.warnings.push(warning),
  });
  if (context.sources.protobuf !== undefined) addNumbers(converted, name, context.sources.protobuf);
  const gvks = gvksOf(schema);
  const [own] = gvks;
  if (own !== undefined && kinds.has(`${own.group}/${own.version}/${own.kind}`)) dropHead(converted);
  // A type that every group has (DeleteOptions) gets its list when the OpenAPI document is made.
  if (gvks.length > 1) delete converted["x-kubernetes-group-version-kind"];
  return converted;
}

function shortRef(target: TypePlace, from: TypePlace): string {
  const same = target.dir === from.dir && target.version === from.version;
  return same ? target.short : `${target.dir}/${target.version}/${target.short}`;
}

/** Takes out of a kind's own type what the convention puts in again. */
function dropHead(type: JsonObject): void {
  delete type["x-kubernetes-group-version-kind"];
  const { properties } = type;
  if (!isMap(properties)) return;
  delete properties["apiVersion"];
  delete properties["kind"];
  const metadata = properties["metadata"];
  if (!isMap(metadata) || metadata["$ref"] !== "meta/v1/ObjectMeta") return;
  const number = metadata["protobuf"];
  if (number === undefined || number === 1) delete properties["metadata"];
}

/** `PodList`: follows from its kind. */
function isListOf(schema: JsonObject, names: OpenapiNames, kinds: ReadonlySet<string>): boolean {
  const { properties } = schema;
  const [gvk] = gvksOf(schema);
  if (!isMap(properties) || gvk === undefined || !gvk.kind.endsWith("List")) return false;
  if (!kinds.has(`${gvk.group}/${gvk.version}/${gvk.kind.slice(0, -"List".length)}`)) return false;
  const items = properties["items"];
  const metadata = properties["metadata"];
  return isMap(items) && isMap(metadata) && refOf(metadata, names) === "ListMeta";
}

function refOf(schema: JsonObject, names: OpenapiNames): string | undefined {
  const found = JSON.stringify(schema).match(/"\$ref":"([^"]+)"/)?.[1];
  return found === undefined ? undefined : names.place(lastSegment(found)).short;
}

interface Grouping {
  readonly types: TypesByVersion;
  readonly names: OpenapiNames;
  readonly resources: ResourceMap;
  readonly sources: OpenapiSources;
  readonly discovery: Discovery | undefined;
  readonly warnings: ImportWarning[];
}

function groupsOf(grouping: Grouping): GroupDraft[] {
  const { types, resources, sources } = grouping;
  const served = sources.discoveryDefault === undefined ? undefined : servedVersions(sources.discoveryDefault);
  const groups: GroupDraft[] = [];
  for (const [dir, byVersion] of types) {
    const name = dir === "core" ? "" : dir;
    const own = [...resources.values()].filter((one) => dirOfGroup(one.group) === dir && one.kind !== "");
    const order = grouping.discovery?.groups.get(name) ?? [];
    const versions = [...byVersion.keys()].sort((a, b) => rank(order, a) - rank(order, b) || compareVersions(a, b));
    const openapiPackage = dir === "_shared" ? "io.k8s.apimachinery.pkg.apis.meta" : grouping.names.packages().get(dir);
    const content: GroupFileContent = {
      ...(openapiPackage === undefined || openapiPackage === openapiPackageOf(name) ? {} : { openapiPackage }),
      ...(dir === "_shared" ? { openapiNames: invert(sharedNames) } : {}),
      versions: Object.fromEntries(
        versions.map((version) => [
          version,
          served?.has(`${name}/${version}`) === false && dir !== "_shared" ? { servedByDefault: false } : {},
        ]),
      ),
    };
    groups.push({ dir, content, kinds: kindsOf(own, versions, grouping), types: Object.fromEntries(byVersion) });
  }
  return groups.sort((a, b) => (a.dir < b.dir ? -1 : 1));
}

/** One draft per kind, its versions together. */
function kindsOf(facts: readonly ResourceFacts[], versions: readonly string[], grouping: Grouping): KindDraft[] {
  const byKind = new Map<string, ResourceFacts[]>();
  for (const one of facts) byKind.set(one.kind, [...(byKind.get(one.kind) ?? []), one]);
  const drafts: KindDraft[] = [];
  for (const [kind, list] of [...byKind].sort(([a], [b]) => (a < b ? -1 : 1))) {
    const sorted = list.sort((a, b) => versions.indexOf(a.version) - versions.indexOf(b.version));
    const dir = dirOfGroup(sorted[0]?.group ?? "");
    const present = sorted.filter((one) => grouping.types.get(dir)?.get(one.version)?.[kind] !== undefined);
    for (const one of sorted.filter((other) => !present.includes(other))) {
      grouping.warnings.push({
        where: `${one.group}/${one.version}`,
        message: `${kind} has paths, but no schema; left out`,
      });
    }
    if (present.length === 0) continue;
    const content = kindContent(present, grouping.sources, grouping.warnings);
    drafts.push({ kind, content, versions: Object.fromEntries(present.map((one) => [one.version, kind])) });
  }
  return drafts;
}

function servedVersions(discovery: JsonValue): Set<string> {
  return new Set(readDiscovery(discovery).lists.map((list) => `${list.group}/${list.version}`));
}

function rank(order: readonly string[], version: string): number {
  const index = order.indexOf(version);
  return index < 0 ? order.length : index;
}

function invert(names: Readonly<Record<string, string>>): Record<string, string> {
  return Object.fromEntries(Object.entries(names).map(([full, short]) => [short, full]));
}
