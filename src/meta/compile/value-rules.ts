/** The single rules of a schema as checks: what is required, and what a value that is there must be. */
import { stringifyJson } from "../exact-json.js";
import { duplicateValue, type FieldError, invalidValue, notSupported, required } from "../field-error.js";
import { formats } from "../formats.js";
import type { JsonPrimitive, JsonValue, Schema, SchemaSet } from "../schema.js";
import { type Check, join } from "./check.js";
import { isObject } from "./decode-containers.js";

/** Lists with keys whose items may repeat all the same: kube-apiserver 1.36 takes them, some with a warning. */
export const repeatableLists: ReadonlySet<string> = new Set([
  "apiextensions.k8s.io/v1/JSONSchemaProps.x-kubernetes-validations",
  "core/v1/Container.env",
  "core/v1/Container.ports",
  "core/v1/EphemeralContainer.env",
  "core/v1/EphemeralContainer.ports",
  "core/v1/PodSpec.hostAliases",
  "core/v1/PodSpec.imagePullSecrets",
  "core/v1/ServiceAccount.secrets",
]);

/** Rules beside the ones of a value's own members. */
export function valueRules(schema: Schema, { uniqueKeys }: { readonly uniqueKeys: boolean }): Check[] {
  const rules: Check[] = [];
  if (schema.enum !== undefined) rules.push(enumRule(schema.enum));
  if (schema.minimum !== undefined || schema.maximum !== undefined) rules.push(rangeRule(schema));
  if (schema.minLength !== undefined || schema.maxLength !== undefined) rules.push(lengthRule(schema));
  if (schema.pattern !== undefined) rules.push(patternRule(schema.pattern));
  const format = schema.format === undefined ? undefined : formats.get(schema.format);
  if (format !== undefined) {
    const rule = `format:${schema.format}`;
    rules.push((value, path, errors) => {
      // An empty string is an absent one: whether it may be is for `required` to say.
      if (typeof value !== "string" || value === "") return;
      for (const text of format(value)) errors.push(invalidValue(path, value, text, rule));
    });
  }
  if (schema.minItems !== undefined || schema.maxItems !== undefined) rules.push(itemsRule(schema));
  if (schema.minProperties !== undefined || schema.maxProperties !== undefined) rules.push(propertiesRule(schema));
  if (uniqueKeys) rules.push(...listRules(schema));
  return rules;
}

function enumRule(allowed: readonly JsonPrimitive[]): Check {
  const set = new Set<unknown>(allowed);
  return (value, path, errors) => {
    if (set.has(value) || value === "") return;
    errors.push(notSupported(path, value, allowed.map(String)));
  };
}

function rangeRule({ minimum = -Infinity, maximum = Infinity }: Schema): Check {
  const both = Number.isFinite(minimum) && Number.isFinite(maximum);
  return (value, path, errors) => {
    if ((typeof value !== "number" && typeof value !== "bigint") || (value >= minimum && value <= maximum)) return;
    const low = value < minimum;
    const bound = low ? `greater than or equal to ${minimum}` : `less than or equal to ${maximum}`;
    const detail = both ? `must be between ${minimum} and ${maximum}, inclusive` : `must be ${bound}`;
    errors.push(invalidValue(path, value, detail, low ? "minimum" : "maximum"));
  };
}

function lengthRule({ minLength = 0, maxLength = Infinity }: Schema): Check {
  return (value, path, errors) => {
    if (typeof value !== "string") return;
    const length = value.length <= maxLength && value.length >= minLength * 2 ? value.length : [...value].length;
    if (length > maxLength) {
      const detail = `may not be more than ${maxLength} characters`;
      errors.push({ type: "FieldValueTooLong", field: path, detail, rule: "maxLength" });
    } else if (length < minLength) {
      errors.push(invalidValue(path, value, `must be at least ${minLength} characters`, "minLength"));
    }
  };
}

function patternRule(source: string): Check {
  const pattern = new RegExp(source, "u");
  return (value, path, errors) => {
    if (typeof value !== "string" || pattern.test(value)) return;
    errors.push(invalidValue(path, value, `must match the regex ${source}`, "pattern"));
  };
}

function itemsRule({ minItems = 0, maxItems = Infinity }: Schema): Check {
  return (value, path, errors) => {
    if (!Array.isArray(value)) return;
    if (value.length > maxItems) errors.push(tooMany(path, value.length, maxItems, "maxItems"));
    else if (value.length < minItems) {
      errors.push(invalidValue(path, value.length, `must have at least ${minItems} items`, "minItems"));
    }
  };
}

