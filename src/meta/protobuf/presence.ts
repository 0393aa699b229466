/**
 * When a field is on the wire, and when in JSON. gogo-proto, which wrote Kubernetes' messages, has no third state for a plain Go value: it
 * is always on the wire, zero or not; a pointer is there when it is set. JSON leaves out plain zeros where Go's tag says `omitempty`.
 * What a schema says about zeros and defaults tells which of these a field is in Go.
 */
import type { Schema, SchemaSet, TypeName } from "../schema.js";

/** `pointer`: on the wire when set. `plain`: always, JSON leaves out zero. `shown`: always in both. */
export type Presence = "plain" | "pointer" | "shown";

/** Of a singular field of a type, `parent` being the type's schema. */
export function presenceOf(set: SchemaSet, type: TypeName, field: string, parent: Schema): Presence {
  const exception = exceptions[`${type}.${field}`];
  if (exception !== undefined) return exception;
  const own = parent.properties?.[field] ?? {};
  // Where zero stands for a default, Kubernetes publishes the zero of a field that it always writes.
  if (own.omitZero === true) return own.default !== undefined && isZero(own.openapiDefault) ? "shown" : "plain";
  if (own.nullWhenAbsent === true) return isNullZero(set, own) ? "shown" : "pointer";
  if (parent.required?.includes(field) === true) return "shown";
  return isZero(own.openapiDefault === undefined ? own.default : own.openapiDefault) ? "shown" : "pointer";
}

function isZero(value: unknown): boolean {
  if (value === "" || value === 0 || value === false) return true;
  return typeof value === "object" && value !== null && !Array.isArray(value) && Object.keys(value).length === 0;
}

/** Times and raw values are structs whose zero is null in JSON; for anything else null is a pointer that is not set. */
function isNullZero(set: SchemaSet, own: Schema): boolean {
  const target = own.$ref === undefined ? own : set.get(own.$ref);
  const isTime = target?.format === "date-time" || target?.format === "micro-time";
  return isTime || target?.["x-kubernetes-preserve-unknown-fields"] === true;
}

/** What Go's types are and their published form does not say. Kubernetes 1.36, as its wire form shows them. */
const exceptions: Readonly<Record<string, Presence>> = {
  "apiregistration.k8s.io/v1/APIServiceCondition.lastTransitionTime": "shown",
  "authentication.k8s.io/v1/TokenRequestStatus.expirationTimestamp": "shown",
  "autoscaling/v1/ScaleSpec.replicas": "plain",
  "core/v1/AzureDiskVolumeSource.readOnly": "pointer",
  "core/v1/FileKeySelector.optional": "pointer",
  "core/v1/GRPCAction.service": "pointer",
  "core/v1/NamespaceCondition.lastTransitionTime": "shown",
  "core/v1/ResourceFieldSelector.divisor": "shown",
  "core/v1/ServicePort.targetPort": "shown",
  "meta/v1/ObjectMeta.creationTimestamp": "plain",
  "networking.k8s.io/v1/IPAddressSpec.parentRef": "pointer",
  "networking.k8s.io/v1beta1/IPAddressSpec.parentRef": "pointer",
  "resource.k8s.io/v1/CapacityRequestPolicyRange.min": "pointer",
  "resource.k8s.io/v1alpha3/ResourcePoolStatusRequestStatus.poolCount": "pointer",
  "resource.k8s.io/v1beta1/CapacityRequestPolicyRange.min": "pointer",
  "resource.k8s.io/v1beta2/CapacityRequestPolicyRange.min": "pointer",
};
