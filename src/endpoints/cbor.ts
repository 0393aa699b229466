/**
 * Objects, lists and bodies as CBOR, where the feature gate CBORServingAndStorage lets it be spoken. An entry is encoded once per
 * revision, kind and apiVersion first; an item of a list is the same bytes without those two.
 */
import type { ByteFields } from "../meta/byte-fields.js";
import { CborError, cborMagic, decodeCbor, decodeTypedCbor, encodeCborItem } from "../meta/cbor/cbor.js";
import { cborAt } from "../meta/cbor/cbor-place.js";
import { isObject } from "../meta/compile/decode-containers.js";
import { DecodeError, unrecognizedObject } from "../meta/compile/decode-error.js";
import { type JsonBody, kindOfValue } from "../meta/compile/json-body.js";
import { parseJson, stringifyJson } from "../meta/exact-json.js";
import type { JsonValue } from "../meta/schema.js";
import { badRequest } from "../meta/status.js";
import type { VersionRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry, WatchEventType } from "../storage/watchcache/watch-cache.js";
import type { RequestContext } from "./context.js";
import { cborMediaType, type MediaType } from "./negotiate.js";
import { entryObject } from "./resource-endpoint.js";
import { sendParts } from "./respond.js";

/** The entry's object in a version, without the self-described tag. */
export function entryCbor(entry: CacheEntry, version: VersionRuntime): Buffer {
  return entry.form(`cbor;${version.apiVersion}`, (stored) =>
    encodeCborItem(entryObject(stored, version), { bytes: version.byteFields() }),
  );
}

export function withMagic(item: Buffer): Buffer {
  return Buffer.concat([cborMagic, item]);
}

export interface CborList {
  readonly kind: string;
  readonly apiVersion: string;
  /** Of the items. */
  readonly itemKind: string;
  readonly metadata: object;
  readonly objects: readonly Buffer[];
}

/** A list of objects that are encoded already. */
export function sendCborList(context: RequestContext, media: MediaType, list: CborList): void {
  const { kind, apiVersion, itemKind, metadata, objects } = list;
  const known = encodeCborItem({ kind: itemKind, apiVersion }).subarray(1);
  const head = encodeCborItem({ kind, apiVersion, metadata, items: [] });
  const parts: Buffer[] = [cborMagic, head.subarray(0, -1), arrayHead(objects.length)];
  for (const object of objects) parts.push(...itemParts(object, known));
  sendParts(context, media, inOne(parts));
}

/** Heads of maps of up to this many members are one byte. */
const shortMapMembers = 23;
const mapHead = 0xa0;

function itemParts(object: Buffer, typeMeta: Buffer): readonly Buffer[] {
  const [head = 0] = object;
  const rest = object.subarray(1);
  const members = head - mapHead;
  if (members >= 2 && members <= shortMapMembers && rest.subarray(0, typeMeta.length).equals(typeMeta)) {
    return [Buffer.from([head - 2]), rest.subarray(typeMeta.length)];
  }
  return [object];
}

function arrayHead(length: number): Buffer {
  const head = Buffer.alloc(5);
  head[0] = 0x9a;
  head.writeUInt32BE(length, 1);
  if (length < 24) return Buffer.from([0x80 + length]);
  if (length < 0x100) return Buffer.from([0x98, length]);
  return length < 0x1_0000 ? Buffer.from([0x99, length >> 8, length & 0xff]) : head;
}

/** Thousands of small parts would each cost the socket a call. */
function inOne(parts: readonly Buffer[]): readonly Buffer[] {
  return [Buffer.concat(parts)];
}

const frameHead = Buffer.concat([cborMagic, Buffer.from([mapHead + 2])]);

/** One item of a sequence: `object` without its tag, which it gets here. */
export function cborFrame(type: WatchEventType | "BOOKMARK" | "ERROR", object: Buffer): Buffer {
  const typeMember = encodeCborItem({ type, object: null }).subarray(1, -1);
  return Buffer.concat([frameHead, typeMember, cborMagic, object]);
}

/** An object that is at hand as JSON. */
export function cborOfJson(json: Buffer, bytes: ByteFields | undefined): Buffer {
  return withMagic(encodeCborItem(parseJson(json), { bytes }));
}

export function isCborBody(context: RequestContext): boolean {
  return context.cbor === true && bodyType(context) === cborMediaType;
}

/** A server-side apply whose configuration is CBOR. */
export function isCborApply(context: RequestContext): boolean {
  return context.cbor === true && bodyType(context) === "application/apply-patch+cbor";
}

