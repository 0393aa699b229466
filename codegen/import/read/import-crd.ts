/** CustomResourceDefinitions → a draft of definitions. What a CRD can say and a definition cannot is warned about. */
import type { JsonObject, JsonValue } from "../../../src/meta/schema.js";
import type { Column } from "../../../src/registry/resource-definition.js";
import { getOrAdd } from "../../../src/util/get-or-add.js";
import type { KindFileContent, KindVersionContent, SubresourceContent } from "../../load/build-kind.js";
import { compareVersions, dirOfGroup, pluralOf } from "../../load/conventions.js";
import type { Draft, GroupDraft, ImportWarning, KindDraft } from "../draft.js";
import { convertSchema, isMap } from "./openapi-schema.js";

/** The parts of a CRD (`apiextensions.k8s.io/v1`) the import reads. */
interface Crd {
  readonly metadata?: { readonly name?: string };
  readonly spec: {
    readonly group: string;
    readonly scope: "Namespaced" | "Cluster";
    readonly names: {
      readonly kind: string;
      readonly plural: string;
      readonly singular?: string;
      readonly listKind?: string;
      readonly shortNames?: readonly string[];
      readonly categories?: readonly string[];
    };
    readonly versions: readonly CrdVersion[];
    readonly conversion?: { readonly strategy?: string };
    readonly preserveUnknownFields?: boolean;
  };
}

interface CrdVersion {
  readonly name: string;
  readonly served: boolean;
  readonly storage: boolean;
  readonly deprecated?: boolean;
  readonly deprecationWarning?: string;
  readonly schema?: { readonly openAPIV3Schema?: JsonObject };
  readonly subresources?: { readonly status?: object; readonly scale?: CrdScale };
  readonly additionalPrinterColumns?: readonly CrdColumn[];
  readonly selectableFields?: readonly { readonly jsonPath: string }[];
}

interface CrdScale {
  readonly specReplicasPath: string;
  readonly statusReplicasPath: string;
  readonly labelSelectorPath?: string;
}

interface CrdColumn {
  readonly name: string;
  readonly type: Column["type"];
  readonly format?: string;
  readonly description?: string;
  readonly priority?: number;
  readonly jsonPath: string;
}

export function importCrds(documents: readonly JsonValue[]): Draft {
  const warnings: ImportWarning[] = [];
  const groups = new Map<string, { kinds: KindDraft[]; types: Map<string, Record<string, JsonObject>> }>();
  for (const crd of crdsIn(documents)) {
    const { group, names } = crd.spec;
    const own = getOrAdd(groups, dirOfGroup(group), () => ({ kinds: [], types: new Map() }));
    const versions = [...crd.spec.versions].sort((a, b) => compareVersions(a.name, b.name));
    for (const version of versions) {
      const types = getOrAdd(own.types, version.name, (): Record<string, JsonObject> => ({}));
      types[names.kind] = typeOf(crd, version, warnings);
    }
    own.kinds.push({
      kind: names.kind,
      versions: Object.fromEntries(versions.map((version) => [version.name, names.kind])),
      content: contentOf(crd, versions, warnings),
    });
  }
  if (groups.size === 0) warnings.push({ where: "document", message: "there is no CustomResourceDefinition in it" });
  return { groups: [...groups].map(([dir, own]): GroupDraft => groupOf(dir, own)), warnings };
}

function groupOf(dir: string, own: { kinds: KindDraft[]; types: Map<string, Record<string, JsonObject>> }): GroupDraft {
  const names = [...own.types.keys()].sort(compareVersions);
  return {
    dir,
    content: { versions: Object.fromEntries(names.map((name) => [name, {}])) },
    kinds: own.kinds.sort((a, b) => (a.kind < b.kind ? -1 : 1)),
    types: Object.fromEntries(own.types),
  };
}

/** CRDs of every document, those in lists too. */
function crdsIn(documents: readonly JsonValue[]): Crd[] {
  return documents.flatMap((document): Crd[] => {
    if (!isMap(document)) return [];
    if (Array.isArray(document["items"])) return crdsIn(document["items"]);
    const isCrd = document["kind"] === "CustomResourceDefinition" && isMap(document["spec"]);
    return isCrd && Array.isArray((document["spec"] as JsonObject)["versions"]) ? [document as unknown as Crd] : [];
  });
}

function typeOf(crd: Crd, version: CrdVersion, warnings: ImportWarning[]): JsonObject {
  const where = `${nameOf(crd)} ${version.name}`;
  const schema = version.schema?.openAPIV3Schema;
  if (schema === undefined) warnings.push({ where, message: "the version has no schema; any field is accepted" });
  const converted = convertSchema(schema ?? { "x-kubernetes-preserve-unknown-fields": true }, where, {
    ref: (name) => name,
    warn: (warning) => warnings.push(warning),
  });
  const properties = isMap(converted["properties"]) ? converted["properties"] : {};
  delete properties["apiVersion"];
  delete properties["kind"];
  const metadata = properties["metadata"];
  if (isMap(metadata) && isMap(metadata["properties"])) {
    warnings.push({ where, message: "rules for metadata are left out; write them in hooks.ts" });
  }
  delete properties["metadata"];
  delete converted["type"];
  return { ...converted, properties };
}

