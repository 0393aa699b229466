/** Label and field selectors of a request as one filter over cache entries. */
import { type FieldFilter, parseFieldSelector } from "../meta/field-selector.js";
import { type LabelFilter, parseLabelSelector } from "../meta/label-selector.js";
import type { KubeObject } from "../meta/object.js";
import { badRequest } from "../meta/status.js";
import { fieldGetters } from "../registry/fields.js";
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
  const labels = accepted(parseLabelSelector(options.labelSelector));
  const fields = accepted(parseFieldSelector(fieldText, { labels: Object.keys(definition.selectableFields) }));
  if (labels.everything && fields.everything) return { prefix, filter: undefined };
  return { prefix, filter: filterOf(labels, fields) };
}

/** The same for objects that no cache holds. Throws StatusError. */
export function objectFilter(
  { definition }: Pick<ResourceEndpoint, "definition">,
  options: Pick<ListOptions, "labelSelector" | "fieldSelector">,
): (object: KubeObject) => boolean {
  const labels = accepted(parseLabelSelector(options.labelSelector));
  const fields = accepted(
    parseFieldSelector(options.fieldSelector, { labels: Object.keys(definition.selectableFields) }),
  );
  const getters = fieldGetters(definition);
  return (object) => labels.matches(object.metadata.labels) && fields.matches((label) => getters[label]?.(object));
}

type Parsed<T> = { readonly ok: true; readonly filter: T } | { readonly ok: false; readonly error: string };

function accepted<T>(result: Parsed<T>): T {
  if (!result.ok) throw badRequest(result.error);
  return result.filter;
}

function filterOf(labels: LabelFilter, fields: FieldFilter): EntryFilter {
  return {
    id: `${labels.canonical}|${fields.canonical}`,
    labelEquals: labels.labelEquals,
    fieldEquals: fields.fieldEquals,
    matches: (entry: CacheEntry) =>
      (labels.everything || labels.matches(entry.labels)) &&
      (fields.everything || fields.matches((label) => entry.field(label))),
  };
}
