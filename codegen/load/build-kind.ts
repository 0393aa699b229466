/** A kind's folder into a `KindModel`: kind.yaml over the convention. */
import type { TypeName } from "../../src/meta/schema.js";
import type { Column, StrategyChoices, Subresource, Verb } from "../../src/registry/resource-definition.js";
import type { Complain } from "../diagnostics.js";
import type { GroupVersionModel, KindModel, KindVersionModel, TypeModel } from "../model/model.js";
import { pluralOf } from "./conventions.js";
import type { KindFiles } from "./definition-files.js";

/** kind.yaml as the language has it; checked against its JSON Schema before it gets here. */
export interface KindFileContent {
  readonly description?: string;
  readonly scope?: "Namespaced" | "Cluster";
  readonly plural?: string;
  readonly singular?: string;
  readonly listKind?: string;
  readonly shortNames?: readonly string[];
  readonly categories?: readonly string[];
  readonly versions?: Readonly<Record<string, KindVersionContent>>;
  readonly storageVersion?: string;
  readonly storedAs?: string;
  readonly storagePrefix?: string | null;
  readonly verbs?: readonly Verb[];
  readonly subresources?: Readonly<Record<string, SubresourceContent>>;
  readonly columns?: readonly (Omit<Column, "priority"> & { readonly priority?: number })[];
  readonly selectableFields?: readonly string[] | Readonly<Record<string, string>>;
  readonly strategy?: Partial<StrategyChoices>;
  readonly featureGate?: string;
}

export interface KindVersionContent {
  readonly type?: string;
  readonly servedByDefault?: boolean;
  readonly introduced?: string;
  readonly deprecated?: string;
  readonly removed?: string;
  readonly replacement?: string;
  readonly deprecationWarning?: string;
}

export interface SubresourceContent {
  readonly verbs?: readonly Verb[];
  readonly featureGate?: string;
  readonly body?: string;
  readonly answers?: NonNullable<Subresource["answers"]>;
  readonly withoutTables?: true;
  readonly query?: NonNullable<Subresource["query"]>;
  readonly specReplicasPath?: string;
  readonly statusReplicasPath?: string;
  readonly labelSelectorPath?: string;
}

export interface KindContext {
  readonly group: { readonly name: string; readonly dir: string; readonly storageFolder: string };
  readonly versions: readonly GroupVersionModel[];
  readonly types: ReadonlyMap<TypeName, TypeModel>;
  /** Schema files with complaints of their own: no type is missing in them. */
  readonly wrongFiles: ReadonlySet<string>;
  readonly complain: Complain;
}

export const allVerbs: readonly Verb[] = [
  "create",
  "delete",
  "deletecollection",
  "get",
  "list",
  "patch",
  "update",
  "watch",
];
const subresourceVerbs: readonly Verb[] = ["get", "patch", "update"];

export function buildKind(files: KindFiles, content: KindFileContent, context: KindContext): KindModel | undefined {
  const versions = buildVersions(files, content, context);
  const first = versions[0];
  const file = files.kindFile?.file ?? files.dir;
  if (first === undefined) {
    context.complain("no-version", { file, path: [] }, { kind: files.kind });
    return undefined;
  }
  const plural = content.plural ?? pluralOf(files.kind);
  return {
    kind: files.kind,
    listKind: content.listKind ?? `${files.kind}List`,
    plural,
    singular: content.singular ?? files.kind.toLowerCase(),
    shortNames: content.shortNames ?? [],
    categories: content.categories ?? [],
    namespaced: content.scope !== "Cluster",
    versions,
    storageVersion: content.storageVersion ?? first.name,
    storedAs: content.storedAs === undefined ? undefined : parseKindName(content.storedAs),
    verbs: content.verbs ?? allVerbs,
    subresources: Object.entries(content.subresources ?? {}).map(([name, sub]) => buildSubresource(name, sub)),
    columns: content.columns?.map((column) => ({ ...column, priority: column.priority ?? 0 })),
    selectableFields: selectableFields(content.selectableFields),
    strategy: { bumpGenerationOn: hasSpec(first.type, context) ? ["spec"] : [], ...content.strategy },
    featureGate: content.featureGate,
    storagePrefix: content.storagePrefix === undefined ? defaultPrefix(plural, context) : content.storagePrefix,
    description: content.description,
    hooks: files.hooks,
    dir: files.dir,
    file,
  };
}

