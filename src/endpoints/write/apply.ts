/** Server-side apply: PATCH with a configuration, whole as its manager wants it, instead of a change. */
import { isAscii, isUtf8 } from "node:buffer";
import { cloneJson } from "../../meta/clone-json.js";
import { jsonKind } from "../../meta/compile/decode-containers.js";
import { ConversionError, DecodeError } from "../../meta/compile/decode-error.js";
import { findDuplicateFields, hasSurrogates, scanJson } from "../../meta/compile/duplicate-fields.js";
import { unstructuredDetail } from "../../meta/compile/unstructured-error.js";
import { asInt64s, readInt64s } from "../../meta/exact-json.js";
import { countMembers } from "../../meta/json-depth.js";
import type { KubeObject } from "../../meta/object.js";
import type { JsonObject, JsonValue } from "../../meta/schema.js";
import { badRequest, conflict, failure } from "../../meta/status.js";
import { readYaml } from "../../meta/yaml/yaml.js";
import { meaningless, unconvertible } from "../../registry/apply/conflicts.js";
import { applyConfiguration } from "../../registry/apply/field-manager.js";
import type { StrategyChoices } from "../../registry/resource-definition.js";
import { fieldManagerOf } from "../../registry/write/context.js";
import { createObject } from "../../registry/write/create.js";
import { updateObject } from "../../registry/write/update.js";
import type { CacheEntry } from "../../storage/watchcache/watch-cache.js";
import { before } from "../../util/before.js";
import { isCborApply } from "../cbor.js";
import { type RequestContext, warn } from "../context.js";
import type { ReadDeps } from "../get.js";
import type { ResourceEndpoint } from "../resource-endpoint.js";
import { decodeMerged, readBody } from "./read-body.js";
import { applyKey, isSettled, settle } from "./settled-applies.js";
import {
  checkName,
  checkNamespace,
  forgetRevision,
  narrowing,
  prepare,
  sendWritten,
  type WriteRequest,
  type WriteTarget,
  withoutVersion,
} from "./write.js";

const applyMediaType = "application/apply-patch+yaml";

export function isApply(context: RequestContext): boolean {
  const mediaType = before(context.request.header("content-type") ?? "", ";");
  return mediaType.trim() === applyMediaType || isCborApply(context);
}

/** Rejects with StatusError. */
export async function handleApply(
  deps: ReadDeps,
  endpoint: ResourceEndpoint,
  context: RequestContext,
  { info, subresource }: WriteTarget,
): Promise<void> {
  const request = await prepare(deps, endpoint, context, { info, optionsKind: "PatchOptions", apply: true });
  const body = await readBody(context);
  const name = subresource?.name ?? "";
  const entry = storedEntry(request);
  const key = entry === undefined ? undefined : applyKey(request, name, body);
  if (entry !== undefined && key !== undefined && isSettled(entry, key)) {
    sendWritten(request, { bytes: entry.bytes, revision: entry.revision, created: false });
    return;
  }
  const merge = (current: KubeObject | undefined): KubeObject => {
    const configuration = parseConfiguration(body);
    return mergeConfiguration(request, { ...configuration, current, subresource: name });
  };
  const result = await updateObject(request.write, {
    name: info.name,
    subresource: name,
    fromCurrent: true,
    applied: true,
    next: ({ previous }) => forgetRevision(merge(previous), previous),
    ...narrowing(request, subresource),
    ...(subresource === undefined || (name === "status" && mayCreate(endpoint.definition.strategy))
      ? {
          create: () =>
            createObject(request.write, withoutVersion(request.write, merge(undefined)), {
              applied: true,
              subresource: name,
            }),
        }
      : {}),
  });
  const isUnchanged = entry !== undefined && result.bytes === entry.bytes;
  if (isUnchanged && key !== undefined && context.warnings === undefined) settle(entry, key);
  sendWritten(request, result);
}

/** Through the status. */
function mayCreate({ allowCreateOnUpdate, applyToStatusCreates }: StrategyChoices): boolean {
  return allowCreateOnUpdate || applyToStatusCreates;
}

function storedEntry({ write: { storage, namespace }, info }: WriteRequest): CacheEntry | undefined {
  return storage.cache?.get(storage.cacheKey(namespace, info.name));
}

/** A uid means an object that is there. */
function refuseUid({ endpoint, info }: WriteRequest, object: KubeObject): void {
  const { uid = "" } = object.metadata;
  if (uid === "") return;
  const of = { group: endpoint.definition.group, resource: endpoint.definition.plural };
  const why = `uid mismatch: the provided object specified uid ${uid}, and no existing object was found`;
  throw conflict(of, info.name, why);
}

export interface Configuration {
  readonly value: JsonObject;
  /** What the text says twice. */
  readonly duplicates: readonly string[];
}

