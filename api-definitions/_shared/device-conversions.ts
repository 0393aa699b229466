/**
 * resource.k8s.io/v1beta1 against the stored form: a request that asks for one kind of device has its fields at its own
 * level instead of under `exactly`, and a device has its own under `basic`.
 */
import type { KubeObject } from "../../src/meta/object.js";
import type { JsonObject, JsonValue } from "../../src/meta/schema.js";
import type { Conversion } from "../../src/registry/resource-definition.js";

/** Fields of a request that are not under `exactly` in the stored form. */
const ownFields: ReadonlySet<string> = new Set(["name", "firstAvailable"]);

function requestToStored(request: JsonObject): JsonObject {
  const entries = Object.entries(request);
  const exactly = entries.filter(([field, value]) => !ownFields.has(field) && value !== "");
  return {
    ...Object.fromEntries(entries.filter(([field]) => ownFields.has(field))),
    ...(exactly.length === 0 ? {} : { exactly: Object.fromEntries(exactly) }),
  };
}

function requestFromStored({ name = "", exactly, ...rest }: JsonObject): JsonObject {
  return { name, ...object(exactly), ...rest };
}

function deviceToStored({ name = "", basic }: JsonObject): JsonObject {
  return { name, ...object(basic) };
}

function deviceFromStored({ name = "", ...basic }: JsonObject): JsonObject {
  return { name, basic };
}

/** Of claims. */
export const claimV1beta1: Conversion = between(["spec", "devices", "requests"], requestToStored, requestFromStored);
/** Of templates of claims. */
export const claimTemplateV1beta1: Conversion = between(
  ["spec", "spec", "devices", "requests"],
  requestToStored,
  requestFromStored,
);
/** Of slices. */
export const sliceV1beta1: Conversion = between(["spec", "devices"], deviceToStored, deviceFromStored);

type Change = (item: JsonObject) => JsonObject;

/** Changes the items of the list at `path`; where there is none, nothing. */
function between(path: readonly string[], toStored: Change, fromStored: Change): Conversion {
  const changed = (value: JsonValue | undefined, depth: number, change: Change): JsonValue | undefined => {
    const field = path[depth];
    if (field === undefined) return Array.isArray(value) ? value.map((item) => change(object(item))) : value;
    const inside = object(value);
    if (inside[field] === undefined) return value;
    return { ...inside, [field]: changed(inside[field], depth + 1, change) ?? null };
  };
  const whole = (from: KubeObject, change: Change): KubeObject =>
    changed(from as unknown as JsonObject, 0, change) as unknown as KubeObject;
  return {
    toStored: (from) => whole(from, toStored),
    fromStored: (from) => whole(from, fromStored),
  };
}

function object(value: JsonValue | undefined): JsonObject {
  return typeof value === "object" && value !== null && !Array.isArray(value) ? value : {};
}
