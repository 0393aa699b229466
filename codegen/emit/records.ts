/**
 * The record files: `<group>/<kind>.ts` (one call of `defineResource` with what differs from the convention), `<group>/group.ts` and
 * `index.ts`. Cheap to import: schemas and hooks come through `import()` inside `load`.
 */
import { type StatementStructures, StructureKind } from "ts-morph";
import type { TypeName } from "../../src/meta/schema.js";
import type { ApiModel, GroupModel, KindModel } from "../model/model.js";
import { Expression, printLiteral } from "../print/literal.js";
import { constantName, kindFileName, uniqueNames } from "../print/names.js";
import { exportedConst } from "../print/source.js";
import { apiSpecifier, type EmitConfig, hooksSpecifier, moduleSpecifier, specifier } from "./config.js";
import { deprecationWarning } from "./deprecation.js";
import { modulesOf, reachableTypes, splitTypeName } from "./references.js";

export function kindStatements(
  model: ApiModel,
  config: EmitConfig,
  of: { readonly group: GroupModel; readonly kind: KindModel },
): StatementStructures[] {
  const { group, kind } = of;
  const file = `${group.dir}/${kindFileName(kind.kind)}`;
  const name = constantName(kind.kind);
  const stored = kind.versions.find((version) => version.name === kind.storageVersion) ?? kind.versions[0];
  const { module, type } = splitTypeName(stored?.type ?? "");
  // a kind may have the name of an imported type
  const alias = seamTypes.includes(type) ? `${type}Object` : type;
  return [
    {
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier: apiSpecifier(config, file),
      namedImports: ["createRestStorage", "defineResource", "kindParts"],
    },
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: apiSpecifier(config, file),
      namedImports: [...seamTypes],
    },
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: specifier(file, `${module}/types.js`),
      namedImports: [alias === type ? { name: type } : { name: type, alias }],
    },
    exportedConst({ name, value: `defineResource(${printLiteral(record(model, config, of))})` }),
    exportedConst({
      name: `${name}Storage`,
      value: `(deps: StorageDeps): RestStorage<${alias}> => createRestStorage(deps, ${name})`,
    }),
  ];
}

const seamTypes: readonly string[] = ["RestStorage", "StorageDeps"];

/** Members in the order of `ResourceDefinition`; what `defineResource` would fill in alike is left out. */
function record(
  model: ApiModel,
  config: EmitConfig,
  { group, kind }: { readonly group: GroupModel; readonly kind: KindModel },
): Record<string, unknown> {
  const conventionalPrefix = group.name === "" ? kind.plural : `${group.name}/${kind.plural}`;
  return {
    group: group.name,
    kind: kind.kind,
    listKind: unless(kind.listKind, `${kind.kind}List`),
    plural: kind.plural,
    singular: unless(kind.singular, kind.kind.toLowerCase()),
    shortNames: filled(kind.shortNames),
    categories: filled(kind.categories),
    namespaced: kind.namespaced,
    versions: kind.versions.map((version) => ({
      name: version.name,
      servedByDefault: version.servedByDefault,
      introduced: version.introduced,
      removed: version.removed,
      deprecationWarning: deprecationWarning(group.name, kind.kind, version),
      type: version.type,
    })),
    storageVersion: unless(kind.storageVersion, kind.versions[0]?.name),
    verbs: unless(kind.verbs, conventionalVerbs),
    subresources: filled(kind.subresources),
    columns: kind.columns,
    selectableFields: Object.keys(kind.selectableFields).length === 0 ? undefined : kind.selectableFields,
    strategy: unconventional(kind.strategy),
    featureGate: kind.featureGate,
    storagePrefix: unless(kind.storagePrefix, conventionalPrefix),
    storedAs: kind.storedAs,
    load: loadExpression(model, config, { group, kind }),
  };
}

const conventionalVerbs = ["create", "delete", "deletecollection", "get", "list", "patch", "update", "watch"] as const;

function unless<V>(value: V, convention: unknown): V | undefined {
  return JSON.stringify(value) === JSON.stringify(convention) ? undefined : value;
}

/** The loader always says what bumps the generation; nothing is the convention. */
function unconventional({ bumpGenerationOn = [], ...rest }: KindModel["strategy"]): KindModel["strategy"] | undefined {
  const strategy = bumpGenerationOn.length === 0 ? rest : { bumpGenerationOn, ...rest };
  return Object.keys(strategy).length === 0 ? undefined : strategy;
}

function filled<V>(values: readonly V[]): readonly V[] | undefined {
  return values.length === 0 ? undefined : values;
}

