/**
 * What OpenAPI documents say of types and fields: the texts of their groups, and those that hold for every kind. Loaded when a document
 * is made.
 */
import type { Schema, TypeName } from "../../meta/schema.js";
import type { Descriptions, GroupDefinition } from "../../registry/resource-definition.js";

/** The texts of a type, by field; `_` is the type itself. */
export type Describer = (type: TypeName, schema: Schema) => (field: string) => string | undefined;

/** Reads the texts of the groups that `types` are of. `shared` has those of the shared types. */
export async function describer(
  types: readonly TypeName[],
  groups: readonly GroupDefinition[],
  shared: Descriptions,
): Promise<Describer> {
  const needed = new Set(types.map(groupOf));
  const texts = new Map([["meta", shared]]);
  for (const { name, descriptions } of groups) {
    const folder = name === "" ? "core" : name;
    if (descriptions !== undefined && needed.has(folder)) texts.set(folder, await descriptions());
  }
  return (type, schema) => {
    const own = texts.get(groupOf(type))?.[type.slice(type.lastIndexOf("/") + 1)];
    const common = commonTexts(schema);
    return (field) => ownText(own, field) ?? ownText(common, field);
  };
}

function groupOf(type: TypeName): string {
  return type.slice(0, type.indexOf("/"));
}

/** A field may be called `constructor`. */
function ownText(texts: Readonly<Record<string, string>> | undefined, field: string): string | undefined {
  return texts !== undefined && Object.hasOwn(texts, field) ? texts[field] : undefined;
}

/** By convention these fields are the same in every kind, and in every list of a kind. */
function commonTexts({
  "x-kubernetes-group-version-kind": kinds,
  properties,
}: Schema): Readonly<Record<string, string>> {
  const [first, ...others] = kinds ?? [];
  if (first === undefined || others.length > 0) return {};
  const isList = properties?.metadata?.$ref === "meta/v1/ListMeta";
  return isList ? { ...listTexts, _: `Several objects of kind ${first.kind.replace(/List$/, "")}.` } : kindTexts;
}

const headTexts: Readonly<Record<string, string>> = {
  apiVersion: "API group and version this object is written in, such as apps/v1.",
  kind: "What sort of object this is; with apiVersion it selects the schema.",
};

const kindTexts: Readonly<Record<string, string>> = {
  ...headTexts,
  metadata: "Name, labels and other data that every object has.",
  spec: "What is wanted.",
  status: "What was last observed; controllers write it.",
};

const listTexts: Readonly<Record<string, string>> = {
  ...headTexts,
  metadata: "Revision of the list, and where its next page begins.",
  items: "The objects.",
};
