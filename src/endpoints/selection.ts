/** Label and field selectors of a request as one filter over cache entries. */
import { type FieldFilter, type FieldLabels, fieldFilter, parseFieldSelector } from "../meta/field-selector.js";
import { type LabelFilter, parseLabelSelector } from "../meta/label-selector.js";
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
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
  if (options.labelSelector === "" && options.fieldSelector === "" && where.name === "")
    return { prefix, filter: undefined };
  const labels = accepted(parseLabelSelector(options.labelSelector));
  const asked = accepted(parseFieldSelector(options.fieldSelector, fieldLabels(endpoint)));
  const fields = where.name === "" ? asked : fieldsOfOne(where.name, asked);
  if (labels.everything && fields.everything) return { prefix, filter: undefined };
  return { prefix, filter: filterOf(labels, fields) };
}

/** A path that names an object says all: a selector beside it may only say the same. */
function fieldsOfOne(name: string, asked: FieldFilter): FieldFilter {
  if (asked.everything) return fieldFilter([{ label: "metadata.name", operator: "=", value: name }]);
  const named = asked.fieldEquals.find(([label]) => label === "metadata.name")?.[1];
  if (named !== name) throw badRequest("fieldSelector metadata.name doesn't match requested name");
  return asked;
}

/** The same for objects that no cache holds. Throws StatusError. */
export function objectFilter(
  endpoint: Pick<ResourceEndpoint, "definition" | "version">,
  options: Pick<ListOptions, "labelSelector" | "fieldSelector">,
): (object: KubeObject) => boolean {
  const labels = accepted(parseLabelSelector(options.labelSelector));
  const fields = accepted(parseFieldSelector(options.fieldSelector, fieldLabels(endpoint)));
  const getters = fieldGetters(endpoint.definition);
  return (object) => labels.matches(object.metadata.labels) && fields.matches((label) => getters[label]?.(object));
}

function fieldLabels({ definition, version }: Pick<ResourceEndpoint, "definition" | "version">): FieldLabels {
  const { group, kind, selectableFields, namespaced, strategy } = definition;
  const known = { labels: Object.keys(selectableFields), namespaced };
  switch (strategy.fieldLabelErrors) {
    case "nobody":
      return known;
    case "kind":
      return { ...known, unsupported: (label) => `field label ${JSON.stringify(label)} not supported for ${kind}` };
    case "version": {
      const shown = `${formatGroupVersion(group, version.name)}, Kind=${kind}`;
      return { ...known, unsupported: (label) => `field label not supported for ${shown}: ${label}` };
    }
  }
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