function buildVersions(files: KindFiles, content: KindFileContent, context: KindContext): KindVersionModel[] {
  const { group, complain } = context;
  const known = context.versions.map((version) => version.name);
  for (const schema of files.schemas.filter((one) => !known.includes(one.version))) {
    complain("unknown-version", { file: schema.file, path: [] }, { version: schema.version, known: known.join(", ") });
  }
  const file = files.kindFile?.file ?? files.dir;
  for (const version of Object.keys(content.versions ?? {}).filter((one) => !known.includes(one))) {
    complain("unknown-version", { file, path: ["versions", version], at: "key" }, { version, known: known.join(", ") });
  }
  const built: KindVersionModel[] = [];
  for (const version of context.versions) {
    const schema = files.schemas.find((one) => one.version === version.name);
    if (schema === undefined) continue;
    const own = content.versions?.[version.name] ?? {};
    const short = own.type ?? files.kind;
    const type = `${group.dir}/${version.name}/${short}`;
    if (!context.types.has(type) && !context.wrongFiles.has(schema.file)) {
      const params = { file: schema.file, type: short, version: version.name };
      complain("missing-kind-type", { file: schema.file, path: [] }, params);
    }
    built.push({
      name: version.name,
      type,
      servedByDefault: own.servedByDefault ?? version.servedByDefault,
      introduced: own.introduced,
      deprecated: own.deprecated,
      removed: own.removed,
      replacement: own.replacement,
      deprecationWarning: own.deprecationWarning,
    });
  }
  return built;
}

function buildSubresource(name: string, content: SubresourceContent): Subresource {
  const body = content.body ?? (name === "scale" ? "autoscaling/v1/Scale" : undefined);
  const { specReplicasPath, statusReplicasPath, labelSelectorPath } = content;
  return {
    name,
    verbs: content.verbs ?? subresourceVerbs,
    ...(body === undefined ? {} : { bodyKind: parseKindName(body) }),
    ...(content.featureGate === undefined ? {} : { featureGate: content.featureGate }),
    ...(content.answers === undefined ? {} : { answers: content.answers }),
    ...(content.withoutTables === undefined ? {} : { withoutTables: content.withoutTables }),
    ...(content.query === undefined ? {} : { query: content.query }),
    ...(specReplicasPath === undefined || statusReplicasPath === undefined
      ? {}
      : {
          scale: {
            specReplicasPath,
            statusReplicasPath,
            ...(labelSelectorPath === undefined ? {} : { labelSelectorPath }),
          },
        }),
  };
}

/** `core/v1/Event` → group "", version v1, kind Event. */
export function parseKindName(name: string): { group: string; version: string; kind: string } {
  const [dir = "", version = "", kind = ""] = name.split("/");
  return { group: dir === "core" ? "" : dir, version, kind };
}

function selectableFields(content: KindFileContent["selectableFields"]): Readonly<Record<string, string>> {
  if (content === undefined) return {};
  return isList(content) ? Object.fromEntries(content.map((path) => [path, path])) : content;
}

function isList(content: readonly string[] | Readonly<Record<string, string>>): content is readonly string[] {
  return Array.isArray(content);
}

function hasSpec(type: TypeName, context: KindContext): boolean {
  return context.types.get(type)?.schema.properties?.["spec"] !== undefined;
}

function defaultPrefix(plural: string, context: KindContext): string {
  return context.group.storageFolder === "" ? plural : `${context.group.storageFolder}/${plural}`;
}
