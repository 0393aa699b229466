/** What an update cannot change by itself: system metadata, the other half of spec and status, the generation. */
import type { ObjectMeta } from "../../meta/object.js";
import { keepSystemMetadata } from "../../meta/validate-object-meta.js";
import { sameValue } from "../apply/field-type.js";
import { type KindHooks, keptByStatus, type StrategyChoices } from "../resource-definition.js";
import { momentOf, type OwnedObject, type WriteContext } from "./context.js";

export function keepMetadata(next: OwnedObject, previous: OwnedObject): void {
  const to: ObjectMeta = next.metadata;
  const from = previous.metadata;
  keepSystemMetadata(to, from);
  // What an update says about these is not even read: they always stay.
  if (from.generation !== undefined) to.generation = from.generation;
  else if (to.generation !== undefined) delete to.generation;
}

export function keepFields(fields: readonly string[], next: OwnedObject, previous: OwnedObject): void {
  for (const field of fields) {
    if (previous[field] !== undefined) next[field] = previous[field];
    else if (next[field] !== undefined) delete next[field];
  }
}

/** An update of the status subresource: the status and the metadata are the caller's, everything else stays. */
export function onlyStatus(next: OwnedObject, previous: OwnedObject, strategy: StrategyChoices): OwnedObject {
  const { keepOnUpdate } = strategy;
  const merged: OwnedObject = { ...previous, metadata: next.metadata };
  const reported = keepOnUpdate.filter((field) => field !== "spec");
  keepFields(reported.length > 0 ? reported : ["status"], merged, next);
  for (const field of keptByStatus(strategy)) {
    const kept = previous.metadata[field];
    if (kept === undefined) delete merged.metadata[field];
    else Object.assign(merged.metadata, { [field]: kept });
  }
  return merged;
}

type SubresourceUpdate = NonNullable<KindHooks["updateSubresource"]>[string];

/** An update of another subresource that shows the whole object: `take` is the kind's hook. */
export function onlySubresource(
  take: SubresourceUpdate,
  { next, previous }: { readonly next: OwnedObject; readonly previous: OwnedObject },
  context: WriteContext,
): OwnedObject {
  const taken = take(next, previous, momentOf(context));
  // What the caller insists on is his whatever the subresource takes.
  const { uid, resourceVersion = "" } = next.metadata;
  return { ...taken, metadata: { ...taken.metadata, resourceVersion, ...(uid === undefined ? {} : { uid }) } };
}

/** The generation counts changes of the desired state. */
export function raiseGeneration(fields: readonly string[], next: OwnedObject, previous: OwnedObject): void {
  for (const field of fields) {
    if (!sameValue(counted(next, field), counted(previous, field))) {
      next.metadata.generation = (previous.metadata.generation ?? 0) + 1;
      return;
    }
  }
}

function counted(object: OwnedObject, field: string): unknown {
  switch (field) {
    case "metadata.labels":
      return object.metadata.labels ?? {};
    case "metadata.annotations":
      return object.metadata.annotations ?? {};
    default:
      return object[field];
  }
}