function contentOf(crd: Crd, versions: readonly CrdVersion[], warnings: ImportWarning[]): KindFileContent {
  const { names, scope } = crd.spec;
  const first = versions.find((version) => version.storage) ?? versions[0];
  warnAboutCrd(crd, warnings);
  const perVersion = versions.flatMap((version) => {
    const content = versionContent(crd, version, warnings);
    return Object.keys(content).length === 0 ? [] : [[version.name, content] as const];
  });
  const columns = columnsOf(crd, first, warnings);
  const fields = (first?.selectableFields ?? []).map((field) => withoutDot(field.jsonPath));
  return {
    ...(scope === "Cluster" ? { scope } : {}),
    ...(names.plural === pluralOf(names.kind) ? {} : { plural: names.plural }),
    ...(names.singular === undefined || names.singular === names.kind.toLowerCase()
      ? {}
      : { singular: names.singular }),
    ...(names.listKind === undefined || names.listKind === `${names.kind}List` ? {} : { listKind: names.listKind }),
    ...(names.shortNames === undefined ? {} : { shortNames: names.shortNames }),
    ...(names.categories === undefined ? {} : { categories: names.categories }),
    ...(perVersion.length === 0 ? {} : { versions: Object.fromEntries(perVersion) }),
    ...(first === undefined || first === versions[0] ? {} : { storageVersion: first.name }),
    ...subresourcesOf(first),
    columns,
    ...(fields.length === 0 ? {} : { selectableFields: fields }),
    strategy: strategyOf(first),
  };
}

/**
 * As a real server treats custom resources: no overwriting without a version, every field but metadata and status
 * counts.
 */
function strategyOf(version: CrdVersion | undefined): NonNullable<KindFileContent["strategy"]> {
  const properties = version?.schema?.openAPIV3Schema?.["properties"];
  const hasStatus = version?.subresources?.status !== undefined;
  const head = new Set(["apiVersion", "kind", "metadata", ...(hasStatus ? ["status"] : [])]);
  const counted = isMap(properties) ? Object.keys(properties).filter((name) => !head.has(name)) : [];
  const usual = counted.length === 1 && counted[0] === "spec";
  return { ...(usual ? {} : { bumpGenerationOn: counted }), allowUnconditionalUpdate: false };
}

function versionContent(crd: Crd, version: CrdVersion, warnings: ImportWarning[]): KindVersionContent {
  const { group, names } = crd.spec;
  if (!version.served) {
    const message = "the version is not served; it is taken in as served only with --runtime-config";
    warnings.push({ where: `${nameOf(crd)} ${version.name}`, message });
  }
  const text = version.deprecationWarning ?? `${group}/${version.name} ${names.kind} is deprecated`;
  return {
    ...(version.served ? {} : { servedByDefault: false }),
    ...(version.deprecated === true ? { deprecationWarning: text } : {}),
  };
}

function subresourcesOf(version: CrdVersion | undefined): Pick<KindFileContent, "subresources"> {
  const subresources: Record<string, SubresourceContent> = {};
  const scale = version?.subresources?.scale;
  if (scale !== undefined) {
    subresources["scale"] = {
      specReplicasPath: withoutDot(scale.specReplicasPath),
      statusReplicasPath: withoutDot(scale.statusReplicasPath),
      ...(scale.labelSelectorPath === undefined ? {} : { labelSelectorPath: withoutDot(scale.labelSelectorPath) }),
    };
  }
  if (version?.subresources?.status !== undefined) subresources["status"] = {};
  return Object.keys(subresources).length === 0 ? {} : { subresources };
}

function columnsOf(
  crd: Crd,
  version: CrdVersion | undefined,
  warnings: ImportWarning[],
): NonNullable<KindFileContent["columns"]> {
  const extra = version?.additionalPrinterColumns ?? [
    { name: "Age", type: "date" as const, jsonPath: ".metadata.creationTimestamp" },
  ];
  const columns = extra.map(({ name, type, format, description, priority, jsonPath }) => {
    const simple = /^\.[\w$.-]+$/.test(jsonPath);
    if (!simple) {
      warnings.push({
        where: nameOf(crd),
        message: `column ${name}: ${jsonPath} is not a plain path; write the cell in hooks.ts`,
      });
    }
    return {
      name,
      type,
      ...(format === undefined ? {} : { format }),
      ...(priority === undefined || priority === 0 ? {} : { priority }),
      ...(description === undefined || description === "" ? {} : { description }),
      ...(simple ? { path: withoutDot(jsonPath) } : {}),
    };
  });
  return [{ name: "Name", type: "string", format: "name", path: "metadata.name" }, ...columns];
}

function warnAboutCrd(crd: Crd, warnings: ImportWarning[]): void {
  const where = nameOf(crd);
  const { conversion, preserveUnknownFields, versions } = crd.spec;
  if (conversion?.strategy === "Webhook") {
    warnings.push({ where, message: "conversion by webhook is left out; write `convert` in hooks.ts" });
  }
  if (preserveUnknownFields === true) {
    warnings.push({ where, message: "preserveUnknownFields is left out; mark the fields that take anything" });
  }
  const shapes = new Set(
    versions.map((version) => JSON.stringify([version.subresources, version.additionalPrinterColumns])),
  );
  if (shapes.size > 1) {
    warnings.push({ where, message: "versions differ in subresources or columns; the storage version's are taken" });
  }
}

function nameOf(crd: Crd): string {
  return crd.metadata?.name ?? `${crd.spec.names.plural}.${crd.spec.group}`;
}

function withoutDot(path: string): string {
  return path.startsWith(".") ? path.slice(1) : path;
}
