/**
 * JSON merge patch (RFC 7386): objects merge, null removes, everything else replaces. Pure; the document is not changed.
 *
 * A value for a field that the document lacks is taken without its nulls, however deep; so is what stands in a list, but for the list's
 * own nulls, unless it takes the place of an object.
 */
import { copyLevel } from "../../meta/clone-json.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { badRequest } from "../../meta/status.js";
import { jsonTypeName } from "./go-format.js";
import { getField, isObject, opened, setField } from "./json-document.js";

/** `unchecked`: nobody looks at the patch before it is applied; what is wrong with it is said by who applies it or reads the result. */
export function applyMergePatch(document: JsonObject, patch: unknown, unchecked = false): JsonObject {
  if (unchecked && Array.isArray(patch)) return withoutNulls(patch as JsonValue) as JsonObject;
  if (patch === null || (unchecked && !isObject(patch))) throw badRequest("Invalid JSON Patch");
  if (!isObject(patch)) {
    const found = jsonTypeName(patch);
    throw badRequest(
      `error decoding patch: json: cannot unmarshal ${found} into Go value of type map[string]interface {}`,
    );
  }
  return mergeObject(document, patch);
}

function mergeObject(original: JsonObject, patch: JsonObject): JsonObject {
  const result = copyLevel(original);
  for (const key of Object.keys(patch)) {
    const value = patch[key] as JsonValue;
    if (value === null) {
      delete result[key];
      continue;
    }
    const found = getField(original, key);
    const current = found === undefined ? undefined : opened(found);
    setField(
      result,
      key,
      isObject(value) ? mergeObject(isObject(current) ? current : {}, value) : taken(value, current),
    );
  }
  return result;
}

function taken(value: JsonValue, current: JsonValue | undefined): JsonValue {
  return Array.isArray(value) && !isObject(current) ? value.map(withoutNulls) : value;
}

function withoutNulls(value: JsonValue): JsonValue {
  if (Array.isArray(value)) return value.map(withoutNulls);
  return isObject(value) ? mergeObject({}, value) : value;
}