function loadExpression(
  model: ApiModel,
  config: EmitConfig,
  { group, kind }: { readonly group: GroupModel; readonly kind: KindModel },
): Expression {
  const file = `${group.dir}/${kindFileName(kind.kind)}`;
  const modules = modulesOf(model.types, reachableTypes(model.types, rootTypes(model, kind)));
  const schemas = modules.map(({ module, external }) => {
    const path = moduleSpecifier(config, { path: `${module}/schemas.js`, external }, file);
    return `(await import(${JSON.stringify(path)})).schemas,\n`;
  });
  if (kind.hooks === undefined) {
    return new Expression(`async () =>\n  kindParts([\n${schemas.map((line) => `    ${line}`).join("")}  ])`);
  }
  const hooks = JSON.stringify(hooksSpecifier(config, file, kind.hooks));
  const list = schemas.map((line) => `      ${line}`).join("");
  return new Expression(`async () =>\n  kindParts(\n    [\n${list}    ],\n    (await import(${hooks})).hooks,\n  )`);
}

/** The kind in each version, and the bodies its subresources take. */
function rootTypes(model: ApiModel, kind: KindModel): TypeName[] {
  const bodies = kind.subresources.flatMap(({ bodyKind }) => {
    if (bodyKind === undefined) return [];
    const dir = model.groups.find((group) => group.name === bodyKind.group)?.dir ?? (bodyKind.group || "core");
    return [`${dir}/${bodyKind.version}/${bodyKind.kind}`];
  });
  return [...kind.versions.map((version) => version.type), ...bodies];
}

export function groupStatements(model: ApiModel, config: EmitConfig, group: GroupModel): StatementStructures[] {
  const kinds = group.kinds.map((kind) => ({
    name: constantName(kind.kind),
    file: kindFileName(kind.kind).replace(/\.ts$/, ".js"),
  }));
  return [
    {
      kind: StructureKind.ImportDeclaration,
      moduleSpecifier: apiSpecifier(config, `${group.dir}/group.ts`),
      namedImports: [{ name: "defineGroup" }],
    },
    ...kinds.map(
      ({ name, file }): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier: `./${file}`,
        namedImports: [{ name }],
      }),
    ),
    exportedConst({
      name: "group",
      value: `defineGroup(${printLiteral({
        name: group.name,
        priority: group.priority,
        versions: group.versions,
        openapiPackage: group.openapiPackage,
        featureGates: Object.keys(group.featureGates).length === 0 ? undefined : group.featureGates,
        openapiNames: irregularNames(model, group),
        descriptions: model.descriptions.has(group.dir) ? describing : undefined,
        resources: kinds.map(({ name }) => new Expression(name)),
      })})`,
    }),
  ];
}

const describing = new Expression('async () => (await import("./descriptions.js")).descriptions');

/** OpenAPI names that do not follow from the group's package; undefined: there are none. */
function irregularNames(model: ApiModel, group: GroupModel): Readonly<Record<TypeName, string>> | undefined {
  const names = [...model.types.values()].flatMap(({ name, openapiName }): [TypeName, string][] => {
    const { module, type } = splitTypeName(name);
    if (!module.startsWith(`${group.dir}/`)) return [];
    const version = module.slice(group.dir.length + 1);
    return openapiName === `${group.openapiPackage}.${version}.${type}` ? [] : [[name, openapiName]];
  });
  return names.length === 0 ? undefined : Object.fromEntries(names.sort(([a], [b]) => (a < b ? -1 : 1)));
}

export function indexStatements(config: EmitConfig, groups: readonly GroupModel[]): StatementStructures[] {
  // a-b.example.com and a.b.example.com would share a name
  const names = uniqueNames(groups.map((group) => constantName(group.dir)));
  const named = groups.map((group, at) => ({ name: names[at] ?? "", dir: group.dir }));
  return [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: apiSpecifier(config, "index.ts"),
      namedImports: [{ name: "GroupDefinition" }],
    },
    ...named.map(
      ({ name, dir }): StatementStructures => ({
        kind: StructureKind.ImportDeclaration,
        moduleSpecifier: `./${dir}/group.js`,
        namedImports: [{ name: "group", alias: name }],
      }),
    ),
    {
      ...exportedConst({
        name: "groups",
        type: "readonly GroupDefinition[]",
        value: printLiteral(named.map(({ name }) => new Expression(name))),
      }),
      leadingTrivia: "\n// In discovery order.\n",
    },
  ];
}
