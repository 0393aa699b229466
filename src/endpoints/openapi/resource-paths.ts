/** The paths of one resource in one version: what its verbs and subresources make possible, as kube-apiserver documents it. */
import type { Verb } from "../../registry/resource-definition.js";
import { createOperation, deleteBody, itemOperations } from "./item-operations.js";
import type { ApiPath, Operation, Parameter } from "./model.js";
import { operationScope } from "./names.js";
import {
  deleteCollectionParameters,
  inOrder,
  listParameters,
  nameInPath,
  namespaceInPath,
  pretty,
} from "./parameters.js";
import { base, idOf, listTypeOf, type Place, streamMedia } from "./place.js";
import { subresourcePaths } from "./subresource-paths.js";

export function resourcePaths(place: Place): readonly ApiPath[] {
  const { definition, root } = place;
  const scope = definition.namespaced ? "/namespaces/{namespace}" : "";
  const inScope = definition.namespaced ? [namespaceInPath] : [];
  const collection = `${root}${scope}/${definition.plural}`;
  const item = `${collection}/{name}`;
  const paths: ApiPath[] = [];
  const add = (path: string, operations: readonly Operation[], common: readonly Parameter[]): void => {
    if (operations.length > 0) paths.push(lift({ path, operations, parameters: common }));
  };
  if (definition.namespaced && can(place, "list")) {
    add(`${root}/${definition.plural}`, [listOperation(place, { everywhere: true })], [pretty]);
  }
  add(collection, collectionOperations(place), [...inScope, pretty]);
  add(item, itemOperations(place, {}), [nameInPath, ...inScope, pretty]);
  for (const sub of definition.subresources) {
    for (const { suffix, operations, parameters } of subresourcePaths(place, sub)) {
      add(`${item}/${suffix}`, operations, [nameInPath, ...inScope, ...parameters]);
    }
  }
  return [...paths, ...watchPaths(place)];
}

/** The deprecated form of watching, still documented and served. */
function watchPaths(place: Place): ApiPath[] {
  const { definition, root } = place;
  if (!can(place, "watch")) return [];
  const scope = definition.namespaced ? "/namespaces/{namespace}" : "";
  const inScope = definition.namespaced ? [namespaceInPath] : [];
  const paths: ApiPath[] = [];
  const add = (path: string, common: readonly Parameter[], operation: Operation): void => {
    paths.push(lift({ path: `${root}/watch${path}`, operations: [operation], parameters: [...common, pretty] }));
  };
  if (definition.namespaced) add(`/${definition.plural}`, [], watchOperation(place, "ListForAllNamespaces"));
  add(`${scope}/${definition.plural}`, inScope, watchOperation(place, "List"));
  if (can(place, "get")) {
    add(`${scope}/${definition.plural}/{name}`, [nameInPath, ...inScope], watchOperation(place, ""));
  }
  return paths;
}

function collectionOperations(place: Place): Operation[] {
  const operations: Operation[] = [];
  if (can(place, "list")) operations.push(listOperation(place, { everywhere: false }));
  if (can(place, "create")) operations.push(createOperation(place, {}));
  if (can(place, "deletecollection")) {
    operations.push({
      ...base(place, "delete", idOf(place, "delete", { before: "Collection" })),
      action: "deletecollection",
      parameters: inOrder(deleteCollectionParameters),
      body: deleteBody,
      codes: [200],
      response: { type: "meta/v1/Status" },
    });
  }
  return operations;
}

function listOperation(place: Place, { everywhere }: { readonly everywhere: boolean }): Operation {
  const id = everywhere
    ? `list${operationScope(place.definition.group, place.version.name)}${place.definition.kind}ForAllNamespaces`
    : idOf(place, "list", {});
  return {
    ...base(place, "get", id),
    produces: streamMedia,
    action: "list",
    parameters: listParameters,
    codes: [200],
    response: { type: listTypeOf(place) },
  };
}

function watchOperation(place: Place, after: "" | "List" | "ListForAllNamespaces"): Operation {
  const { definition, version } = place;
  const id =
    after === "ListForAllNamespaces"
      ? `watch${operationScope(definition.group, version.name)}${definition.kind}${after}`
      : idOf(place, "watch", { after });
  return {
    ...base(place, "get", id),
    produces: streamMedia,
    action: after === "" ? "watch" : "watchlist",
    parameters: listParameters,
    codes: [200],
    response: { type: "meta/v1/WatchEvent" },
  };
}

function can(place: Place, verb: Verb): boolean {
  return place.definition.verbs.includes(verb);
}

/** Parameters that all operations of a path take are written once, at the path. */
function lift({ path, operations, parameters }: ApiPath): ApiPath {
  const [first, ...others] = operations;
  const shared = (first?.parameters ?? []).filter((one) =>
    others.every((other) => other.parameters.some((two) => two === one)),
  );
  return {
    path,
    parameters: inOrder([...parameters, ...shared]),
    operations: operations.map((operation) => ({
      ...operation,
      parameters: inOrder(operation.parameters.filter((one) => !shared.includes(one))),
    })),
  };
}
