/**
 * Decoding of single values: strings, numbers, booleans, bytes, times, quantities, int-or-string. What Go's types
 * accept is accepted, in the form Kubernetes would write it back.
 */
import { milli, normaliseQuantity, quantityError } from "../quantity.js";
import type { JsonValue, Schema, TypeName } from "../schema.js";
import { normaliseTime, type TimeLayout } from "../time.js";
import { base64Error } from "./base64.js";
import { countMembers, mismatched } from "./decode-containers.js";
import { DecodeError } from "./decode-error.js";
import type { DecodeNode, DecodeState } from "./decode-types.js";
import { goNameOfField, goStructName, shortTypeName } from "./go-names.js";
import { WrittenNumber } from "./written-number.js";

interface Place {
  readonly type: TypeName;
  readonly field: string;
}

/** The only raw type whose bytes are kept: of others kube-apiserver keeps what they say. */
export const rawType = "RawExtension";
const rawTypes: ReadonlySet<string> = new Set([rawType, "FieldsV1", "JSON"]);
const rawUnions: ReadonlySet<string> = new Set([
  "JSONSchemaPropsOrArray",
  "JSONSchemaPropsOrBool",
  "JSONSchemaPropsOrStringArray",
  "Patch",
]);

/** Named types that hold any JSON though their schema may say less. */
export function isWellKnownAny(place: Place): boolean {
  if (place.field !== "") return false;
  const name = shortTypeName(place.type);
  return rawTypes.has(name) || rawUnions.has(name);
}

/** The node of a schema that describes a single value; undefined for containers and raw JSON. */
export function scalarOf(schema: Schema, place: Place): DecodeNode | undefined {
  if (schema["x-kubernetes-int-or-string"] === true || schema.format === "int-or-string") {
    return { ...scalar("string", "int32", intOrString, 0), numbers: "whole" };
  }
  const named = goNameOfField(place.type, place.field);
  switch (schema.type) {
    case "string":
      return stringNode(schema, place, named);
    case "boolean":
      return scalar("boolean", named ?? "bool", notPlain(named ?? "bool"), false);
    case "integer": {
      const goType = named ?? integerType(schema);
      return { ...scalar("", goType, integer(goType, limitOf(schema)), 0), numbers: "whole" };
    }
    case "number": {
      // A number without a format that says otherwise may still be a quantity written bare.
      if (schema.format === "quantity") return quantityNode();
      const goType = schema.format === "float" ? "float32" : "float64";
      return scalar(
        "",
        goType,
        (value, state) =>
          typeof value === "number" ? value : mismatched(value, goType, state, value instanceof WrittenNumber),
        0,
      );
    }
    default:
      return undefined;
  }
}

function stringNode(schema: Schema, place: Place, named: string | undefined): DecodeNode {
  const well = place.field === "" ? shortTypeName(place.type) : "";
  const format = schema.format;
  if (format === "quantity" || well === "Quantity") return quantityNode();
  if (well === "MicroTime" || format === "micro-time" || format === "microtime") {
    return scalar("", "v1.MicroTime", time("micros"), null);
  }
  if (format === "date-time" || well === "Time") return scalar("", "v1.Time", time("seconds"), null);
  if (format === "byte") return scalar("", "[]uint8", bytes, "");
  const goType = named ?? (place.field === "" ? goStructName(place.type, "").goType : "string");
  return scalar("string", goType, notPlain(goType), "");
}

function quantityNode(finest?: number): DecodeNode {
  return { ...scalar("", "resource.Quantity", quantity(finest), "0"), numbers: "text" };
}

/** Of the resources of pods, nodes, claims and volumes, which are whole thousandths. */
export function resourceNode(): DecodeNode {
  return quantityNode(milli);
}

function scalar(plain: DecodeNode["plain"], goType: string, decode: DecodeNode["decode"], zero: JsonValue): DecodeNode {
  return {
    kind: "scalar",
    plain,
    goType,
    raw: false,
    numbers: undefined,
    decode,
    prepare: () => undefined,
    zero: () => zero,
    fields: noFields,
    nullable: undefined,
    omitZero: undefined,
    item: undefined,
    structName: "",
    inline: () => undefined,
  };
}

const noFields: ReadonlyMap<string, DecodeNode> = new Map();

/** Called only for values that are not of the plain type. */
function notPlain(goType: string): DecodeNode["decode"] {
  return (value, state) => {
    countMembers(value, state);
    return mismatched(value, goType, state);
  };
}

function integerType(schema: Schema): string {
  return schema.format === "int32" ? "int32" : "int64";
}

