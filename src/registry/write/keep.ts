/** What an update cannot change by itself: system metadata, the other half of spec and status, the generation. */
import { isDeepStrictEqual } from "node:util";
import type { ObjectMeta } from "../../meta/object.js";
import type { OwnedObject } from "./context.js";

/** Set by the server alone: an update that leaves them out keeps them. Changing them is an error, found by validation. */
const systemFields = ["uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds"] as const;

export function keepMetadata(next: OwnedObject, previous: OwnedObject): void {
  const to: ObjectMeta = next.metadata;
  const from = previous.metadata;
  for (const field of systemFields) {
    if (to[field] === undefined && from[field] !== undefined) Object.assign(to, { [field]: from[field] });
  }
  // The spec half of an update says nothing about these two: they always stay.
  if (from.generation === undefined) delete to.generation;
  else to.generation = from.generation;
  delete to.selfLink;
  if (from.managedFields === undefined) delete to.managedFields;
  if (to.namespace === undefined && from.namespace !== undefined) to.namespace = from.namespace;
}

export function keepFields(fields: readonly string[], next: OwnedObject, previous: OwnedObject): void {
  for (const field of fields) {
    if (previous[field] === undefined) delete next[field];
    else next[field] = previous[field];
  }
}

/** An update of the status subresource: everything but status and a few metadata fields comes from the stored object. */
export function onlyStatus(next: OwnedObject, previous: OwnedObject, statusFields: readonly string[]): OwnedObject {
  const merged: OwnedObject = { ...previous, metadata: { ...previous.metadata } };
  keepFields(statusFields.length > 0 ? statusFields : ["status"], merged, next);
  const { resourceVersion, uid, labels, annotations } = next.metadata;
  if (resourceVersion === undefined) delete merged.metadata.resourceVersion;
  else merged.metadata.resourceVersion = resourceVersion;
  if (uid !== undefined) merged.metadata.uid = uid;
  if (labels === undefined) delete merged.metadata.labels;
  else merged.metadata.labels = labels;
  if (annotations === undefined) delete merged.metadata.annotations;
  else merged.metadata.annotations = annotations;
  return merged;
}

/** The generation counts changes of the desired state. */
export function raiseGeneration(fields: readonly string[], next: OwnedObject, previous: OwnedObject): void {
  for (const field of fields) {
    if (!isDeepStrictEqual(next[field], previous[field])) {
      next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      return;
    }
  }
}
