/** Selectable fields of a kind as functions, for the cache's indexes and for field selectors. */
import { compilePath, pathAlternatives } from "../meta/json-path.js";
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

/** Of several paths (`a.b||c`) the first that leads to a text counts. */
function pathGetter(paths: string): FieldGetter {
  const [first = () => "", ...others] = pathAlternatives(paths).map((path): FieldGetter => {
    const read = compilePath(path);
    return (object) => fieldText(read(object));
  });
  if (others.length === 0) return first;
  return (object) => {
    let text = first(object);
    for (const other of others) text ||= other(object);
    return text;
  };
}

function fieldText(value: unknown): string {
  if (typeof value === "string") return value;
  if (typeof value === "number" || typeof value === "bigint" || typeof value === "boolean") return String(value);
  return "";
}