function propertiesRule({ minProperties = 0, maxProperties = Infinity }: Schema): Check {
  return (value, path, errors) => {
    if (!isObject(value)) return;
    const count = Object.keys(value).length;
    if (count > maxProperties) errors.push(tooMany(path, count, maxProperties, "maxProperties"));
    else if (count < minProperties) {
      errors.push(invalidValue(path, count, `must have at least ${minProperties} items`, "minProperties"));
    }
  };
}

function tooMany(field: string, value: number, most: number, rule: string): FieldError {
  return { type: "FieldValueTooMany", field, value, detail: `must have at most ${most} items`, rule };
}

function listRules(schema: Schema): Check[] {
  const keys = schema["x-kubernetes-list-map-keys"] ?? [];
  if (schema["x-kubernetes-list-type"] === "map" && keys.length > 0) return [keysRule(keys)];
  const set = schema["x-kubernetes-list-type"] === "set" || schema.uniqueItems === true;
  return set && schema.mayRepeat !== true ? [setRule] : [];
}

const setRule: Check = (value, path, errors) => {
  if (!Array.isArray(value) || value.length < 2) return;
  const seen = new Set<unknown>();
  for (const [index, item] of value.entries()) {
    const id: unknown = typeof item === "object" ? stringifyJson(item) : item;
    if (seen.has(id)) errors.push(duplicateValue(`${path}[${index}]`, item));
    seen.add(id);
  }
};

/** One key is shown at its field, several as an object of them. */
function keysRule(keys: readonly string[]): Check {
  const [only = ""] = keys;
  return (value, path, errors) => {
    if (!Array.isArray(value) || value.length < 2) return;
    const seen = new Set<unknown>();
    for (const [index, item] of value.entries()) {
      if (!isObject(item)) continue;
      const shown = keys.length === 1 ? item[only] : Object.fromEntries(keys.map((key) => [key, item[key] ?? null]));
      if (shown === undefined || shown === "") continue;
      const id = keys.length === 1 ? shown : stringifyJson(shown);
      if (seen.has(id)) errors.push(duplicateValue(`${path}[${index}]${keys.length === 1 ? `.${only}` : ""}`, shown));
      seen.add(id);
    }
  };
}

type Need = "filled" | "present" | "struct";

/**
 * Errors for required fields that are not there. As in Kubernetes an empty string, list or map is not there either (one
 * with an explicit minimum of 0 may be empty or absent), a false or zero time is, and an absent struct is an empty one with
 * its own rules.
 */
export function requiredErrors(
  set: SchemaSet,
  schema: Schema,
  names: readonly string[],
  checkOf: (schema: Schema) => Check | undefined,
): ((object: Readonly<Record<string, unknown>>, path: string, errors: FieldError[]) => void) | undefined {
  const needs: { readonly name: string; readonly need: Need; readonly check: () => Check | undefined }[] = [];
  for (const name of names) {
    const sub = schema.properties?.[name] ?? {};
    const need = needOf(set, sub);
    if (need !== undefined && !isFilledBy(sub.default)) needs.push({ name, need, check: () => checkOf(sub) });
  }
  if (needs.length === 0) return undefined;
  return (object, path, errors) => {
    for (const { name, need, check } of needs) {
      const value = object[name];
      if (need === "struct") {
        if (value === undefined || value === null) check()?.({}, join(path, name), errors);
      } else if (isMissing(value, need)) {
        errors.push(required(join(path, name)));
      }
    }
  };
}

/** Go's zero values stand as defaults in imported definitions; they fill nothing in. */
function isFilledBy(value: JsonValue | undefined): boolean {
  return value !== undefined && value !== "" && !(isObject(value) && Object.keys(value).length === 0);
}

function isMissing(value: unknown, need: Need): boolean {
  if (value === undefined || value === null) return true;
  if (need !== "filled") return false;
  if (value === "") return true;
  return Array.isArray(value) ? value.length === 0 : isObject(value) && Object.keys(value).length === 0;
}

/** undefined: it may be missing all the same. */
function needOf(set: SchemaSet, schema: Schema): Need | undefined {
  const target = schema.$ref === undefined ? schema : (set.get(schema.$ref) ?? {});
  if (target.format === "date-time" || target.type === "boolean") return undefined;
  // Null when absent: a pointer in Go, which can be missing where a struct can only be empty.
  if (target.properties !== undefined) return schema.nullWhenAbsent === true ? "present" : "struct";
  const { minItems, minProperties, minLength } = { ...target, ...schema };
  if (minItems === 0 || minProperties === 0 || minLength === 0) return undefined;
  const filled = target.type === "string" || target.type === "array" || target.additionalProperties !== undefined;
  return filled ? "filled" : "present";
}