function bodyType({ request }: RequestContext): string | undefined {
  return request.header("content-type")?.split(";")[0]?.trim().toLowerCase();
}

/** As JSON, which every reader of configurations takes. Throws StatusError 400 with kube-apiserver's words, YAML's included. */
export function configurationOfCbor(body: Buffer): Buffer {
  try {
    const value = decodeCbor(body);
    if (isObject(value) || value === null) return Buffer.from(stringifyJson(value));
    throw new CborError(`cbor: cannot unmarshal ${typeOf(body)} into Go value of type map[string]interface {}`);
  } catch (error) {
    if (error instanceof CborError) throw badRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
}

/** The CBOR twin of `parseJsonBody`. Throws DecodeError with the complete message, and CborError for what only a type refuses. */
export function parseCborBody(body: Uint8Array, expected: string): JsonBody {
  const fail = (why: string) => unrecognizedObject(expected, `unable to determine group/version/kind: ${why}`, body);
  const value = readTyped(body, fail);
  if (value === null) return { value: {}, kind: "", apiVersion: "" };
  if (!isObject(value)) throw fail(noStruct(typeOf(body), "Go value of type v1.TypeMeta"));
  for (const field of ["apiVersion", "kind"]) {
    const found = value[field] ?? "";
    if (typeof found === "string") continue;
    throw fail(
      `cbor: cannot unmarshal ${typeOf(body, [field])} into Go struct field v1.TypeMeta.${field} of type string`,
    );
  }
  const { kind, apiVersion } = kindOfValue(value, expected, body);
  // A version of two slashes is none, and then the kind is not looked at either.
  return apiVersion.split("/").length > 2 ? { value, kind: "", apiVersion: "" } : { value, kind, apiVersion };
}

/** For small readers that know JSON only. Throws DecodeError. */
export function jsonOfCborBody(body: Buffer): Buffer {
  const fail = (why: string) => new DecodeError(`unable to determine group/version/kind: ${why}`);
  try {
    const value = readTyped(body, fail);
    if (isObject(value) || value === null) return Buffer.from(stringifyJson(value));
    throw fail(noStruct(typeOf(body), "Go value of type v1.TypeMeta"));
  } catch (error) {
    throw error instanceof CborError ? new DecodeError(error.message) : error;
  }
}

function readTyped(body: Uint8Array, wrap: (why: string) => DecodeError): JsonValue {
  try {
    return decodeTypedCbor(body);
  } catch (error) {
    if (error instanceof CborError && !error.wellFormed) throw wrap(error.message);
    throw error;
  }
}

function typeOf(body: Uint8Array, path: readonly string[] = []): string {
  return cborAt(body, path)?.type ?? "primitives";
}

function noStruct(type: string, into: string): string {
  const more = type === "array" ? " (cannot decode CBOR array to struct without toarray option)" : "";
  return `cbor: cannot unmarshal ${type} into ${into}${more}`;
}

/** Why a value does not fit its type, in the words of kube-apiserver's library for CBOR: it names the outermost field only. */
export function cborMismatch(
  { detail, mismatch }: DecodeError,
  body: Uint8Array,
  of: { readonly kind: string; readonly apiVersion: string },
): string {
  if (detail.startsWith("illegal base64")) return `cbor: failed to decode base64 from byte string: ${detail}`;
  if (mismatch === undefined) return detail;
  const { path, goType } = mismatch;
  const version = of.apiVersion.slice(of.apiVersion.indexOf("/") + 1);
  const { type, value } = cborAt(body, path) ?? { type: "primitives", value: undefined };
  const into = `Go struct field ${version}.${of.kind}.${path[0]} of type ${goType}`;
  if (value !== undefined && goType.startsWith("int")) {
    const limit = value < -(2n ** 63n) ? "Go's int64" : goType;
    return `cbor: cannot unmarshal ${type} into ${into} (${value} overflows ${limit})`;
  }
  return goType.includes(".") ? noStruct(type, into) : `cbor: cannot unmarshal ${type} into ${into}`;
}

/** How kube-apiserver's library tells of unknown fields: the first one, by its place in the map it is in. */
export function unknownFieldText(body: Uint8Array, path: string): string {
  let value: unknown = decodeCbor(body);
  let index = -1;
  for (const step of path.split(/\.|\[|\]\.?/).filter((part) => part !== "")) {
    if (typeof value !== "object" || value === null) break;
    index = Object.keys(value).indexOf(step);
    value = (value as Record<string, unknown>)[step];
  }
  return `cbor: found unknown field at map element index ${Math.max(index, 0)}`;
}
