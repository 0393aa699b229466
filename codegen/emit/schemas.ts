/**
 * `<group>/<version>/schemas.ts`: every keyword of every type of a group version, as data. Compilers, OpenAPI documents and protobuf
 * descriptors are derived from it at run time; nothing loads it before a kind is first used.
 */
import { type StatementStructures, StructureKind } from "ts-morph";
import type { Schema, TypeName } from "../../src/meta/schema.js";
import type { ApiModel, TypeModel } from "../model/model.js";
import { printLiteral } from "../print/literal.js";
import { exportedConst } from "../print/source.js";
import { apiSpecifier, type EmitConfig } from "./config.js";

export function schemasStatements(
  model: ApiModel,
  config: EmitConfig,
  from: { readonly module: string; readonly types: readonly TypeModel[] },
): StatementStructures[] {
  const schemas = from.types.map((type): [TypeName, Schema] => [
    type.name,
    config.descriptions ? type.schema : withoutDescriptions(type.schema),
  ]);
  const statements: StatementStructures[] = [
    {
      kind: StructureKind.ImportDeclaration,
      isTypeOnly: true,
      moduleSpecifier: apiSpecifier(config, `${from.module}/schemas.ts`),
      namedImports: [{ name: "Schema" }, { name: "TypeName" }],
    },
    exportedConst({
      name: "schemas",
      type: "Readonly<Record<TypeName, Schema>>",
      value: printTable(schemas),
    }),
  ];
  const irregular = namesWithoutGroup(model, from);
  if (irregular.length === 0) return statements;
  const names = exportedConst({
    name: "openapiNames",
    type: "Readonly<Record<TypeName, string>>",
    value: printTable(irregular),
  });
  return [
    ...statements,
    { ...names, leadingTrivia: "\n// OpenAPI names that do not follow from a group's package.\n" },
  ];
}

/** One member per line however short: a definition that changes is one line of a diff. */
export function printTable(entries: readonly (readonly [string, unknown])[]): string {
  const lines = entries.map(([name, value]) => {
    const head = `  ${JSON.stringify(name)}: `;
    return `${head}${printLiteral(value, "  ", head.length)},\n`;
  });
  return `{\n${lines.join("")}}`;
}

function namesWithoutGroup(
  model: ApiModel,
  from: { readonly module: string; readonly types: readonly TypeModel[] },
): [TypeName, string][] {
  // a group's own record has its names
  if (model.groups.some((group) => from.module.startsWith(`${group.dir}/`))) return [];
  return from.types.map((type) => [type.name, type.openapiName]);
}

function withoutDescriptions(schema: Schema): Schema {
  const { description: _, properties, items, additionalProperties, ...rest } = schema;
  return {
    ...rest,
    ...(properties === undefined ? {} : { properties: mapValues(properties, withoutDescriptions) }),
    ...(items === undefined ? {} : { items: withoutDescriptions(items) }),
    ...(additionalProperties === undefined ? {} : { additionalProperties: withoutDescriptions(additionalProperties) }),
  };
}

function mapValues<V>(from: Readonly<Record<string, V>>, change: (value: V) => V): Record<string, V> {
  return Object.fromEntries(Object.entries(from).map(([key, value]) => [key, change(value)]));
}
