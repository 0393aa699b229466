/**
 * Objects, lists and bodies as CBOR, where the feature gate CBORServingAndStorage lets it be spoken. An entry is encoded once per
 * revision, kind and apiVersion first; an item of a list is the same bytes without those two.
 */
import type { ByteFields } from "../meta/byte-fields.js";
import { CborError, cborMagic, decodeCbor, encodeCborItem } from "../meta/cbor.js";
import { DecodeError, unrecognizedObject } from "../meta/compile/decode-error.js";
import { type JsonBody, kindOfValue } from "../meta/compile/json-body.js";
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
  return withMagic(encodeCborItem(JSON.parse(json.toString("utf8")), { bytes }));
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
    return Buffer.from(JSON.stringify(decodeCbor(body)));
  } catch (error) {
    if (error instanceof CborError) throw badRequest(`error decoding YAML: ${error.message}`);
    throw error;
  }
}

/** The CBOR twin of `parseJsonBody`. Throws DecodeError with the complete message. */
export function parseCborBody(body: Uint8Array, expected: string): JsonBody {
  return kindOfValue(
    read(body, (why) => unrecognizedObject(expected, why, body)),
    expected,
    body,
  );
}

/** For small readers that know JSON only. Throws DecodeError. */
export function jsonOfCborBody(body: Buffer): Buffer {
  const value = read(body, (why) => new DecodeError(why));
  return Buffer.from(JSON.stringify(value));
}

function read(body: Uint8Array, wrap: (why: string) => DecodeError): unknown {
  try {
    return decodeCbor(body);
  } catch (error) {
    if (error instanceof CborError) throw wrap(`unable to determine group/version/kind: ${error.message}`);
    throw error;
  }
}

/** What CBOR calls the values JSON has. */
const cborTypes: Readonly<Record<string, string>> = {
  array: "array",
  bool: "primitives",
  number: "positive integer",
  object: "map",
  string: "byte string",
};

/** A value of the wrong type, in the words of kube-apiserver's library for CBOR. */
export function cborMismatch(detail: string, apiVersion: string): string {
  const version = apiVersion.slice(apiVersion.indexOf("/") + 1);
  return detail.replace(
    /^json: cannot unmarshal (\w+) into Go struct field /,
    (_all, found: string) => `cbor: cannot unmarshal ${cborTypes[found] ?? found} into Go struct field ${version}.`,
  );
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
