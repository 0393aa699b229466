/** Label and field selectors of a request as one filter over cache entries. */
import { type FieldSelector, parseFieldSelector } from "../meta/field-selector.js";
import { type LabelSelector, parseLabelSelector } from "../meta/label-selector.js";
import type { CacheEntry, EntryFilter } from "../storage/watchcache/watch-cache.js";
import type { ListOptions } from "./options/list-options.js";
import type { ResourceEndpoint } from "./resource-endpoint.js";

export interface Selection {
  /** `<namespace>/` or "". */
  readonly prefix: string;
  /** undefined: everything under the prefix. */
  readonly filter: EntryFilter | undefined;
}

/** `name`: only that object (a watch on one). Throws StatusError for selectors that do not parse. */
export function selectionOf(
  endpoint: ResourceEndpoint,
  where: { readonly namespace: string; readonly name: string },
  options: Pick<ListOptions, "labelSelector" | "fieldSelector">,
): Selection {
  const { definition } = endpoint;
  const prefix = definition.namespaced && where.namespace !== "" ? `${where.namespace}/` : "";
  const named = where.name === "" ? "" : `metadata.name=${where.name}`;
  const fieldText = [options.fieldSelector, named].filter((part) => part !== "").join(",");
  if (options.labelSelector === "" && fieldText === "") return { prefix, filter: undefined };
  const known = selectableLabels(endpoint);
  const labels = options.labelSelector === "" ? undefined : parseLabelSelector(options.labelSelector);
  const fields = fieldText === "" ? undefined : parseFieldSelector(fieldText, known);
  return { prefix, filter: filterOf(labels, fields) };
}

function selectableLabels({ definition }: ResourceEndpoint): readonly string[] {
  const base = definition.namespaced ? ["metadata.name", "metadata.namespace"] : ["metadata.name"];
  return [...base, ...Object.keys(definition.selectableFields)];
}

function filterOf(labels: LabelSelector | undefined, fields: FieldSelector | undefined): EntryFilter {
  return {
    id: `${labels?.canonical ?? ""}|${fields?.canonical ?? ""}`,
    labelEquals: labels?.labelEquals ?? [],
    fieldEquals: fields?.fieldEquals ?? [],
    matches: (entry: CacheEntry) =>
      (labels === undefined || labels.matches(entry.labels)) &&
      (fields === undefined || fields.matches((label) => entry.field(label))),
  };
}
