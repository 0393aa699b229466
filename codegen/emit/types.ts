/**
 * `<group>/<version>/types.ts`: an interface for every type of a group version, without descriptions. Types of other group versions
 * are imported. json-schema-to-typescript turns one schema at a time into a declaration; references are names to it, never bodies.
 *
 * A kind's own type is a type alias, not an interface: only aliases are assignable to `KubeObject`, which has an index signature. Its
 * `kind` and `apiVersion` are literals and, as `metadata`, always there: that is what decoding promises.
 */
import { compile, type JSONSchema } from "json-schema-to-typescript";
import {
  type ImportDeclarationStructure,
  type InterfaceDeclaration,
  type PropertySignatureStructure,
  type StatementStructures,
  StructureKind,
  SyntaxKind,
  type TypeAliasDeclaration,
} from "ts-morph";
import type { Schema, TypeName } from "../../src/meta/schema.js";
import type { TypeModel } from "../model/model.js";
import type { SourcePrinter } from "../print/source.js";
import { apiSpecifier, type EmitConfig, moduleSpecifier } from "./config.js";
import { directReferences, modulesOf, splitTypeName } from "./references.js";

export interface TypesModule {
  /** `apps/v1` */
  readonly module: string;
  readonly types: readonly TypeModel[];
  /** Every type of the model, this module's and those it refers to. */
  readonly known: ReadonlyMap<TypeName, TypeModel>;
  /** Types that are whole objects: name → what their `kind` and `apiVersion` say. */
  readonly objects: ReadonlyMap<TypeName, { readonly kind: string; readonly apiVersion: string }>;
}

/** Shapes that `src/meta/object.ts` has by hand, because the server works with them: one type, not two alike. */
const sharedShapes: ReadonlySet<TypeName> = new Set([
  "meta/v1/ManagedFieldsEntry",
  "meta/v1/ObjectMeta",
  "meta/v1/OwnerReference",
]);

export async function typesStatements(
  printer: SourcePrinter,
  config: EmitConfig,
  from: TypesModule,
): Promise<StatementStructures[]> {
  const file = `${from.module}/types.ts`;
  const own = from.types.filter((type) => !sharedShapes.has(type.name));
  const names = localNames(from);
  const statements: StatementStructures[] = importStatements(config, from, names);
  const reexported = from.types.filter((type) => sharedShapes.has(type.name)).map((type) => names.get(type.name) ?? "");
  if (reexported.length > 0) statements.unshift(...reexport(reexported, apiSpecifier(config, file)));
  const declared = printer.parse(await declareAll(own, names, from));
  const interfaces = new Map(declared.getInterfaces().map((one) => [one.getName(), one]));
  for (const [at, type] of own.entries()) {
    const name = names.get(type.name) ?? type.name;
    const found = interfaces.get(declaredName(at));
    if (found === undefined) statements.push(aliasOf(name, declared.getTypeAliasOrThrow(declaredName(at))));
    else statements.push(from.objects.has(type.name) ? objectAlias(name, found) : interfaceOf(name, found));
  }
  return statements;
}

/** What each referred type is called in this module; a name two modules share gets its module in front. */
function localNames(from: TypesModule): ReadonlyMap<TypeName, string> {
  const names = new Map<TypeName, string>(from.types.map((type) => [type.name, splitTypeName(type.name).type]));
  const taken = new Set(names.values());
  for (const name of foreignReferences(from)) {
    const { module, type } = splitTypeName(name);
    const free = taken.has(type) ? `${module.replace(/(^|[^A-Za-z0-9]+)([a-z0-9])/g, upperNext)}${type}` : type;
    names.set(name, free);
    taken.add(free);
  }
  return names;
}

const upperNext = (_match: string, _between: string, letter: string): string => letter.toUpperCase();

/** Types of other modules, sorted; of this module too where another project has them. */
function foreignReferences(from: TypesModule): TypeName[] {
  const own = new Set(from.types.map((type) => type.name));
  const written = from.types.filter((type) => !sharedShapes.has(type.name));
  const found = new Set(written.flatMap((type) => [...directReferences(type.schema)]));
  return [...found].filter((name) => !own.has(name)).sort();
}

function importStatements(
  config: EmitConfig,
  from: TypesModule,
  names: ReadonlyMap<TypeName, string>,
): ImportDeclarationStructure[] {
  const foreign = foreignReferences(from);
  return modulesOf(from.known, foreign).map(({ module, external }) => ({
    kind: StructureKind.ImportDeclaration,
    isTypeOnly: true,
    moduleSpecifier: moduleSpecifier(config, { path: `${module}/types.js`, external }, `${from.module}/types.ts`),
    namedImports: foreign.flatMap((name) => {
      const { module: home, type } = splitTypeName(name);
      if (home !== module || (from.known.get(name)?.external === true) !== external) return [];
      const alias = names.get(name) ?? type;
      return [alias === type ? { name: type } : { name: type, alias }];
    }),
  }));
}

/** Re-exported and, because types of this module name them, imported too. */
function reexport(names: readonly string[], moduleSpecifier: string): StatementStructures[] {
  const parts = { isTypeOnly: true, moduleSpecifier };
  return [
    {
      ...parts,
      kind: StructureKind.ImportDeclaration,
      namedImports: names.map((name) => ({ name })),
    },
    {
      kind: StructureKind.ExportDeclaration,
      isTypeOnly: true,
      namedExports: names.map((name) => ({ name })),
    },
  ];
}

