/**
 * Fields an endpoint puts back to what they were, so that nobody comes to own them there: an update of the main resource cannot change
 * the status, an update of the status nothing but it.
 */
import { getOrAdd, oncePer } from "../../util/get-or-add.js";
import { keptByStatus, type ResourceDefinition } from "../resource-definition.js";
import { emptySet, type FieldSet, setOfPaths } from "./field-set.js";
import { fieldElement } from "./path-element.js";

const setsOf = oncePer((_definition: ResourceDefinition) => new Map<string, FieldSet>());

/** Paths stand for all that is under them. */
export function resetFields(definition: ResourceDefinition, subresource: string): FieldSet {
  return getOrAdd(setsOf(definition), subresource, () => makeResetFields(definition, subresource));
}

function makeResetFields({ strategy }: ResourceDefinition, subresource: string): FieldSet {
  // A namespace is finalized without its status.
  if (subresource === "" && strategy.ownsWhatIsKept) return emptySet;
  if (subresource === "" || subresource === "finalize")
    return setOfPaths(strategy.keepOnUpdate.map((field) => [fieldElement(field)]));
  if (subresource !== "status") return emptySet;
  const kept = strategy.ownsKeptMetadata ? [] : keptByStatus(strategy);
  return setOfPaths([[fieldElement("spec")], ...kept.map((field) => ["f:metadata", fieldElement(field)])]);
}
