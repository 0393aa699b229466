/** Selectable fields of a kind as functions, for the cache's indexes and for field selectors. */
import { compilePath } from "../meta/json-path.js";
import type { KubeObject } from "../meta/object.js";
import type { ResourceDefinition } from "./resource-definition.js";

type FieldGetter = (object: KubeObject) => string;

/** Getters by label; every kind has metadata.name, namespaced ones metadata.namespace too. */
export function fieldGetters(definition: ResourceDefinition): Record<string, FieldGetter> {
  const getters: Record<string, FieldGetter> = {
    "metadata.name": (object) => object.metadata.name ?? "",
    "metadata.namespace": (object) => object.metadata.namespace ?? "",
  };
  for (const [label, path] of Object.entries(definition.selectableFields)) getters[label] = pathGetter(path);
  return getters;
}

/** `status.podIPs` of a list of objects selects nothing; lists of strings are joined with commas. */
function pathGetter(path: string): FieldGetter {
  const read = compilePath(path);
  return (object) => fieldText(read(object));
}

function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "boolean") return String(value);
  return "";
}