/** Every type as json-schema-to-typescript declares it, under a name that says which it is. */
async function declareAll(
  own: readonly TypeModel[],
  names: ReadonlyMap<TypeName, string>,
  from: TypesModule,
): Promise<string> {
  const texts = own.map((type, at) => {
    const object = from.objects.get(type.name);
    const schema = jsonSchema(object === undefined ? type.schema : wholeObject(type.schema), names);
    if (object !== undefined && schema.properties !== undefined) {
      schema.properties.kind = { tsType: JSON.stringify(object.kind) };
      schema.properties.apiVersion = { tsType: JSON.stringify(object.apiVersion) };
    }
    return compile(schema, declaredName(at), compileOptions);
  });
  return (await Promise.all(texts)).join("\n");
}

const declaredName = (at: number): string => `Declared${at}`;

const compileOptions = {
  additionalProperties: false,
  bannerComment: "",
  format: false,
  ignoreMinAndMaxItems: true,
} as const;

/** The object's schema with the three fields every object has first and required. */
function wholeObject(schema: Schema): Schema {
  const { kind = {}, apiVersion = {}, metadata, ...rest } = schema.properties ?? {};
  const present = metadata === undefined ? [] : ["metadata"];
  return {
    ...schema,
    type: "object",
    properties: { kind, apiVersion, ...(metadata === undefined ? {} : { metadata }), ...rest },
    required: [...new Set(["kind", "apiVersion", ...present, ...(schema.required ?? [])])],
  };
}

/** The few keywords that shape a TypeScript type; everything else would only make comments. */
function jsonSchema(schema: Schema, names: ReadonlyMap<TypeName, string>): JSONSchema {
  const shape = nonNullSchema(schema, names);
  return schema.nullable === true ? { anyOf: [shape, { type: "null" }] } : shape;
}

function nonNullSchema(schema: Schema, names: ReadonlyMap<TypeName, string>): JSONSchema {
  if (schema.$ref !== undefined) return { tsType: names.get(schema.$ref) ?? "unknown" };
  if (schema["x-kubernetes-int-or-string"] === true) return { tsType: "number | string" };
  if (schema.enum !== undefined) return { enum: [...schema.enum] };
  switch (schema.type) {
    case "object":
      return objectSchema(schema, names);
    case "array":
      return { type: "array", items: schema.items === undefined ? {} : jsonSchema(schema.items, names) };
    case undefined:
      return schema.properties === undefined ? { tsType: "unknown" } : objectSchema(schema, names);
    default:
      return { type: schema.type };
  }
}

function objectSchema(schema: Schema, names: ReadonlyMap<TypeName, string>): JSONSchema {
  const { properties, additionalProperties } = schema;
  if (properties === undefined && additionalProperties === undefined) return { tsType: "Record<string, unknown>" };
  if (properties === undefined && additionalProperties !== undefined) {
    return { type: "object", additionalProperties: jsonSchema(additionalProperties, names) };
  }
  const open = schema["x-kubernetes-preserve-unknown-fields"] === true || schema["x-kubernetes-embedded-resource"];
  const required = new Set(schema.required ?? []);
  const entries = Object.entries(properties ?? {}).map(([key, property]) => {
    // A required one is null only in an object that validation refuses.
    const nullable = property.nullable === true || (property.nullWhenAbsent === true && !required.has(key));
    return [key, jsonSchema({ ...property, nullable }, names)];
  });
  return {
    type: "object",
    properties: Object.fromEntries(entries) as Record<string, JSONSchema>,
    required: [...(schema.required ?? [])],
    additionalProperties: open === true,
  };
}

function interfaceOf(name: string, from: InterfaceDeclaration): StatementStructures {
  const { indexSignatures = [] } = from.getStructure();
  return {
    kind: StructureKind.Interface,
    name,
    isExported: true,
    properties: from.getProperties().map((property) => propertyOf(property.getStructure(), property.getTypeNode())),
    indexSignatures,
  };
}

type TypeNode = ReturnType<ReturnType<InterfaceDeclaration["getProperties"]>[number]["getTypeNode"]>;

function propertyOf(structure: PropertySignatureStructure, node: TypeNode): PropertySignatureStructure {
  const { name, hasQuestionToken = false } = structure;
  return { kind: StructureKind.PropertySignature, name, hasQuestionToken, type: typeText(node) };
}

/** Without the brackets json-schema-to-typescript puts around every union, and maps as `Record`. */
function typeText(node: TypeNode): string {
  const text = (node?.asKind(SyntaxKind.ParenthesizedType)?.getTypeNode() ?? node)?.getText() ?? "unknown";
  const map = /^\{\s*\[k: string\]: (.*)\s*\}$/.exec(text);
  return map === null ? text : `Record<string, ${map[1]}>`;
}

function objectAlias(name: string, from: InterfaceDeclaration): StatementStructures {
  const lines = from.getProperties().map((property) => {
    const { name: key, hasQuestionToken, type } = propertyOf(property.getStructure(), property.getTypeNode());
    return `  ${key}${hasQuestionToken === true ? "?" : ""}: ${String(type).replaceAll("\n", "\n  ")};\n`;
  });
  const open = from.getIndexSignatures().map((signature) => `  ${signature.getText()}\n`);
  return { kind: StructureKind.TypeAlias, name, isExported: true, type: `{\n${[...lines, ...open].join("")}}` };
}

function aliasOf(name: string, from: TypeAliasDeclaration): StatementStructures {
  return { kind: StructureKind.TypeAlias, name, isExported: true, type: typeText(from.getTypeNodeOrThrow()) };
}