const int32Limit = 2 ** 31;
const int64Limit = 2 ** 63;

function limitOf(schema: Schema): number {
  return schema.format === "int32" ? int32Limit : int64Limit;
}

/** `limit`: first number too large. 2^63 itself passes: as a double it also stands for the largest int64. */
function integer(goType: string, limit: number): DecodeNode["decode"] {
  const highest = limit === int64Limit ? limit : limit - 1;
  return (value, state) => {
    if (typeof value === "bigint" || value instanceof WrittenNumber)
      return longInteger(value, { goType, limit }, state);
    if (typeof value !== "number") {
      countMembers(value, state);
      return mismatched(value, goType, state);
    }
    if (Number.isSafeInteger(value) ? value <= highest && value >= -limit : fitsInt64(value, limit)) {
      return Number.isSafeInteger(value) ? value : BigInt.asIntN(64, BigInt(value));
    }
    if (state.fromMaps && Number.isInteger(value)) return runOver(value, limit);
    return mismatched(value, goType, state, true);
  };
}

/** 2^63 counts: Go turns it round to the least int64. Such numbers come from formats that have no whole ones. */
function fitsInt64(value: number, limit: number): boolean {
  return limit === int64Limit && Number.isInteger(value) && Math.abs(value) <= int64Limit;
}

/** What came from `readExactly`, or from a format that has whole numbers of its own. */
function longInteger(
  value: bigint | WrittenNumber,
  { goType, limit }: { readonly goType: string; readonly limit: number },
  state: DecodeState,
): unknown {
  if (typeof value === "bigint" && BigInt.asIntN(64, value) === value) {
    if (limit === int64Limit) return value;
    if (state.fromMaps) return runOver(value, limit);
  }
  return mismatched(value, goType, state, true);
}

/** As processors convert numbers: what is too large for 64 bits becomes the least such number, and of that the lower 32 bits count. */
function runOver(value: bigint | number, limit: number): number | bigint {
  const whole = typeof value === "number" && Math.abs(value) >= int64Limit ? leastInt64 : BigInt(value);
  return limit === int64Limit ? whole : Number(BigInt.asIntN(32, whole));
}

const leastInt64 = -(2n ** 63n);

/** Refuses itself, so that its complaint comes before any mismatch found elsewhere. */
function intOrString(value: unknown, state: DecodeState): unknown {
  if (typeof value === "number" && Number.isInteger(value) && value < int32Limit && value >= -int32Limit) return value;
  const literal = typeof value === "number" || typeof value === "bigint" || value instanceof WrittenNumber;
  if (!literal) countMembers(value, state);
  return refuse(value, "int32", state, literal);
}

function refuse(value: unknown, goType: string, state: DecodeState, literal: boolean): never {
  state.mismatch = undefined;
  mismatched(value, goType, state, literal);
  throw refused;
}

/** Thrown by a value that refuses itself; the decoder turns `state.mismatch` into the message. */
export const refused: unique symbol = Symbol("refused");

function time(layout: TimeLayout): DecodeNode["decode"] {
  return (value, state) => {
    if (typeof value !== "string") {
      countMembers(value, state);
      return refuse(value, "string", state, false);
    }
    const result = normaliseTime(value, layout);
    if ("error" in result) throw new DecodeError(result.error);
    return result.text;
  };
}

function quantity(finest: number | undefined): DecodeNode["decode"] {
  return (value) => {
    if (typeof value !== "string" && typeof value !== "number" && typeof value !== "bigint")
      throw new DecodeError(quantityError.pattern);
    const result = normaliseQuantity(typeof value === "string" ? value : String(value), finest);
    if ("error" in result) throw new DecodeError(result.error);
    return result.text;
  };
}

function bytes(value: unknown, state: DecodeState): unknown {
  if (typeof value === "string") {
    const canonical = Buffer.from(value, "base64").toString("base64");
    if (canonical === value) return value;
    const error = base64Error(value);
    if (error === undefined) return canonical;
    state.mismatch ??= { path: [], found: error, goType: "" };
    return value;
  }
  if (Array.isArray(value)) return bytesOfNumbers(value, state);
  countMembers(value, state);
  return mismatched(value, "[]uint8", state);
}

/** Go reads a list of numbers as bytes too. */
function bytesOfNumbers(list: readonly unknown[], state: DecodeState): unknown {
  for (const one of list) {
    if (typeof one !== "number") return mismatched(one, "uint8", state);
    if (!Number.isInteger(one) || one < 0 || one > 255) return mismatched(one, "uint8", state, true);
  }
  return Buffer.from(list as number[]).toString("base64");
}
