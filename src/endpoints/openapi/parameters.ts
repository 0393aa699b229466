/**
 * The parameters every resource has. v2 keeps most of them in one place, under names that end in a hash of Kubernetes' own text; the
 * names are part of the API, so they stand here as they are. `dryRun`, `fieldValidation` and `name` are never shared: kubectl looks for
 * the first two in the operations.
 */
import type { Parameter } from "./model.js";

type QueryRow = readonly [name: string, type: Parameter["type"], hash?: string];

function query([name, type, hash]: QueryRow): Parameter {
  return { name, in: "query", type, ...(hash === undefined ? {} : { sharedName: `${name}-${hash}` }) };
}

const dryRun = query(["dryRun", "string"]);
const fieldValidation = query(["fieldValidation", "string"]);
const fieldManager = query(["fieldManager", "string", "Qy4HdaTW"]);
/** Has another text there, hence another name. */
const fieldManagerOfPatch = query(["fieldManager", "string", "7c6nTn1T"]);

export const pretty: Parameter = query(["pretty", "string", "tJGM1-ng"]);

export const nameInPath: Parameter = { name: "name", in: "path", type: "string" };
export const namespaceInPath: Parameter = {
  name: "namespace",
  in: "path",
  type: "string",
  sharedName: "namespace-vgWSWtn3",
};
export const restOfPath: Parameter = { name: "path", in: "path", type: "string", sharedName: "path-z6Ciiujn" };

export const writeParameters: readonly Parameter[] = [dryRun, fieldManager, fieldValidation];

export const patchParameters: readonly Parameter[] = [
  dryRun,
  fieldManagerOfPatch,
  fieldValidation,
  query(["force", "boolean", "tOGGb0Yi"]),
];

const selection: readonly Parameter[] = (
  [
    ["continue", "string", "QfD61s0i"],
    ["fieldSelector", "string", "xIcQKXFG"],
    ["labelSelector", "string", "5Zw57w4C"],
    ["limit", "integer", "1NfNmdNH"],
    ["resourceVersion", "string", "5WAnf1kx"],
    ["resourceVersionMatch", "string", "t8XhRHeC"],
    ["sendInitialEvents", "boolean", "rLXlEK_k"],
    ["shardSelector", "string", "Kgyki_3_"],
    ["timeoutSeconds", "integer", "yvYezaOC"],
  ] satisfies QueryRow[]
).map(query);

export const listParameters: readonly Parameter[] = [
  query(["allowWatchBookmarks", "boolean", "HC2hJt-J"]),
  ...selection,
  query(["watch", "boolean", "XNNPZGbK"]),
];

export const deleteParameters: readonly Parameter[] = [
  dryRun,
  ...(
    [
      ["gracePeriodSeconds", "integer", "-K5HaBOS"],
      ["ignoreStoreReadErrorWithClusterBreakingPotential", "boolean", "QbNkfIqj"],
      ["orphanDependents", "boolean", "uRB25kX5"],
      ["propagationPolicy", "string", "6jk3prlO"],
    ] satisfies QueryRow[]
  ).map(query),
];

export const deleteCollectionParameters: readonly Parameter[] = [...deleteParameters, ...selection];

export const deleteOptionsBody = "body-2Y1dVQaQ";
export const patchBody = "body-78PwaGsr";

/** By name, path before query: the order of every list of parameters. */
export function inOrder(parameters: readonly Parameter[]): readonly Parameter[] {
  return [...parameters].sort((a, b) => compare(a.name, b.name) || compare(a.in, b.in));
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
