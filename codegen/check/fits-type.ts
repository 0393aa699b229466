/** Whether a plain value has the type its schema says, all the way down; for defaults and samples. */
import type { JsonValue, Schema, TypeName } from "../../src/meta/schema.js";
import type { TypeModel } from "../model/model.js";

export interface Misfit {
  /** `spec.containers[0].name`. */
  readonly field: string;
  readonly detail: string;
  readonly rule:
    | "type"
    | "unknown"
    | "required"
    | "enum"
    | "minimum"
    | "maximum"
    | "pattern"
    | "maxLength"
    | "minLength";
}

type Types = ReadonlyMap<TypeName, TypeModel>;

export function fitsType(value: JsonValue, schema: Schema, types: Types): boolean {
  return misfits(value, schema, types).every((one) => one.rule !== "type" && one.rule !== "unknown");
}

/** Everything about `value` that its schema does not allow. Cross-field rules are the hooks' business. */
export function misfits(value: JsonValue, schema: Schema, types: Types): Misfit[] {
  const found: Misfit[] = [];
  visit(value, schema, { field: "", types, found });
  return found;
}

interface Visit {
  readonly field: string;
  readonly types: Types;
  readonly found: Misfit[];
}

function visit(value: JsonValue, given: Schema, state: Visit): void {
  const target = given.$ref === undefined ? given : state.types.get(given.$ref)?.schema;
  if (target === undefined) return;
  const schema = given === target ? given : { ...target, ...withoutRef(given) };
  if (value === null) return;
  if (schema["x-kubernetes-int-or-string"] === true) {
    if (typeof value !== "string" && !Number.isInteger(value))
      report(state, "type", "must be a whole number or a text");
    return;
  }
  if (schema.type === undefined) return;
  if (!hasType(value, schema.type) && !(schema.format === "quantity" && typeof value === "number")) {
    report(state, "type", `must be of type ${schema.type}`);
    return;
  }
  if (schema.enum !== undefined && !schema.enum.includes(value as never)) {
    report(state, "enum", `must be one of ${schema.enum.map(String).join(", ")}`);
  }
  if (typeof value === "string") visitString(value, schema, state);
  else if (typeof value === "number") visitNumber(value, schema, state);
  else if (Array.isArray(value)) visitArray(value, schema, state);
  else if (typeof value === "object") visitObject(value, schema, state);
}

function withoutRef(schema: Schema): Schema {
  const { $ref: _, ...rest } = schema;
  return rest;
}

function visitString(value: string, schema: Schema, state: Visit): void {
  const { minLength, maxLength, pattern } = schema;
  if (minLength !== undefined && value.length < minLength)
    report(state, "minLength", `must have ${minLength} characters`);
  if (maxLength !== undefined && value.length > maxLength)
    report(state, "maxLength", `may have ${maxLength} characters`);
  if (pattern !== undefined && !new RegExp(pattern, "u").test(value)) report(state, "pattern", `must match ${pattern}`);
}

function visitNumber(value: number, schema: Schema, state: Visit): void {
  const { minimum, maximum } = schema;
  if (minimum !== undefined && value < minimum) report(state, "minimum", `must be at least ${minimum}`);
  if (maximum !== undefined && value > maximum) report(state, "maximum", `must be at most ${maximum}`);
}

function visitArray(value: readonly JsonValue[], schema: Schema, state: Visit): void {
  const { items } = schema;
  if (items === undefined) return;
  for (const [index, item] of value.entries()) visit(item, items, { ...state, field: `${state.field}[${index}]` });
}

function visitObject(value: Readonly<Record<string, JsonValue>>, schema: Schema, state: Visit): void {
  const { properties = {}, additionalProperties } = schema;
  for (const name of schema.required ?? []) {
    const property = properties[name];
    const filled = property?.default !== undefined && property.default !== "";
    if (!(name in value) && !filled) report({ ...state, field: join(state.field, name) }, "required", "is required");
  }
  for (const [name, entry] of Object.entries(value)) {
    const property = Object.hasOwn(properties, name) ? properties[name] : additionalProperties;
    const field = join(state.field, name);
    if (property !== undefined) visit(entry, property, { ...state, field });
    else if (schema["x-kubernetes-preserve-unknown-fields"] !== true) {
      report({ ...state, field }, "unknown", "is not a field of the type");
    }
  }
}

function join(field: string, name: string): string {
  return field === "" ? name : `${field}.${name}`;
}

function report(state: Visit, rule: Misfit["rule"], detail: string): void {
  state.found.push({ field: state.field, detail, rule });
}

function hasType(value: JsonValue, type: NonNullable<Schema["type"]>): boolean {
  if (type === "object") return typeof value === "object" && !Array.isArray(value);
  if (type === "array") return Array.isArray(value);
  if (type === "integer") return Number.isInteger(value);
  return typeof value === type;
}
