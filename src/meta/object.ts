/** Kubernetes' own object shapes as TypeScript types. Times are RFC 3339 strings, as on the wire. */
import type { JsonObject, JsonValue } from "./schema.js";

export interface OwnerReference {
  apiVersion: string;
  kind: string;
  name: string;
  uid: string;
  controller?: boolean;
  blockOwnerDeletion?: boolean;
}

export interface ManagedFieldsEntry {
  manager?: string;
  operation?: string;
  apiVersion?: string;
  time?: string;
  fieldsType?: string;
  fieldsV1?: JsonObject;
  subresource?: string;
}

export interface ObjectMeta {
  name?: string;
  generateName?: string;
  namespace?: string;
  selfLink?: string;
  uid?: string;
  resourceVersion?: string;
  generation?: number;
  creationTimestamp?: string;
  deletionTimestamp?: string;
  deletionGracePeriodSeconds?: number;
  labels?: Record<string, string>;
  annotations?: Record<string, string>;
  ownerReferences?: OwnerReference[];
  finalizers?: string[];
  managedFields?: ManagedFieldsEntry[];
}

/** Any API object after decoding: metadata is always there. */
export interface KubeObject {
  kind: string;
  apiVersion: string;
  metadata: ObjectMeta;
  [field: string]: unknown;
}

export interface GroupVersionKind {
  readonly group: string;
  readonly version: string;
  readonly kind: string;
}

export interface GroupResource {
  readonly group: string;
  readonly resource: string;
}

/** `v1` for the core group, `group/version` for the others. */
export function formatGroupVersion(group: string, version: string): string {
  return group === "" ? version : `${group}/${version}`;
}

/** `pods` for the core group, `deployments.apps` for the others. */
export function formatGroupResource(of: GroupResource): string {
  return of.group === "" ? of.resource : `${of.resource}.${of.group}`;
}

export type { JsonObject, JsonValue };
