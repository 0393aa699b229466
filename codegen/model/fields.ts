/** Which fields the types of a group have, whatever the version. */
import type { TypeName } from "../../src/meta/schema.js";
import { getOrAdd } from "../../src/util/get-or-add.js";
import type { TypeModel } from "./model.js";

/** By the type's own name. `dir` is the first part of the types' full names. */
export function fieldsByType(types: ReadonlyMap<TypeName, TypeModel>, dir: string): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const { name, schema } of types.values()) {
    if (!name.startsWith(`${dir}/`)) continue;
    const fields = getOrAdd(found, name.slice(name.lastIndexOf("/") + 1), () => new Set<string>());
    for (const field of Object.keys(schema.properties ?? {})) fields.add(field);
  }
  return found;
}
