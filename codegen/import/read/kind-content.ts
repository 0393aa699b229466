/** What kind.yaml says about an imported kind: only what differs from the convention. */
import { createHash } from "node:crypto";
import type { Column, Verb } from "../../../src/registry/resource-definition.js";
import { allVerbs, type KindFileContent, type SubresourceContent } from "../../load/build-kind.js";
import { dirOfGroup, pluralOf } from "../../load/conventions.js";
import type { ImportWarning } from "../draft.js";
import type { OpenapiSources } from "./import-openapi.js";
import type { ResourceFacts } from "./openapi-paths.js";

/** `facts`: the kind in each of its versions, most preferred first; at least one. */
export function kindContent(
  facts: readonly ResourceFacts[],
  sources: Pick<OpenapiSources, "columns" | "selectableFields" | "discovery">,
  warnings: ImportWarning[],
): KindFileContent {
  const first = facts[0];
  if (first === undefined) return {};
  const { kind, plural } = first;
  const stored = storedVersion(facts);
  const inStore = sources.discovery === undefined ? first.verbs.has("get") : first.storageVersionHash !== undefined;
  const paths = facts.map((one) => `${one.group === "" ? "/api" : `/apis/${one.group}`}/${one.version}/${plural}`);
  const columns = paths.map((path) => sources.columns?.[path]).find((one) => one !== undefined);
  const fields = paths.map((path) => sources.selectableFields?.[path]).find((one) => one !== undefined) ?? [];
  const labels = fields.filter((label) => label !== "metadata.name" && label !== "metadata.namespace");
  const subresources = [...first.subresources].sort(([a], [b]) => (a < b ? -1 : 1));
  for (const other of facts.slice(1)) warnAboutDifferences(first, other, warnings);
  return {
    ...(first.namespaced ? {} : { scope: "Cluster" as const }),
    ...(plural === pluralOf(kind) ? {} : { plural }),
    ...(first.singular === undefined || first.singular === kind.toLowerCase() ? {} : { singular: first.singular }),
    ...(isFilled(first.shortNames) ? { shortNames: first.shortNames } : {}),
    ...(isFilled(first.categories) ? { categories: first.categories } : {}),
    ...(stored === undefined || stored === first.version ? {} : { storageVersion: stored }),
    ...(inStore ? {} : { storagePrefix: null }),
    ...(sameVerbs(first.verbs, allVerbs) ? {} : { verbs: sorted(first.verbs) }),
    ...(subresources.length === 0
      ? {}
      : { subresources: Object.fromEntries(subresources.map(([name]) => [name, subresourceContent(name, first)])) }),
    ...(columns === undefined || isDefaultColumns(columns)
      ? {}
      : { columns: columns.map((column) => columnContent(column)) }),
    ...(labels.length === 0 ? {} : { selectableFields: labels }),
  };
}

function subresourceContent(name: string, parent: ResourceFacts): SubresourceContent {
  const facts = parent.subresources.get(name);
  if (facts === undefined) return {};
  const { body, verbs, answers } = facts;
  const query = [...facts.query.values()].sort((a, b) => (a.name < b.name ? -1 : 1));
  const isParent = body === undefined || (body.kind === parent.kind && body.group === parent.group);
  const full = body === undefined ? "" : `${dirOfGroup(body.group)}/${body.version}/${body.kind}`;
  return {
    ...(sameVerbs(verbs, ["get", "patch", "update"]) ? {} : { verbs: sorted(verbs) }),
    ...(isParent || full === "autoscaling/v1/Scale" ? {} : { body: full }),
    ...(answers === undefined ? {} : { answers }),
    ...(query.length === 0 ? {} : { query }),
    ...(name === "scale" ? scalePaths : {}),
  };
}

/** Where nearly every scalable kind has them. */
const scalePaths: SubresourceContent = {
  specReplicasPath: "spec.replicas",
  statusReplicasPath: "status.replicas",
  labelSelectorPath: "spec.selector",
};

function columnContent(column: Column): Omit<Column, "priority"> & { priority?: number } {
  const { name, type, format, description, priority, path } = column;
  const known = path ?? commonPaths[name];
  return {
    name,
    type,
    ...(format === undefined || format === "" ? {} : { format }),
    ...(priority === 0 ? {} : { priority }),
    ...(description === undefined || description === "" ? {} : { description }),
    ...(known === undefined ? {} : { path: known }),
  };
}

function isDefaultColumns(columns: readonly Column[]): boolean {
  return columns.length === 2 && columns[0]?.name === "Name" && columns[1]?.name === "Created At";
}

/** Columns that mean the same everywhere. */
const commonPaths: Readonly<Record<string, string>> = {
  Name: "metadata.name",
  Age: "metadata.creationTimestamp",
  "Created At": "metadata.creationTimestamp",
};

/**
 * The version whose identity gives the hash in discovery: base64 of the first 8 bytes of SHA-256 of
 * group/version/kind.
 */
function storedVersion(facts: readonly ResourceFacts[]): string | undefined {
  const hash = facts[0]?.storageVersionHash;
  if (hash === undefined) return undefined;
  return facts.find((one) => storageVersionHash(one) === hash)?.version;
}

export function storageVersionHash(of: { group: string; version: string; kind: string }): string {
  const digest = createHash("sha256").update(`${of.group}/${of.version}/${of.kind}`).digest();
  return digest.subarray(0, 8).toString("base64");
}

function warnAboutDifferences(first: ResourceFacts, other: ResourceFacts, warnings: ImportWarning[]): void {
  const same =
    first.namespaced === other.namespaced && first.plural === other.plural && sameVerbs(first.verbs, [...other.verbs]);
  if (same) return;
  const where = `${other.group}/${other.version}/${other.kind}`;
  warnings.push({
    where,
    message: `differs from ${first.version} in names, scope or verbs; that version's are taken for both`,
  });
}

function sorted(verbs: ReadonlySet<Verb>): Verb[] {
  return allVerbs.filter((verb) => verbs.has(verb));
}

function sameVerbs(verbs: ReadonlySet<Verb>, expected: readonly Verb[]): boolean {
  return verbs.size === expected.length && expected.every((verb) => verbs.has(verb));
}

function isFilled(list: readonly string[] | undefined): list is readonly string[] {
  return list !== undefined && list.length > 0;
}
