/**
 * `compileDefaulter`: fills in a type's schema defaults, in place, and null where `nullWhenAbsent` wants it. Compiled
 * once per (SchemaSet, type); types with neither compile to nothing, so they are not even visited. Applying it twice
 * changes nothing more.
 *
 * A nested default needs its parent: the object is there, or a default of its own makes it. Zeros that count as absent
 * (`omitZero`) are gone before: the decoder drops them.
 */
import type { JsonObject, JsonValue, Schema, SchemaSet, TypeName } from "../schema.js";
import { memoPerSet } from "./memo.js";

export type Defaulter = (object: Record<string, unknown>) => void;

type Apply = (value: unknown) => void;

/** null: nothing to do. */
const decodedMemo = memoPerSet<Apply | null>();
const storedMemo = memoPerSet<Apply | null>();
const convertedMemo = memoPerSet<Apply | null>();

/** How a defaulter is made. */
interface Making {
  readonly set: SchemaSet;
  readonly memo: Map<string, Apply | null>;
  /** An empty list or map becomes null where null is shown for none. */
  readonly emptyIsNull: boolean;
  /** Only what Go writes of a struct that says nothing. */
  readonly zerosOnly?: boolean;
}

/** For what was decoded. What a client sent stays to be told from what is filled in: `[]` is not null yet. */
export function compileDefaulter(set: SchemaSet, type: TypeName): Defaulter {
  return applyOfType({ set, memo: decodedMemo(set), emptyIsNull: false }, type) ?? ((): void => undefined);
}

/** For what will be stored: as Go's stored form, it knows no difference between an empty list and none. */
export function compileCompleter(set: SchemaSet, type: TypeName): Defaulter {
  return applyOfType({ set, memo: storedMemo(set), emptyIsNull: true }, type) ?? ((): void => undefined);
}

/** For what passed through another version and is not stored: Go's structs write their zeros, defaults are not theirs to give. */
export function compileZeroFiller(set: SchemaSet, type: TypeName): Defaulter {
  const making = { set, memo: convertedMemo(set), emptyIsNull: false, zerosOnly: true };
  return applyOfType(making, type) ?? ((): void => undefined);
}

function applyOfType(making: Making, type: TypeName): Apply | undefined {
  const { set, memo } = making;
  const known = memo.get(type);
  if (known !== undefined) return known ?? undefined;
  const schema = set.get(type);
  if (schema === undefined) throw new RangeError(`no schema for type ${type}`);
  if (!reachesDefault(set, schema, new Set([type]))) {
    memo.set(type, null);
    return undefined;
  }
  // The type may lead back to itself: what is inside calls through this until it is complete.
  let complete: Apply | undefined;
  const lazy: Apply = (value) => complete?.(value);
  memo.set(type, lazy);
  complete = applyOf(making, schema);
  memo.set(type, complete ?? null);
  return complete;
}

function reachesDefault(set: SchemaSet, schema: Schema, seen: Set<TypeName>): boolean {
  if (schema.default !== undefined || schema.nullWhenAbsent === true) return true;
  const target = schema.$ref;
  if (target !== undefined && !seen.has(target)) {
    seen.add(target);
    const of = set.get(target);
    if (of !== undefined && reachesDefault(set, of, seen)) return true;
  }
  const inner = [...Object.values(schema.properties ?? {}), schema.items, schema.additionalProperties];
  return inner.some((one) => one !== undefined && reachesDefault(set, one, seen));
}

function applyOf(making: Making, schema: Schema): Apply | undefined {
  if (schema.$ref !== undefined) return applyOfType(making, schema.$ref);
  if (schema.properties !== undefined) return applyToStruct(making, schema);
  if (schema.additionalProperties !== undefined) return applyToValues(applyOf(making, schema.additionalProperties));
  if (schema.items !== undefined) return applyToItems(applyOf(making, schema.items));
  return undefined;
}

interface FieldDefault {
  readonly name: string;
  readonly value: JsonValue;
  readonly nullable: boolean;
  readonly emptyIsNull: boolean;
}

function applyToStruct(making: Making, schema: Schema): Apply | undefined {
  const { set } = making;
  const defaults: FieldDefault[] = [];
  const inner = new Map<string, Apply>();
  for (const [name, sub] of Object.entries(schema.properties ?? {})) {
    const ofPlace = sub.default ?? (sub.$ref === undefined ? undefined : set.get(sub.$ref)?.default);
    const value = ofPlace ?? (sub.nullWhenAbsent === true ? null : undefined);
    const emptyIsNull = making.emptyIsNull && storesEmptyAsNull(sub);
    const fills = value !== undefined && (making.zerosOnly !== true || isZero(value));
    if (fills) defaults.push({ name, value, nullable: sub.nullable === true, emptyIsNull });
    const apply = applyOf(making, sub);
    if (apply !== undefined) inner.set(name, apply);
  }
  const rest = schema.additionalProperties === undefined ? undefined : applyOf(making, schema.additionalProperties);
  if (defaults.length === 0 && inner.size === 0 && rest === undefined) return undefined;
  const named = new Set(Object.keys(schema.properties ?? {}));
  return (object) => {
    if (!isRecord(object)) return;
    for (const field of defaults) {
      if (isAbsent(object[field.name], field)) object[field.name] = clone(field.value);
    }
    if (inner.size === 0 && rest === undefined) return;
    for (const key in object) {
      const apply = inner.get(key) ?? (named.has(key) ? undefined : rest);
      if (apply !== undefined) apply(object[key]);
    }
  };
}

function isAbsent(value: unknown, field: FieldDefault): boolean {
  if (field.emptyIsNull && isEmpty(value)) return true;
  return value === undefined || (value === null && !field.nullable);
}

/** Lists and maps that are stored as nothing when they are empty, and shown as null then. */
export function storesEmptyAsNull({ omitZero, nullWhenAbsent, type, additionalProperties }: Schema): boolean {
  const holds = type === "array" || additionalProperties !== undefined;
  return holds && omitZero === true && nullWhenAbsent === true;
}

function isZero(value: JsonValue): boolean {
  return value === null || value === "" || value === 0 || value === false || isEmpty(value);
}

function isEmpty(value: unknown): boolean {
  if (Array.isArray(value)) return value.length === 0;
  return isRecord(value) && Object.keys(value).length === 0;
}

function applyToValues(inner: Apply | undefined): Apply | undefined {
  if (inner === undefined) return undefined;
  return (object) => {
    if (isRecord(object)) for (const key in object) inner(object[key]);
  };
}

function applyToItems(inner: Apply | undefined): Apply | undefined {
  if (inner === undefined) return undefined;
  return (list) => {
    if (Array.isArray(list)) for (const item of list) inner(item);
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function clone(value: JsonValue): JsonValue {
  if (typeof value !== "object" || value === null) return value;
  if (Array.isArray(value)) return value.map(clone);
  const copy: JsonObject = {};
  for (const key of Object.keys(value)) copy[key] = clone(value[key] ?? null);
  return copy;
}
