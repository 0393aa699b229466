/** Which types a type needs: `$ref`s followed through the whole model. Names come out sorted, so that output is stable. */
import type { Schema, TypeName } from "../../src/meta/schema.js";
import type { TypeModel } from "../model/model.js";

/** Every type reachable from `roots`, roots included. Names the model does not know are left out (the checks report them). */
export function reachableTypes(types: ReadonlyMap<TypeName, TypeModel>, roots: readonly TypeName[]): TypeName[] {
  const seen = new Set<TypeName>();
  const open = [...roots];
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    const type = types.get(name);
    if (type === undefined || seen.has(name)) continue;
    seen.add(name);
    open.push(...directReferences(type.schema));
  }
  return [...seen].sort();
}

/** The types one schema names, each once. */
export function directReferences(schema: Schema): Set<TypeName> {
  const found = new Set<TypeName>();
  collect(schema, found);
  return found;
}

function collect(schema: Schema, found: Set<TypeName>): void {
  if (schema.$ref !== undefined) found.add(schema.$ref);
  for (const property of Object.values(schema.properties ?? {})) collect(property, found);
  if (schema.additionalProperties !== undefined) collect(schema.additionalProperties, found);
  if (schema.items !== undefined) collect(schema.items, found);
}

/** `core/v1/PodSpec` → module `core/v1`, type `PodSpec`. */
export function splitTypeName(name: TypeName): { readonly module: string; readonly type: string } {
  const at = name.lastIndexOf("/");
  return { module: name.slice(0, at), type: name.slice(at + 1) };
}

export interface ModuleReference {
  /** `core/v1` */
  readonly module: string;
  readonly external: boolean;
}

/** Modules that hold `names`, sorted, each once. One module may be split: some of its types ours, some another project's. */
export function modulesOf(types: ReadonlyMap<TypeName, TypeModel>, names: readonly TypeName[]): ModuleReference[] {
  const found = new Map<string, ModuleReference>();
  for (const name of names) {
    const { module } = splitTypeName(name);
    const external = types.get(name)?.external === true;
    found.set(`${module} ${external}`, { module, external });
  }
  return [...found].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, reference]) => reference);
}
