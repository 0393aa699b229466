/**
 * What a patch left alone. Most patches touch one member of an object; the others need not be copied, decoded and compared once more.
 *
 * Hot path: every patch; measured by test/bench/write.bench.ts.
 */
import { cloneJson, copyLevel } from "../../meta/clone-json.js";
import type { KubeObject } from "../../meta/object.js";
import type { JsonObject } from "../../meta/schema.js";
import type { KindHooks } from "../resource-definition.js";
import type { WriteContext } from "./context.js";

export interface PatchedParts {
  readonly value: JsonObject;
  /** The members that are not as they were, in the order of `value`. */
  readonly changed: readonly string[];
}

/**
 * The patched object as one that may be changed: its first level and that of its metadata are its own, and so is all that the patch
 * changed. The rest belongs to `previous`, unless `sharesRest` is false: then it is a copy. undefined: what came out is no object.
 */
export function partsOfPatched(
  patched: JsonObject,
  previous: KubeObject,
  sharesRest: boolean,
): PatchedParts | undefined {
  if (Object.getPrototypeOf(patched) !== Object.prototype) return undefined;
  const value = copyLevel(patched);
  const changed: string[] = [];
  for (const name of Object.keys(patched)) {
    const part = patched[name];
    const isChanged = !Object.hasOwn(previous, name) || part !== previous[name];
    if (isChanged) changed.push(name);
    // A member of that name would be set as the prototype; it is in no object that a patch left alone.
    if (name === "__proto__") return undefined;
    if (isChanged || !sharesRest) value[name] = cloneJson(part) as JsonObject[string];
    else if (name === "metadata") value[name] = copyLevel(part as JsonObject);
  }
  return { value, changed };
}

/** May `next` share with `previous`? Not where hooks or admission change objects in place: both would change. */
export function maySharePrevious({ runtime, storage }: WriteContext): boolean {
  return !storage.deps.admitsUpdates && !changesInPlace(runtime.hooks);
}

function changesInPlace({
  setDefaults,
  prepareForUpdate,
  prepareForStatusUpdate,
  updateSubresource,
}: KindHooks): boolean {
  return (setDefaults ?? prepareForUpdate ?? prepareForStatusUpdate ?? updateSubresource) !== undefined;
}
