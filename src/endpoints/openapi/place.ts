/** A resource in one version: where its paths start, how its operations are named, what all of them have. */
import type { TypeName } from "../../meta/schema.js";
import type { ResourceDefinition, ResourceVersion } from "../../registry/resource-definition.js";
import type { Operation } from "./model.js";
import { operationScope, tagOf } from "./names.js";

export interface Place {
  readonly definition: ResourceDefinition;
  readonly version: ResourceVersion;
  /** `/apis/apps/v1`. */
  readonly root: string;
}

export function rootOf(group: string, version: string): string {
  return group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
}

export function listTypeOf({ definition, version }: Place): TypeName {
  return `${definition.group === "" ? "core" : definition.group}/${version.name}/${definition.listKind}`;
}

export const objectMedia: readonly string[] = [
  "application/json",
  "application/yaml",
  "application/vnd.kubernetes.protobuf",
  "application/cbor",
];

export const streamMedia: readonly string[] = [
  ...objectMedia,
  "application/json;stream=watch",
  "application/vnd.kubernetes.protobuf;stream=watch",
  "application/cbor-seq",
];

export const patchMedia: readonly string[] = [
  "application/json-patch+json",
  "application/merge-patch+json",
  "application/strategic-merge-patch+json",
  "application/apply-patch+yaml",
  "application/apply-patch+cbor",
];

export const anyMedia: readonly string[] = ["*/*"];

/** `read` + `AppsV1` + `Namespaced` + `Deployment` + `Status`. */
export function idOf(
  { definition, version }: Place,
  verb: string,
  { before = "", after = "" }: { readonly before?: string; readonly after?: string },
): string {
  const namespaced = definition.namespaced ? "Namespaced" : "";
  const scope = operationScope(definition.group, version.name);
  return `${verb}${scope}${before}${namespaced}${definition.kind}${after}`;
}

export type Base = Pick<Operation, "method" | "id" | "tag" | "consumes" | "produces" | "parameters"> & {
  readonly kind: NonNullable<Operation["kind"]>;
};

export function base({ definition, version }: Place, method: Operation["method"], id: string): Base {
  return {
    method,
    id,
    tag: tagOf(definition.group, version.name),
    consumes: anyMedia,
    produces: objectMedia,
    parameters: [],
    kind: { group: definition.group, version: version.name, kind: definition.kind },
  };
}
