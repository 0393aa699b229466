/**
 * A kind at work: what `gen` or a CRD declared, compiled. Made on the kind's first use (DESIGN idea 6), shared by all its endpoints,
 * dropped with them. One `VersionRuntime` per served version; conversion always goes through the stored one.
 */

import { type ByteFields, byteFieldsOf } from "../meta/byte-fields.js";
import { cloneJson } from "../meta/clone-json.js";
import { compileDecoder, type Decoder } from "../meta/compile/decoder.js";
import { compileCompleter, compileDefaulter } from "../meta/compile/defaulter.js";
import { compileValidator, type Validator } from "../meta/compile/validator.js";
import { formatGroupVersion, type KubeObject } from "../meta/object.js";
import { compileProtobufKind, type ProtobufKind, type ProtobufKindSource } from "../meta/protobuf/kind.js";
import type { JsonObject, JsonValue, SchemaSet } from "../meta/schema.js";
import { encodeHead } from "./encode.js";
import {
  type Conversion,
  type KindHooks,
  type ResourceDefinition,
  type ResourceVersion,
  sharesStorage,
} from "./resource-definition.js";

export interface VersionRuntime {
  readonly name: string;
  readonly apiVersion: string;
  readonly type: string;
  /** How every encoded object of this version begins. */
  readonly head: string;
  /** undefined for the stored version: nothing to do. */
  readonly conversion: Conversion | undefined;
  readonly decoder: Decoder;
  readonly setDefaults: (object: JsonObject) => void;
  /**
   * Gives an object what its encoded form always has (empty structs, zeros and nulls of absent fields), and the schema's defaults.
   * For objects changed since `setDefaults`: kube-apiserver sets defaults whenever it reads a stored object.
   */
  readonly complete: (object: Record<string, unknown>) => void;
  /** Compiled on first use; undefined for kinds that have JSON only. */
  readonly protobuf: () => ProtobufKind | undefined;
  /** Which fields CBOR shows as bytes. */
  readonly byteFields: () => ByteFields | undefined;
}

export interface KindRuntime {
  readonly definition: ResourceDefinition;
  readonly hooks: KindHooks;
  readonly schemas: SchemaSet;
  readonly stored: VersionRuntime;
  readonly validator: Validator;
  /** What errors about the object call its kind: that of the form it is stored in. */
  readonly errorKind: { readonly group: string; readonly kind: string };
  /** What `stored.complete` gives a top-level field of an object that says nothing, as a fresh copy; undefined: nothing. */
  emptied(field: string): JsonValue | undefined;
  version(name: string): VersionRuntime;
}

/**
 * Kubernetes does not insist on required fields of a status: controllers write it piece by piece. Loads and compiles; rejects only when
 * generated code is broken. `now` is for defaults that are times.
 */
export async function loadKindRuntime(definition: ResourceDefinition, now: () => number): Promise<KindRuntime> {
  const { schemas, hooks } = await definition.load();
  const compiled = new Map<string, VersionRuntime>();
  const byName = (name: string): VersionRuntime => {
    const known = compiled.get(name);
    if (known !== undefined) return known;
    const version = definition.versions.find((one) => one.name === name);
    if (version === undefined) throw new RangeError(`${definition.kind} has no version ${name}`);
    const made = compileVersion({ definition, schemas, hooks, now }, version, () => stored);
    compiled.set(name, made);
    return made;
  };
  const stored = storedRuntime(definition, schemas, byName);
  let blank: JsonObject | undefined;
  const completedBlank = (): JsonObject => {
    const object: JsonObject = {};
    stored.complete(object);
    return object;
  };
  return {
    errorKind: (sharesStorage(definition) ? definition.storedAs : undefined) ?? definition,
    emptied: (field) => {
      blank ??= completedBlank();
      return cloneJson(blank[field]);
    },
    definition,
    hooks,
    schemas,
    stored,
    validator: compileValidator(schemas, stored.type, { lenientFields: ["status"] }),
    version: byName,
  };
}

/** Kinds that share another kind's storage (events.k8s.io Event) are stored in that one's form; it need not be one of their versions. */
function storedRuntime(
  definition: ResourceDefinition,
  schemas: SchemaSet,
  byName: (name: string) => VersionRuntime,
): VersionRuntime {
  const host = definition.storedAs;
  if (host === undefined || !sharesStorage(definition)) return byName(definition.storageVersion);
  const apiVersion = formatGroupVersion(host.group, host.version);
  const type = `${host.group === "" ? "core" : host.group}/${host.version}/${host.kind}`;
  return {
    name: apiVersion,
    apiVersion,
    type,
    head: encodeHead(host.kind, apiVersion),
    conversion: undefined,
    decoder: compileDecoder(schemas, type),
    setDefaults: compileDefaulter(schemas, type),
    complete: compileDefaulter(schemas, type),
    protobuf: lazyProtobuf({ schemas, type, apiVersion, kind: host.kind }),
    byteFields: lazyByteFields(schemas, type),
  };
}

interface Source {
  readonly definition: ResourceDefinition;
  readonly schemas: SchemaSet;
  readonly hooks: KindHooks;
  readonly now: () => number;
}

function compileVersion(source: Source, version: ResourceVersion, stored: () => VersionRuntime): VersionRuntime {
  const { definition, schemas, hooks, now } = source;
  const apiVersion = formatGroupVersion(definition.group, version.name);
  const fillIn = compileDefaulter(schemas, version.type);
  const complete = compileCompleter(schemas, version.type);
  const hookDefaults = version.name === definition.storageVersion ? hooks.setDefaults : undefined;
  return {
    name: version.name,
    apiVersion,
    type: version.type,
    head: encodeHead(definition.kind, apiVersion),
    conversion: conversionOf(source, { version: version.name, apiVersion, complete }, stored),
    decoder: compileDecoder(schemas, version.type),
    setDefaults: (object) => {
      fillIn(object);
      hookDefaults?.(object as unknown as KubeObject, now);
    },
    complete,
    protobuf: lazyProtobuf({ schemas, type: version.type, apiVersion, kind: definition.kind }),
    byteFields: lazyByteFields(schemas, version.type),
  };
}

function lazyProtobuf(source: ProtobufKindSource): () => ProtobufKind | undefined {
  let made: { readonly kind: ProtobufKind | undefined } | undefined;
  return () => {
    made ??= { kind: compileProtobufKind(source) };
    return made.kind;
  };
}

function lazyByteFields(schemas: SchemaSet, type: string): () => ByteFields | undefined {
  let made: { readonly fields: ByteFields | undefined } | undefined;
  return () => {
    made ??= { fields: byteFieldsOf(schemas, type) };
    return made.fields;
  };
}

interface ConversionEnd {
  readonly version: string;
  readonly apiVersion: string;
  readonly complete: (object: Record<string, unknown>) => void;
}

/** Versions without a declared conversion have the same shape: only apiVersion differs. */
function conversionOf(
  { definition, hooks }: Source,
  { version, apiVersion, complete }: ConversionEnd,
  stored: () => VersionRuntime,
): Conversion | undefined {
  if (version === definition.storageVersion && !sharesStorage(definition)) return undefined;
  const declared = hooks.convert?.[version];
  return {
    toStored: (object) => {
      const { apiVersion: storedVersion, setDefaults } = stored();
      const converted = { ...(declared?.toStored(object) ?? object), apiVersion: storedVersion };
      setDefaults(converted as unknown as JsonObject);
      return converted;
    },
    fromStored: (object) => {
      const converted = { ...(declared?.fromStored(object) ?? object), apiVersion };
      if (declared !== undefined) complete(converted);
      return converted;
    },
  };
}
