/**
 * Objects, lists and bodies as CBOR, where the feature gate CBORServingAndStorage lets it be spoken. An entry is encoded once per
 * revision, kind and apiVersion first; an item of a list is the same bytes without those two.
 */
import type { ByteFields } from "../meta/byte-fields.js";
import {
  CborError,
  type CborType,
  cborMagic,
  decodeCborMap,
  decodeTypedCbor,
  encodeCborItem,
  type TypedCbor,
} from "../meta/cbor/cbor.js";
import { compileDecoder } from "../meta/compile/decoder.js";
import type { JsonBody } from "../meta/compile/json-body.js";
import { parseJson, stringifyJson } from "../meta/exact-json.js";
import type { JsonObject, SchemaSet } from "../meta/schema.js";
import { badRequest } from "../meta/status.js";
import type { VersionRuntime } from "../registry/kind-runtime.js";
import type { CacheEntry, WatchEventType } from "../storage/watchcache/watch-cache.js";
import { before } from "../util/before.js";
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

export function arrayHead(length: number): Buffer {
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

function bodyType({ request }: RequestContext): string {
  return before(request.header("content-type") ?? "", ";")
    .trim()
    .toLowerCase();
}

/** As JSON, which every reader of configurations takes. Throws StatusError 400 with kube-apiserver's words, YAML's included. */
export function configurationOfCbor(body: Buffer): Buffer {
  try {
    return Buffer.from(stringifyJson(decodeCborMap(body)));
  } catch (error) {
    if (error instanceof CborError) throw badRequest(`error decoding YAML: ${error.message}`);
    // The readers behind bear less depth than the format.
    if (error instanceof RangeError) throw badRequest("error decoding YAML: exceeded max depth");
    throw error;
  }
}

export interface CborBody extends JsonBody {
  /** Why it cannot be read into the type. */
  readonly problem: string | undefined;
  /** What strict decoding has to say: of unknown fields the first one only, by its place in the map it is in. */
  readonly complaints: readonly string[];
}

/** The CBOR twin of `parseJsonBody`. `fail`: the error for a body whose kind cannot be told. Throws what it makes. */
export function parseCborBody(body: Uint8Array, type: CborType, fail: (why: string) => Error): CborBody {
  const read = readTyped(body, type);
  if (read.metaProblem !== undefined) throw fail(`unable to determine group/version/kind: ${read.metaProblem}`);
  const { problem, unknownAt } = read;
  const complaints = unknownAt === undefined ? [] : [`cbor: found unknown field at map element index ${unknownAt}`];
  const value = (read.value ?? {}) as JsonObject;
  const [kind, apiVersion] = [textOf(value.kind), textOf(value.apiVersion)];
  // A version of two slashes is none, and then the kind is not looked at either.
  const told = apiVersion.split("/").length > 2 ? { kind: "", apiVersion: "" } : { kind, apiVersion };
  return { value, ...told, problem, complaints };
}

function readTyped(body: Uint8Array, type: CborType): TypedCbor {
  try {
    return decodeTypedCbor(body, type);
  } catch (error) {
    if (!(error instanceof CborError)) throw error;
    return { value: null, problem: undefined, metaProblem: error.message, unknownAt: undefined };
  }
}

function textOf(value: unknown): string {
  return typeof value === "string" ? value : "";
}

/** DeleteOptions, as JSON: their small reader knows nothing else. Throws StatusError. */
export function jsonOfDeleteOptions(body: Uint8Array, schemas: SchemaSet): Buffer {
  const node = compileDecoder(schemas, "meta/v1/DeleteOptions").root;
  const { value, kind, problem } = parseCborBody(body, { node, name: "v1.DeleteOptions" }, badRequest);
  if (problem !== undefined && (kind === "" || kind === "DeleteOptions")) throw badRequest(problem);
  return Buffer.from(stringifyJson(value));
}