/** YAML, and so JSON too. Throws StatusError 400. */
export function parseConfiguration(body: Buffer): Configuration {
  const json = parseJson(body);
  if (json !== undefined) return json;
  const read = readYaml(body);
  if (!read.ok) throw badRequest(`error decoding YAML: error converting YAML to JSON: ${read.error}`);
  const { duplicates } = read;
  const value = asInt64s(read.value) as JsonValue;
  if (value === null) return { value: {}, duplicates };
  if (typeof value === "object" && !Array.isArray(value)) return { value, duplicates };
  const found = `json: cannot unmarshal ${jsonKind(value)} into Go value of type map[string]interface {}`;
  throw badRequest(`error decoding YAML: error unmarshaling JSON: while decoding JSON: ${found}`);
}

const del = 0x7f;

/** The usual case, and much the faster one; undefined for what is no JSON, or has to be told what it says twice. */
function parseJson(body: Buffer): Configuration | undefined {
  if (body[0] !== 0x7b || !isUtf8(body)) return undefined;
  const text = body.toString("utf8");
  // What YAML reads in another way, or not at all.
  const isOdd = hasSurrogates(text) || text.includes("\\/") || /\d[eE]\+?\d{3}/.test(text);
  if (isOdd || body.includes(del) || (!isAscii(body) && /[\x80-\x9f\ufffe\uffff]/.test(text))) return undefined;
  try {
    const value = readInt64s(text) as JsonObject;
    // As many members as the text has names: none hides another, and the long look for one is saved.
    const mayRepeat = scanJson(body).names !== countMembers(value);
    return mayRepeat && findDuplicateFields(text).length > 0 ? undefined : { value, duplicates: [] };
  } catch {
    return undefined;
  }
}

interface Merge {
  readonly current: KubeObject | undefined;
  readonly value: JsonObject;
  readonly duplicates: readonly string[];
  readonly subresource: string;
}

/** The next object, decoded, in the stored version. Throws StatusError. */
function mergeConfiguration(request: WriteRequest, merge: Merge): KubeObject {
  const { current, value: applied, duplicates, subresource } = merge;
  const { runtime, endpoint, info, options, write } = request;
  const version = runtime.version(endpoint.version.name);
  const { kind } = endpoint.definition;
  checkType(applied, { kind, apiVersion: version.apiVersion });
  const manager = fieldManagerOf(write, subresource);
  if (manager === undefined) throw failure(undefined, "an apply has a manager");
  const merged = applyConfiguration(runtime, { live: current, applied, manager, force: options.force });
  const object = decodeOrRefuse(request, applied, cloneJson(merged));
  complainOfDuplicates(request, duplicates);
  if (current === undefined) refuseUid(request, object);
  checkNamespace(request, object);
  checkName(object, info.name);
  return version.conversion === undefined ? object : version.conversion.toStored(object);
}

/** What cannot be an object is the configuration's fault, and that is named. */
function decodeOrRefuse({ context, runtime, endpoint }: WriteRequest, applied: JsonObject, merged: JsonObject) {
  const { group, kind } = endpoint.definition;
  const version = runtime.version(endpoint.version.name);
  const { name = "", namespace = "" } = (applied.metadata ?? {}) as { name?: string; namespace?: string };
  try {
    return decodeMerged(context, merged, { version, kind });
  } catch (error) {
    if (!(error instanceof DecodeError)) throw error;
    const { detail } = error;
    const of = { namespace, name, group, version: version.name, kind };
    if (error instanceof ConversionError) throw meaningless(of, detail);
    throw unconvertible(of, unstructuredDetail(error, version.decoder.root, merged));
  }
}

/** Throws StatusError 400. */
export function checkType(applied: JsonObject, expected: { readonly kind: string; readonly apiVersion: string }): void {
  const kind = textOf(applied.kind);
  const apiVersion = textOf(applied.apiVersion);
  if (kind === expected.kind && apiVersion === expected.apiVersion) return;
  // A version of two slashes is none, and then the kind is not looked at either.
  if (apiVersion.split("/").length > 2) throw badRequest("invalid object type: /, Kind=");
  const shown = apiVersion.includes("/") ? apiVersion : `/${apiVersion}`;
  throw badRequest(`invalid object type: ${shown}, Kind=${kind}`);
}

function textOf(value: JsonValue | undefined): string {
  return typeof value === "string" ? value : "";
}

function complainOfDuplicates({ options, context }: WriteRequest, duplicates: readonly string[]): void {
  if (duplicates.length === 0 || options.fieldValidation === "Ignore") return;
  if (options.fieldValidation === "Strict") {
    const problem = `yaml: unmarshal errors:\n  ${duplicates.join("\n  ")}`;
    throw badRequest(`error strict decoding YAML: error converting YAML to JSON: ${problem}`);
  }
  for (const duplicate of duplicates) warn(context, duplicate);
}
